/** Mutual information between continuous variables. */

import { boolean, finite, integer, MAX_COUNT, numbers, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument, outOfRange } from "../errors.ts";
import {
  denseMatrix,
  type DenseMatrix,
  type Matrix,
  matrixData,
  type MatrixData,
} from "../matrix.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";

const ESTIMATORS = ["ksg1"] as const;

/**
 * How mutual information is estimated:
 *
 * - `ksg1`: the first estimator of Kraskov, Stögbauer & Grassberger, "Estimating mutual
 *   information" (2004), from the distances ε to the k-th neighbours and the numbers n_x, n_y of
 *   points strictly closer than ε in x and in y: ψ(k) + ψ(N) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩
 */
export type MutualInformationEstimator = (typeof ESTIMATORS)[number];

/**
 * Samples of a variable: one number each, or a row of a matrix each. Arrays in single precision are
 * widened, which is exact.
 */
export type Variable = Matrix | Float32Array | Float64Array | readonly number[];

/** Seeded noise that breaks ties: each value moves by less than `scale`. */
export interface Jitter {
  /** The largest change of a value, positive. */
  readonly scale: number;
  /** Equal seeds give equal noise. Default: 0. */
  readonly seed?: number | undefined;
}

/** How to estimate mutual information. */
export interface MutualInformationOptions extends EstimateOptions {
  /** The estimator. Default: `ksg1`. */
  readonly estimator?: MutualInformationEstimator | undefined;
  /**
   * Which nearest neighbour sets the distance around a point: few neighbours give little bias and
   * much variance. From 1 to the number of samples less one. Default: 3.
   */
  readonly k?: number | undefined;
  /** Whether to return each sample's contribution. Default: false. */
  readonly local?: boolean | undefined;
  /** Noise for data that were rounded. Default: none, since it hides ties. */
  readonly jitter?: Jitter | undefined;
}

/**
 * The mutual information I(X; Y) of two continuous variables, from samples that belong together:
 * row i of `x` with row i of `y`.
 *
 * Distances are maxima of coordinate differences, computed in double precision and compared
 * exactly; so the result is the same, bit for bit, for any number of threads. Takes
 * O(N log N) for a few coordinates. The estimate is not clamped: near independence it may be
 * negative.
 *
 * @throws TypeError if the lengths differ, or a number is NaN or infinite; RangeError if k is not
 * less than the number of samples.
 */
export async function mutualInformation(
  x: Variable,
  y: Variable,
  options?: MutualInformationOptions & CallOptions,
): Promise<Estimate> {
  const [xs, ys, checked] = [samples("x", x), samples("y", y), check(options)];
  const native = await run(options, (addon, call) =>
    addon.mutualInformation(call, xs, ys, checked),
  );
  return estimate(native, checked.unit);
}

/** Like {@link mutualInformation}, but blocks. */
export function mutualInformationSync(
  x: Variable,
  y: Variable,
  options?: MutualInformationOptions & SyncCallOptions,
): Estimate {
  const [xs, ys, checked] = [samples("x", x), samples("y", y), check(options)];
  const native = runSync(options, (addon, threads) =>
    addon.mutualInformationSync(threads, xs, ys, checked),
  );
  return estimate(native, checked.unit);
}

/** The samples as a matrix; plain numbers are its only column. */
function samples(name: string, value: Variable): DenseMatrix {
  if (Array.isArray(value) && typeof value[0] === "number") {
    return column(name, numbers(name, value));
  }
  if (ArrayBuffer.isView(value)) return column(name, matrixData(name, value));
  return denseMatrix(name, value as Matrix);
}

function column(name: string, data: MatrixData): DenseMatrix {
  if (data.length === 0) throw invalidArgument(name, "at least one sample", data);
  return { data, rows: data.length, columns: 1 };
}

interface CheckedOptions {
  estimator: MutualInformationEstimator;
  unit: Unit;
  clamp: boolean;
  k: number;
  local: boolean;
  jitter?: { scale: number; seed: number };
}

function check(options: MutualInformationOptions = {}): CheckedOptions {
  record("options", options);
  const { estimator = "ksg1", k = 3, local = false, jitter } = options;
  return {
    estimator: oneOf("estimator", estimator, ESTIMATORS),
    ...formOf(options),
    k: integer("k", k, 1, MAX_COUNT),
    local: boolean("local", local),
    ...(jitter !== undefined && { jitter: checkJitter(jitter) }),
  };
}

function checkJitter(jitter: Jitter): { scale: number; seed: number } {
  record("jitter", jitter);
  const { scale, seed = 0 } = jitter;
  if (finite("jitter.scale", scale) <= 0) {
    throw outOfRange("jitter.scale", "a positive number", scale);
  }
  return { scale, seed: integer("jitter.seed", seed, 0, Number.MAX_SAFE_INTEGER) };
}
