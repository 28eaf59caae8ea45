/** How many directions points really have: measures of the eigenvalues of their similarities. */

import { boolean, integer, MAX_COUNT, nonNegative, oneOf, record } from "../arguments.ts";
import { type CallOptions, run, runSync, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { type NativeSample, type Sample, sampleOf } from "./source.ts";

const SIMILARITIES = ["cosine", "gaussian", "given"] as const;

/**
 * How alike points are:
 *
 * - `cosine`: the cosine of the angle between them
 * - `gaussian`: exp(-d² / (2 b²)) for their Euclidean distance d and the bandwidth b
 * - `given`: the matrix is that of the similarities itself, symmetric with ones on the diagonal
 */
export type PointSimilarity = (typeof SIMILARITIES)[number];

/** How to compute a Vendi score. */
export interface VendiOptions {
  /** The order q, from 0 to Infinity: the larger, the less do rare points count. Default: 1. */
  readonly order?: number | undefined;
  /** How alike points are. Default: `cosine`. */
  readonly similarity?: PointSimilarity | undefined;
  /** Of `gaussian`: the bandwidth b, positive. */
  readonly bandwidth?: number | undefined;
}

/** How to compute a matrix entropy. */
export interface MatrixEntropyOptions extends EstimateOptions {
  /**
   * Whether to divide by the logarithm of the number of columns, which gives a number from 0 to 1 without unit.
   * Default: true.
   */
  readonly normalize?: boolean | undefined;
}

/** How to compute a diffusion spectral entropy. */
export interface DiffusionOptions extends EstimateOptions {
  /** The width b of a step: points at distance d are joined with weight exp(-d² / (2 b²)). Default: 10. */
  readonly bandwidth?: number | undefined;
  /** The number of steps t, positive. Default: 1. */
  readonly time?: number | undefined;
}

/** How to compute the diffusion spectral information about labels. */
export interface DiffusionInformationOptions extends DiffusionOptions {
  /** How many random sets each class is compared with. Default: 5. */
  readonly subsets?: number | undefined;
  /** Equal seeds give equal sets. Default: 0. */
  readonly seed?: number | undefined;
}

/**
 * The Vendi score: how many different points there are, in effect. For the eigenvalues λ of K / n, where K are the
 * similarities of the n points, it is (Σ λ^q)^(1 / (1 - q)): exp(-Σ λ ln λ) for q = 1, 1 / max λ for q = ∞, the rank
 * for q = 0; from 1, where all are alike, to n, where none is like another. A number without unit.
 *
 * Cosines take the products of columns where these are fewer than points, O(n d² + d³) for d columns; else it takes
 * O(n³) time and n² memory. Order 2 needs no eigenvalues. Values are in double precision. Sources: Friedman & Dieng,
 * "The Vendi Score" (2023); Pasarkar & Dieng, "Cousins of the Vendi Score" (2024).
 *
 * @param points A matrix with a row for each point.
 *
 * @throws TypeError for points of length 0 with `cosine`, for similarities that are not symmetric, not 1 on the
 * diagonal or not positive semidefinite, and for numbers that are not finite; RangeError for a negative order, a
 * bandwidth that is not positive, or no points.
 *
 * @example
 * ```js
 * const { value } = await vendiScore([[1, 0], [2, 0], [0, 1], [0, 5]]); // 2
 * ```
 */
export async function vendiScore(
  points: Matrix,
  options?: VendiOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(points, undefined, vendi(options), options);
}

/** Like {@link vendiScore}, but blocks. */
export function vendiScoreSync(points: Matrix, options?: VendiOptions & SyncCallOptions): Estimate {
  return measureNow(points, undefined, vendi(options), options);
}

/**
 * The entropy of the directions of representations: -Σ λ ln λ for the eigenvalues λ of Zᵀ Z / n, where Z are the n
 * rows less their mean, each divided by its length; divided by the logarithm of the number of columns unless
 * `normalize` is false.
 *
 * Takes O(n d² + d³) for d columns. Source: Wei et al., "Diff-eRank" (2024).
 *
 * @throws TypeError if a row equals the mean, and for numbers that are not finite; RangeError if there are none.
 */
export async function matrixEntropy(
  points: Matrix,
  options?: MatrixEntropyOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(points, undefined, matrix(options), options);
}

/** Like {@link matrixEntropy}, but blocks. */
export function matrixEntropySync(
  points: Matrix,
  options?: MatrixEntropyOptions & SyncCallOptions,
): Estimate {
  return measureNow(points, undefined, matrix(options), options);
}

/**
 * Diffusion spectral entropy: how many directions a random walk among the points has left after t steps. With the
 * weights G of pairs and their sums on the diagonal of D, the eigenvalues λ of D^-½ G D^-½ give shares p of |λ|^t,
 * and the entropy is -Σ p ln(p + 2^-52); from 0 to the logarithm of the number of points.
 *
 * Takes O(n³) time and n² memory for n points. Source: Liao et al., "Assessing Neural Network Representations During
 * Training Using Noise-Resilient Diffusion Spectral Entropy" (2024), whose unit are bits.
 *
 * @throws TypeError for numbers that are not finite; RangeError for a bandwidth or time that is not positive, or no
 * points.
 */
export async function diffusionSpectralEntropy(
  points: Matrix,
  options?: DiffusionOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(points, undefined, diffusion("diffusion-entropy", options), options);
}

/** Like {@link diffusionSpectralEntropy}, but blocks. */
export function diffusionSpectralEntropySync(
  points: Matrix,
  options?: DiffusionOptions & SyncCallOptions,
): Estimate {
  return measureNow(points, undefined, diffusion("diffusion-entropy", options), options);
}

/**
 * The information of points about their labels by diffusion spectral entropy: Σ_c p_c (the mean entropy of random
 * sets of as many points as class c has - the entropy of the points of class c). Random sets are drawn from `seed`,
 * so that the result repeats. May be negative.
 *
 * Source: as {@link diffusionSpectralEntropy}.
 *
 * @param labels The class of each point: strings or numbers.
 *
 * @throws As {@link diffusionSpectralEntropy}, and TypeError if there is not a label for each point.
 */
export async function diffusionSpectralInformation(
  points: Matrix,
  labels: Sample,
  options?: DiffusionInformationOptions & CallOptions,
): Promise<Estimate> {
  const measure = diffusion("diffusion-information", options);
  return measureLater(points, sampleOf("labels", labels), measure, options);
}

/** Like {@link diffusionSpectralInformation}, but blocks. */
export function diffusionSpectralInformationSync(
  points: Matrix,
  labels: Sample,
  options?: DiffusionInformationOptions & SyncCallOptions,
): Estimate {
  const measure = diffusion("diffusion-information", options);
  return measureNow(points, sampleOf("labels", labels), measure, options);
}

/**
 * What the addon is asked to measure of points.
 *
 * @internal
 */
export interface PointMeasure {
  kind: string;
  similarity?: PointSimilarity;
  bandwidth?: number;
  order?: number;
  normalize?: boolean;
  time?: number;
  subsets?: number;
  seed?: number;
  estimator?: string;
  k?: number;
  local?: boolean;
  unit: Unit;
  clamp: boolean;
}

function vendi(options: VendiOptions = {}): PointMeasure {
  const {
    order = 1,
    similarity = "cosine",
    bandwidth,
  } = record("options", options) as VendiOptions;
  if (typeof order !== "number") throw invalidArgument("order", "a number", order);
  oneOf("similarity", similarity, SIMILARITIES);
  const form = { unit: "nats", clamp: false } as const;
  if (similarity === "gaussian") {
    return { kind: "vendi", similarity, order, bandwidth: width(bandwidth), ...form };
  }
  if (bandwidth !== undefined) {
    throw invalidArgument(
      "bandwidth",
      `no value, as the similarity is '${similarity}',`,
      bandwidth,
    );
  }
  return { kind: "vendi", similarity, order, ...form };
}

function matrix(options: MatrixEntropyOptions = {}): PointMeasure {
  const { normalize = true, ...form } = record("options", options) as MatrixEntropyOptions;
  return { kind: "matrix-entropy", normalize: boolean("normalize", normalize), ...formOf(form) };
}

function diffusion(kind: string, options: DiffusionInformationOptions = {}): PointMeasure {
  const given = record("options", options) as DiffusionInformationOptions;
  const { bandwidth = 10, time = 1, subsets = 5, seed = 0 } = given;
  return {
    kind,
    bandwidth: width(bandwidth),
    time: nonNegative("time", time),
    subsets: integer("subsets", subsets, 1, MAX_COUNT),
    seed: integer("seed", seed, 0, Number.MAX_SAFE_INTEGER),
    ...formOf(given),
  };
}

function width(bandwidth: unknown): number {
  if (typeof bandwidth === "number") return bandwidth;
  throw invalidArgument("bandwidth", "a positive number", bandwidth);
}

/**
 * Measures points in a job.
 *
 * @internal
 */
export async function measureLater(
  points: Matrix,
  labels: NativeSample | undefined,
  measure: PointMeasure,
  options: CallOptions | undefined,
): Promise<Estimate> {
  const rows = denseMatrix("points", points);
  const native = await run(options, (addon, call) =>
    addon.measurePoints(call, rows, labels, measure),
  );
  return estimate(native, measure.unit);
}

/**
 * Measures points now.
 *
 * @internal
 */
export function measureNow(
  points: Matrix,
  labels: NativeSample | undefined,
  measure: PointMeasure,
  options: SyncCallOptions | undefined,
): Estimate {
  const rows = denseMatrix("points", points);
  const native = runSync(options, (addon, threads) =>
    addon.measurePointsSync(threads, rows, labels, measure),
  );
  return estimate(native, measure.unit);
}
