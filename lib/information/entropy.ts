/** Shannon entropy of discrete samples. */

import { types } from "node:util";
import { numbers, oneOf, record, unshared } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { estimate, type Estimate, type EstimateOptions, type Unit, unitOf } from "./estimate.ts";

const ESTIMATORS = ["maximum-likelihood", "miller-madow"] as const;

/**
 * How entropy is estimated from N samples of which symbol i was seen n_i times and S symbols were
 * seen at all:
 *
 * - `maximum-likelihood`: ln N - (1/N) Σ n_i ln n_i, too small by about (S - 1) / 2N
 * - `miller-madow`: the same plus (S - 1) / 2N (Miller 1955)
 */
export type EntropyEstimator = (typeof ESTIMATORS)[number];

/**
 * Symbols: numbers or strings. Equal values are one symbol; 0 and -0 are equal. A `Uint8Array` is
 * counted at memory speed, other integers almost so.
 */
export type Sample =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly number[]
  | readonly string[];

const TYPED_ARRAYS = [
  types.isUint8Array,
  types.isUint8ClampedArray,
  types.isInt8Array,
  types.isUint16Array,
  types.isInt16Array,
  types.isUint32Array,
  types.isInt32Array,
  types.isFloat32Array,
  types.isFloat64Array,
] as const;

/** How to estimate entropy. */
export interface EntropyOptions extends EstimateOptions {
  /** The estimator. Default: `maximum-likelihood`. */
  readonly estimator?: EntropyEstimator | undefined;
}

/**
 * The Shannon entropy H = -Σ p_i ln p_i of the distribution that a sample was drawn from.
 *
 * Costs one pass over the sample and time in proportion to the number of distinct counts.
 *
 * @throws TypeError if the sample holds NaN or is neither numbers nor strings; RangeError if it is
 * empty.
 */
export async function entropy(
  sample: Sample,
  options?: EntropyOptions & CallOptions,
): Promise<Estimate> {
  const { estimator, unit } = check(options);
  const symbols = symbolsOf(sample);
  const native = await run(options, (addon, call) => addon.entropy(call, symbols, estimator, unit));
  return estimate(native, estimator, unit);
}

/** Like {@link entropy}, but blocks. Reads typed arrays where they are. */
export function entropySync(sample: Sample, options?: EntropyOptions & SyncCallOptions): Estimate {
  const { estimator, unit } = check(options);
  const symbols = symbolsOf(sample);
  const native = runSync(options, (addon, threads) =>
    addon.entropySync(threads, symbols, estimator, unit),
  );
  return estimate(native, estimator, unit);
}

function check(options: EntropyOptions = {}): { estimator: EntropyEstimator; unit: Unit } {
  record("options", options);
  const { estimator = "maximum-likelihood" } = options;
  return { estimator: oneOf("estimator", estimator, ESTIMATORS), unit: unitOf(options) };
}

type TypedSample = Exclude<Sample, readonly unknown[]>;

/** The sample in a form that the addon takes. */
function symbolsOf(sample: Sample): TypedSample | string[] {
  if (Array.isArray(sample)) {
    return typeof sample[0] === "string" ? strings(sample) : numbers("sample", sample);
  }
  if (!TYPED_ARRAYS.some((isOfType) => isOfType(sample))) {
    throw invalidArgument("sample", "an array of numbers or strings", sample);
  }
  return unshared<TypedSample>(sample as TypedSample);
}

function strings(sample: readonly unknown[]): string[] {
  return Array.from(sample, (value, i) => {
    if (typeof value === "string") return value;
    throw invalidArgument(`sample[${i}]`, "a string", value);
  });
}
