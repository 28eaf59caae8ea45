/** Entropy of continuous variables. */

import { oneOf } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate } from "./estimate.ts";
import { gaussianLater, gaussianNow, type GaussianOptions } from "./gaussian.ts";
import type { Variable } from "./points.ts";
import { optionsOf } from "./source.ts";

/** How to estimate the entropy of a continuous variable. */
export interface DifferentialEntropyOptions extends Partial<Omit<GaussianOptions, "estimator">> {
  /** The estimator. Default: `gaussian`, ½ ln((2πe)^d |Σ|). */
  readonly estimator?: "gaussian" | undefined;
}

/**
 * The differential entropy h(X) = -∫ p ln p of a continuous variable. It may be negative, and unlike that of symbols it
 * depends on the unit of measurement: h(cX) = h(X) + d ln c.
 *
 * Takes O(N d²) for N samples of d columns. If a column is constant, or determined by the others, it is -Infinity,
 * with a warning.
 *
 * @throws TypeError if a number is NaN or infinite; RangeError if there are fewer than two samples.
 */
export async function differentialEntropy(
  x: Variable,
  options?: DifferentialEntropyOptions & CallOptions,
): Promise<Estimate> {
  return gaussianLater(MEASURE, { x }, checked(options));
}

/** Like {@link differentialEntropy}, but blocks. */
export function differentialEntropySync(
  x: Variable,
  options?: DifferentialEntropyOptions & SyncCallOptions,
): Estimate {
  return gaussianNow(MEASURE, { x }, checked(options));
}

const MEASURE = { kind: "entropy" } as const;

function checked<T extends DifferentialEntropyOptions>(
  options: T | undefined,
): Partial<T> & GaussianOptions {
  const { estimator = "gaussian" } = optionsOf<DifferentialEntropyOptions>(options);
  return { ...optionsOf(options), estimator: oneOf("estimator", estimator, ["gaussian"]) };
}
