/** What an estimator returns, and the options that all of them share. */

import { boolean, oneOf } from "../arguments.ts";

const UNITS = ["nats", "bits", "hartleys"] as const;

/** The unit of an information quantity: natural logarithm, base 2, base 10. */
export type Unit = (typeof UNITS)[number];

/** Something in the data that an estimator was not made for. */
export interface EstimateWarning {
  /**
   * The kind:
   *
   * - `ties`: the data repeat more than points of a continuous distribution do
   * - `deterministic`: a variable is an exact function of others, or there are fewer samples than columns
   * - `constant`: all values of an argument are equal
   * - `negative`: the estimate of a quantity that is never negative came out negative
   * - `undersampled`: there are fewer than ten samples for each symbol
   * - `above-maximum`: the estimate is greater than the quantity can be
   * - `no-coincidences`: no symbol came twice, so an estimator from coincidences has no value (NaN)
   */
  readonly code:
    | "ties"
    | "deterministic"
    | "constant"
    | "negative"
    | "undersampled"
    | "above-maximum"
    | "no-coincidences";
  /** The same with its figures, for people. */
  readonly message: string;
}

/** How surprising an estimate would be if there were nothing to be found. */
export interface Significance {
  /** The test. */
  readonly method: string;
  /** What the test compares. */
  readonly statistic: number;
  /** The degrees of freedom of the statistic's distribution, where it has such. */
  readonly degreesOfFreedom?: number;
  /** The probability of a statistic at least as large, if there were nothing. */
  readonly pValue: number;
}

/** The result of an estimator. */
export interface Estimate {
  /**
   * The estimate. Not clamped, unless `clamp` asks for it: it may be negative where the quantity
   * itself cannot be.
   */
  readonly value: number;
  /** The unit of `value`, `local` and `standardDeviation`. */
  readonly unit: Unit;
  /** The estimator that was used. */
  readonly estimator: string;
  /** The number of samples; 0 where the distribution was given. */
  readonly samples: number;
  /** What speaks against trusting the estimate; empty if nothing does. */
  readonly warnings: readonly EstimateWarning[];
  /** Each sample's contribution, where it was asked for; their mean is `value`. */
  readonly local?: Float64Array;
  /** The standard deviation of `value`, where the estimator knows it. */
  readonly standardDeviation?: number;
  /** Whether it is more than chance, where that was asked for. */
  readonly significance?: Significance;
  /** Why this estimator, where the choice was left to the data. */
  readonly reason?: string;
}

/** Options that all estimators share. */
export interface EstimateOptions {
  /** The unit of the result. Default: `nats`. */
  readonly unit?: Unit | undefined;
  /**
   * Whether a value that the quantity cannot have becomes the nearest one that it can have. Default:
   * false, since means of clamped estimates are biased.
   */
  readonly clamp?: boolean | undefined;
}

/**
 * What the addon returns.
 *
 * @internal
 */
export interface NativeEstimate extends Omit<Estimate, "unit" | "warnings"> {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** The form that the options ask for. */
export function formOf(options: EstimateOptions): { unit: Unit; clamp: boolean } {
  const { unit = "nats", clamp = false } = options;
  return { unit: oneOf("unit", unit, UNITS), clamp: boolean("clamp", clamp) };
}

/**
 * An estimate with what the addon does not repeat, and without what it does not have.
 *
 * @internal
 */
export function estimate(native: NativeEstimate, unit: Unit): Estimate {
  const { value, estimator, samples, warnings } = native;
  const { local, standardDeviation, significance, reason } = native;
  return {
    value,
    unit,
    estimator,
    samples,
    warnings: warnings as readonly EstimateWarning[],
    ...(local && { local }),
    ...(standardDeviation !== undefined && { standardDeviation }),
    ...(significance && { significance }),
    ...(reason !== undefined && { reason }),
  };
}
