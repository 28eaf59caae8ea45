/** Sum redundancy: how alike the elements of a set are, to be as little as possible. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type FeatureOptions, similarFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The sum redundancy of a symmetric similarity matrix s,
 *
 *     f(S) = - sum over i, j in S of s[i][j],
 *
 * each element with itself included. Submodular if no similarity of two elements is negative; every
 * element then lowers the value, so a selection of k elements asks for `stopping: "full"`.
 *
 * A gain takes constant time, a pick one pass over a row.
 *
 * Source: Schreiber, Bilmes & Noble, "apricot: Submodular selection for data summarization in
 * Python" (2020).
 */
export class SumRedundancy extends Objective {
  /**
   * From similarities of all pairs of elements: a square, symmetric matrix.
   *
   * Copies the matrix. An entry and its mirror image may differ by as much as rounding explains: 1e-5
   * of the largest entry in single and 1e-10 in double precision.
   *
   * @throws TypeError if the matrix is not square or not symmetric (the message has the first pair) or
   * a number is NaN or infinite.
   */
  static async fromSimilarity(similarity: Matrix, options?: CallOptions): Promise<SumRedundancy> {
    return new SumRedundancy(await make(options, fromSimilarity(similarity)));
  }

  /** Like {@link SumRedundancy.fromSimilarity}, but blocks. */
  static fromSimilaritySync(similarity: Matrix, options?: SyncCallOptions): SumRedundancy {
    return new SumRedundancy(makeSync(options, fromSimilarity(similarity)));
  }

  /**
   * From features, one row for each element; the similarities between them are computed by `metric`.
   *
   * Takes rows² numbers of memory in the precision of the features.
   *
   * @throws TypeError or RangeError if the sizes do not fit, a number is NaN or infinite, or `gamma`
   * is not positive; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    features: Matrix,
    options?: FeatureOptions & CallOptions,
  ): Promise<SumRedundancy> {
    return new SumRedundancy(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link SumRedundancy.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: FeatureOptions & SyncCallOptions,
  ): SumRedundancy {
    return new SumRedundancy(makeSync(options, fromFeatures(features, options)));
  }
}

function fromSimilarity(similarity: Matrix): ObjectiveSource {
  return { sumRedundancyFromSimilarity: { similarity: denseMatrix("similarity", similarity) } };
}

function fromFeatures(features: Matrix, options?: FeatureOptions): ObjectiveSource {
  return { sumRedundancyFromFeatures: similarFeatures(features, options) };
}
