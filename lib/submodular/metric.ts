/** How objectives are made from features: the similarity or the distance of all pairs of rows. */

import { finite, given, oneOf, record } from "../arguments.ts";
import { outOfRange } from "../errors.ts";
import { denseMatrix, type DenseMatrix, type Matrix } from "../matrix.ts";

const METRICS = [
  "cosine",
  "cosine-squared",
  "correlation-squared",
  "euclidean",
  "dot",
  "rbf",
  "inverse-distance",
] as const;

/**
 * How alike two rows x and y of features are:
 *
 * - `cosine`: x·y / (|x| |y|), clipped to [-1, 1]; 0 where a row is zero
 * - `cosine-squared`: the square of that, so that opposite directions are alike, too
 * - `correlation-squared`: the square of the correlation coefficient of x and y; 0 where a row is
 *   constant
 * - `euclidean`: the largest squared distance between any two rows, minus |x - y|²
 * - `dot`: x·y
 * - `rbf`: exp(-gamma |x - y|²)
 * - `inverse-distance`: 1 / (1 + |x - y|)
 */
export type Metric = (typeof METRICS)[number];

/** How similarities are made from features. */
export interface FeatureOptions {
  /** How alike two rows are. Default: `cosine`. */
  readonly metric?: Metric | undefined;
  /** The inverse squared width of `rbf`, positive. Default: 1 / columns. */
  readonly gamma?: number | undefined;
}

const DISTANCES = ["euclidean", "squared-euclidean", "cosine", "angular"] as const;

/**
 * How far apart two rows x and y of features are:
 *
 * - `euclidean`: |x - y|
 * - `squared-euclidean`: |x - y|²; does not fulfil the triangle inequality
 * - `cosine`: 1 - x·y / (|x| |y|), 1 where a row is zero; does not fulfil the triangle inequality
 * - `angular`: the angle between x and y, as a part of the straight angle: from 0 to 1, and 1/2 where
 *   a row is zero. Orders pairs as `cosine` does and fulfils the triangle inequality; angles below
 *   1e-3 in single and 1e-7 in double precision are not told apart well
 */
export type DistanceMetric = (typeof DISTANCES)[number];

/** How distances are made from features. */
export interface DistanceOptions {
  /** How far apart two rows are. Default: `euclidean`. */
  readonly metric?: DistanceMetric | undefined;
}

/**
 * Features and how their rows are alike, as the addon takes them.
 *
 * @internal
 */
export function similarFeatures(
  features: Matrix,
  options?: FeatureOptions,
): { features: DenseMatrix; metric: Metric; gamma?: number } {
  return { features: denseMatrix("features", features), ...similarity(options) };
}

/**
 * How rows are alike, as the addon takes it.
 *
 * @internal
 */
export function similarity(options: FeatureOptions = {}): { metric: Metric; gamma?: number } {
  record("options", options);
  const { metric = "cosine", gamma } = options;
  if (gamma !== undefined && finite("gamma", gamma) <= 0) {
    throw outOfRange("gamma", "a positive number", gamma);
  }
  return { metric: oneOf("metric", metric, METRICS), ...given({ gamma }) };
}

/**
 * Features and how far their rows are apart, as the addon takes them. `prefix` stands before the
 * names of the arguments in messages.
 *
 * @internal
 */
export function distantFeatures(
  features: Matrix,
  options: DistanceOptions = {},
  prefix = "",
): { features: DenseMatrix; metric: DistanceMetric } {
  const matrix = denseMatrix(`${prefix}features`, features);
  record("options", options);
  const { metric = "euclidean" } = options;
  return { features: matrix, metric: oneOf(`${prefix}metric`, metric, DISTANCES) };
}
