/** How many coordinates the points around a point really have. */

import { boolean, integer, MAX_COUNT, oneOf, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Matrix } from "../matrix.ts";
import type { Estimate } from "./estimate.ts";
import { measureLater, measureNow, type PointMeasure } from "./spectral.ts";

const ESTIMATORS = [
  "maximum-likelihood",
  "levina-bickel",
  "mackay-ghahramani",
  "method-of-moments",
] as const;

/**
 * How the dimension around a point is estimated from the distances r_1 ≤ … ≤ r_k of its neighbours:
 *
 * - `maximum-likelihood`: -k / Σ_{j ≤ k} ln(r_j / r_k) (Amsaleg et al., "Estimating local intrinsic dimensionality",
 *   2015)
 * - `levina-bickel`: (k - 1) / Σ_{j < k} ln(r_k / r_j) (Levina & Bickel, "Maximum likelihood estimation of intrinsic
 *   dimension", 2004)
 * - `mackay-ghahramani`: the same, but the mean over points is that of the inverses, which is less biased (MacKay &
 *   Ghahramani, comments on that paper, 2005)
 * - `method-of-moments`: m / (r_k - m), m being the mean of r_1, …, r_{k - 1} (Amsaleg et al., section 3)
 */
export type DimensionEstimator = (typeof ESTIMATORS)[number];

/** How to estimate a dimension. */
export interface IntrinsicDimensionOptions {
  /** The estimator. Default: `maximum-likelihood`. */
  readonly estimator?: DimensionEstimator | undefined;
  /** How many neighbours are looked at, from 2 to the number of points less one. Default: 20. */
  readonly k?: number | undefined;
  /** Whether to return each point's own dimension. Default: false. */
  readonly local?: boolean | undefined;
}

/**
 * The local intrinsic dimensionality: how many coordinates the points around a point really have, from how fast the
 * Euclidean distances of its neighbours grow; the mean over all points. A number without unit.
 *
 * Points that coincide with all their neighbours are left out, with the warning `ties`; NaN where all do. Infinite
 * where a point's neighbours are equally far. Takes O(n² d) for n points of d coordinates.
 *
 * @param points A matrix with a row for each point.
 *
 * @throws RangeError if k is not from 2 to the number of points less one; TypeError for numbers that are not finite.
 */
export async function intrinsicDimension(
  points: Matrix,
  options?: IntrinsicDimensionOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(points, undefined, check(options), options);
}

/** Like {@link intrinsicDimension}, but blocks. */
export function intrinsicDimensionSync(
  points: Matrix,
  options?: IntrinsicDimensionOptions & SyncCallOptions,
): Estimate {
  return measureNow(points, undefined, check(options), options);
}

function check(options: IntrinsicDimensionOptions = {}): PointMeasure {
  const given = record("options", options) as IntrinsicDimensionOptions;
  const { estimator = "maximum-likelihood", k = 20, local = false } = given;
  return {
    kind: "intrinsic-dimension",
    estimator: oneOf("estimator", estimator, ESTIMATORS),
    k: integer("k", k, 0, MAX_COUNT),
    local: boolean("local", local),
    unit: "nats",
    clamp: false,
  };
}
