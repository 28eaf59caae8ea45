/** Mixtures: weighted sums of other objectives. */

import { record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { type MatrixData, realNumbers } from "../matrix.ts";
import { handleOf } from "../resource.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";
import { oraclesOfAll, type Oracles } from "./oracle.ts";

/** How objectives are mixed. */
export interface MixtureOptions {
  /** A weight for each objective, not negative. Default: 1 for each. */
  readonly weights?: MatrixData | readonly number[] | undefined;
}

/**
 * The weighted sum of objectives f0, f1, ... on the same ground set,
 *
 *     f(S) = weights[0] · f0(S) + weights[1] · f1(S) + ...
 *
 * It has every property that all of its objectives have: a mixture of monotone submodular functions
 * is monotone and submodular. `properties` names the first objective that lacks one. Objectives of
 * weight 0 have no effect.
 *
 * A gain takes as long as those of all objectives together.
 *
 * Source: Lin & Bilmes, "Learning mixtures of submodular shells with application to document
 * summarization" (2012).
 */
export class Mixture extends Objective {
  /**
   * Of objectives that have the same size. It keeps what they are made of: they may be disposed of
   * before it.
   *
   * @throws TypeError if there is no objective, sizes differ, there are more or fewer weights than
   * objectives, or mixtures are in mixtures more than 100 deep or of more than a million objectives in
   * all; RangeError if a weight is negative; GainfulError with code `ERR_DISPOSED`.
   */
  static async of(
    objectives: readonly Objective[],
    options?: MixtureOptions & CallOptions,
  ): Promise<Mixture> {
    const { source, oracles } = mixtureOf(objectives, options);
    return new Mixture(await make(options, source, oracles), oracles);
  }

  /** Like {@link Mixture.of}, but blocks. */
  static ofSync(
    objectives: readonly Objective[],
    options?: MixtureOptions & SyncCallOptions,
  ): Mixture {
    const { source, oracles } = mixtureOf(objectives, options);
    return new Mixture(makeSync(options, source, oracles), oracles);
  }
}

function mixtureOf(
  objectives: readonly Objective[],
  options: MixtureOptions = {},
): { source: ObjectiveSource; oracles: Oracles } {
  if (!Array.isArray(objectives)) {
    throw invalidArgument("objectives", "an array of objectives", objectives);
  }
  record("options", options);
  const { weights = new Float64Array(objectives.length).fill(1) } = options;
  const handles = Array.from(objectives, (objective: unknown, i) => {
    if (objective instanceof Objective) return handleOf(objective);
    throw invalidArgument(`objectives[${i}]`, "an objective such as a FacilityLocation", objective);
  });
  const source = { mixtureOf: { objectives: handles, weights: realNumbers("weights", weights) } };
  return { source, oracles: oraclesOfAll(objectives) };
}
