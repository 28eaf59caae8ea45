/** Mutual information of discrete variables given another. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate } from "./estimate.ts";
import {
  type DiscreteInformationOptions,
  type DiscreteVariable,
  measureLater,
  measureNow,
} from "./variables.ts";

/**
 * The conditional mutual information I(X; Y | Z) = H(X, Z) + H(Y, Z) - H(X, Y, Z) - H(Z): what `x` and `y` tell of
 * each other beyond what `given` tells.
 *
 * Each entropy is corrected on its own table, so a corrected estimate may be negative. O(N).
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if they are empty.
 */
export async function conditionalMutualInformation(
  x: DiscreteVariable,
  y: DiscreteVariable,
  given: DiscreteVariable,
  options?: DiscreteInformationOptions & CallOptions,
): Promise<Estimate> {
  return measureLater({ kind: "conditional-mutual-information" }, { x, y, given }, options);
}

/** Like {@link conditionalMutualInformation}, but blocks. */
export function conditionalMutualInformationSync(
  x: DiscreteVariable,
  y: DiscreteVariable,
  given: DiscreteVariable,
  options?: DiscreteInformationOptions & SyncCallOptions,
): Estimate {
  return measureNow({ kind: "conditional-mutual-information" }, { x, y, given }, options);
}
