/** Mutual information of variables given another. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate } from "./estimate.ts";
import {
  type GaussianInformationOptions,
  gaussianLater,
  gaussianNow,
  isGaussian,
} from "./gaussian.ts";
import type { Variable } from "./points.ts";
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
 * Of discrete variables each entropy is corrected on its own table, so a corrected estimate may be negative; O(N). Of
 * continuous variables name the estimator: `gaussian` or `gaussian-copula`, O(N d²) for d columns.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if they are empty.
 */
export async function conditionalMutualInformation(
  x: DiscreteVariable | Variable,
  y: DiscreteVariable | Variable,
  given: DiscreteVariable | Variable,
  options?: (DiscreteInformationOptions | GaussianInformationOptions) & CallOptions,
): Promise<Estimate> {
  if (isGaussian(options)) return gaussianLater(MEASURE, { x, y, given }, options);
  return measureLater(MEASURE, { x, y, given }, options);
}

/** Like {@link conditionalMutualInformation}, but blocks. */
export function conditionalMutualInformationSync(
  x: DiscreteVariable | Variable,
  y: DiscreteVariable | Variable,
  given: DiscreteVariable | Variable,
  options?: (DiscreteInformationOptions | GaussianInformationOptions) & SyncCallOptions,
): Estimate {
  if (isGaussian(options)) return gaussianNow(MEASURE, { x, y, given }, options);
  return measureNow(MEASURE, { x, y, given }, options);
}

const MEASURE = { kind: "conditional-mutual-information" } as const;
