/** How much two partitions have in common: normalized and adjusted mutual information, and a distance. */

import { boolean } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate, EstimateOptions } from "./estimate.ts";
import { optionsOf } from "./source.ts";
import {
  type DiscreteVariable,
  type Measure,
  measureLater,
  measureNow,
  type Normalization,
  normalizationOf,
} from "./variables.ts";

/** How to normalize. */
export interface NormalizedOptions extends EstimateOptions {
  /** What the mutual information is divided by. Default: `arithmetic`. */
  readonly normalization?: Normalization | undefined;
  /**
   * Whether to subtract from both what chance explains, the mean E over all partitions with the same counts:
   * (I - E)/(normalization - E), as the adjusted mutual information of Vinh, Epps & Bailey (2010). Takes
   * O(K_x K_y n) for K classes of n. Default: false.
   */
  readonly adjusted?: boolean | undefined;
}

/**
 * The mutual information of two partitions as a share of their entropies, by maximum likelihood; from 0 to 1 (below
 * 0 where `adjusted`), and 1 if both have one class only, as in scikit-learn. A number without unit.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if they are empty.
 */
export async function normalizedMutualInformation(
  x: DiscreteVariable,
  y: DiscreteVariable,
  options?: NormalizedOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(measureOf(options), { x, y }, options);
}

/** Like {@link normalizedMutualInformation}, but blocks. */
export function normalizedMutualInformationSync(
  x: DiscreteVariable,
  y: DiscreteVariable,
  options?: NormalizedOptions & SyncCallOptions,
): Estimate {
  return measureNow(measureOf(options), { x, y }, options);
}

/**
 * The variation of information H(X|Y) + H(Y|X), a distance of partitions (Meilă 2007), by maximum likelihood.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if they are empty.
 */
export async function variationOfInformation(
  x: DiscreteVariable,
  y: DiscreteVariable,
  options?: EstimateOptions & CallOptions,
): Promise<Estimate> {
  return measureLater({ kind: "variation" }, { x, y }, options);
}

/** Like {@link variationOfInformation}, but blocks. */
export function variationOfInformationSync(
  x: DiscreteVariable,
  y: DiscreteVariable,
  options?: EstimateOptions & SyncCallOptions,
): Estimate {
  return measureNow({ kind: "variation" }, { x, y }, options);
}

function measureOf(options: NormalizedOptions | undefined): Measure {
  const { normalization, adjusted = false } = optionsOf(options);
  const kind = boolean("adjusted", adjusted) ? "adjusted" : "normalized";
  return { kind, normalization: normalizationOf(normalization) };
}
