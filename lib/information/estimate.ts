/** What an estimator returns. */

import { oneOf } from "../arguments.ts";

const UNITS = ["nats", "bits", "hartleys"] as const;

/** The unit of an information quantity: natural logarithm, base 2, base 10. */
export type Unit = (typeof UNITS)[number];

/** Something in the data that an estimator was not made for. */
export interface EstimateWarning {
  /**
   * The kind:
   *
   * - `ties`: the data repeat more than points of a continuous distribution do
   * - `constant`: all values of an argument are equal
   * - `negative`: the estimate of a quantity that is never negative came out negative
   */
  readonly code: "ties" | "constant" | "negative";
  /** The same with its figures, for people. */
  readonly message: string;
}

/** The result of an estimator. */
export interface Estimate {
  /** The estimate, never clamped: it may be negative where the quantity itself cannot be. */
  readonly value: number;
  /** The unit of `value` and `local`. */
  readonly unit: Unit;
  /** The estimator that was used. */
  readonly estimator: string;
  /** The number of samples. */
  readonly samples: number;
  /** What speaks against trusting the estimate; empty if nothing does. */
  readonly warnings: readonly EstimateWarning[];
  /** Each sample's contribution, where it was asked for; their mean is `value`. */
  readonly local?: Float64Array;
}

/** Options that all estimators share. */
export interface EstimateOptions {
  /** The unit of the result. Default: `nats`. */
  readonly unit?: Unit | undefined;
}

/** What the addon returns. */
interface NativeEstimate {
  readonly value: number;
  readonly samples: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly local?: Float64Array;
}

/** The unit that the options ask for. */
export function unitOf(options: EstimateOptions): Unit {
  return oneOf("unit", options.unit ?? "nats", UNITS);
}

/** An estimate with what the addon does not repeat. */
export function estimate(native: NativeEstimate, estimator: string, unit: Unit): Estimate {
  const { value, samples, warnings, local } = native;
  return {
    value,
    unit,
    estimator,
    samples,
    warnings: warnings as readonly EstimateWarning[],
    ...(local && { local }),
  };
}
