/** Modular functions: a weight for each element. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { type MatrixData, realNumbers } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The modular function of weights w, f(S) = sum over j in S of w[j].
 *
 * Submodular, and monotone if no weight is negative. Mostly a part of a {@link Mixture}: the
 * relevance of single elements beside the coverage of the set.
 */
export class Modular extends Objective {
  /**
   * From a weight for each element, which may be negative.
   *
   * @throws TypeError if there are none, or one is NaN or infinite.
   */
  static async fromWeights(
    weights: MatrixData | readonly number[],
    options?: CallOptions,
  ): Promise<Modular> {
    return new Modular(await make(options, fromWeights(weights)));
  }

  /** Like {@link Modular.fromWeights}, but blocks. */
  static fromWeightsSync(
    weights: MatrixData | readonly number[],
    options?: SyncCallOptions,
  ): Modular {
    return new Modular(makeSync(options, fromWeights(weights)));
  }
}

function fromWeights(weights: MatrixData | readonly number[]): ObjectiveSource {
  return { modularFromWeights: { weights: realNumbers("weights", weights) } };
}
