/** Disparity minimum: how far apart the two nearest elements of a set are. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type DistanceOptions, distantFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The least distance d of two elements of a set,
 *
 *     f(S) = min over i < j in S of d[i][j],
 *
 * and 0 for fewer than two elements. Neither submodular nor monotone: the second element raises it
 * from 0, later ones can only lower it. Greedy selection is the farthest-point heuristic. The optimizer
 * `gist` weighs it, in a {@link Mixture}, against monotone submodular objectives, with a guarantee.
 *
 * A gain takes constant time, a pick one pass over a row.
 *
 * Source: Gonzalez, "Clustering to minimize the maximum intercluster distance" (1985); Ravi,
 * Rosenkrantz & Tayi, "Heuristic and special case algorithms for dispersion problems" (1994).
 */
export class DisparityMin extends Objective {
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
  static async fromDistances(distances: Matrix, options?: CallOptions): Promise<DisparityMin> {
    return new DisparityMin(await make(options, fromDistances(distances)));
  }

  /** Like {@link DisparityMin.fromDistances}, but blocks. */
  static fromDistancesSync(distances: Matrix, options?: SyncCallOptions): DisparityMin {
    return new DisparityMin(makeSync(options, fromDistances(distances)));
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
  ): Promise<DisparityMin> {
    return new DisparityMin(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link DisparityMin.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: DistanceOptions & SyncCallOptions,
  ): DisparityMin {
    return new DisparityMin(makeSync(options, fromFeatures(features, options)));
  }
}

function fromDistances(distances: Matrix): ObjectiveSource {
  return { disparityMinFromDistances: { distances: denseMatrix("distances", distances) } };
}

function fromFeatures(features: Matrix, options?: DistanceOptions): ObjectiveSource {
  return { disparityMinFromFeatures: distantFeatures(features, options) };
}
