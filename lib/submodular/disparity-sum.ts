/** Disparity sum: how far apart the elements of a set are, all pairs together. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type DistanceOptions, distantFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The sum of the distances d of all pairs of elements of a set,
 *
 *     f(S) = sum over i < j in S of d[i][j].
 *
 * Monotone and not submodular but the opposite: gains grow with the set. So only optimizers that
 * compute every gain serve it, and there is no certificate.
 *
 * A gain takes constant time, a pick one pass over a row.
 *
 * Source: Ravi, Rosenkrantz & Tayi, "Heuristic and special case algorithms for dispersion problems"
 * (1994).
 */
export class DisparitySum extends Objective {
  /**
   * From distances of all pairs of elements: a square, symmetric matrix without negative numbers. The
   * diagonal does not matter.
   *
   * Copies the matrix. An entry and its mirror image may differ by as much as rounding explains: 1e-5
   * of the largest entry in single and 1e-10 in double precision.
   *
   * @throws TypeError if the matrix is not square or not symmetric (the message has the first pair) or
   * a number is NaN or infinite; RangeError if a distance is negative.
   */
  static async fromDistances(distances: Matrix, options?: CallOptions): Promise<DisparitySum> {
    return new DisparitySum(await make(options, fromDistances(distances)));
  }

  /** Like {@link DisparitySum.fromDistances}, but blocks. */
  static fromDistancesSync(distances: Matrix, options?: SyncCallOptions): DisparitySum {
    return new DisparitySum(makeSync(options, fromDistances(distances)));
  }

  /**
   * From features, one row for each element; the distances between them are computed by `metric`.
   *
   * Takes rows² numbers of memory in the precision of the features.
   *
   * @throws TypeError or RangeError if the sizes do not fit or a number is NaN or infinite;
   * GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    features: Matrix,
    options?: DistanceOptions & CallOptions,
  ): Promise<DisparitySum> {
    return new DisparitySum(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link DisparitySum.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: DistanceOptions & SyncCallOptions,
  ): DisparitySum {
    return new DisparitySum(makeSync(options, fromFeatures(features, options)));
  }
}

function fromDistances(distances: Matrix): ObjectiveSource {
  return { disparitySumFromDistances: { distances: denseMatrix("distances", distances) } };
}

function fromFeatures(features: Matrix, options?: DistanceOptions): ObjectiveSource {
  return { disparitySumFromFeatures: distantFeatures(features, options) };
}
