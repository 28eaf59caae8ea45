/** Graph cut: elements similar to all others and not to one another. */

import { nonNegative, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type FeatureOptions, similarFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/** How much being alike costs. */
export interface GraphCutOptions {
  /**
   * The weight of the similarities between selected elements, not negative. Up to 1/2 the function
   * is monotone wherever it is submodular. Default: 0.5.
   */
  readonly lambda?: number | undefined;
}

/**
 * The graph-cut function of a symmetric similarity matrix s,
 *
 *     f(S) = sum over i in V, j in S of s[i][j]  -  lambda · sum over i, j in S of s[i][j].
 *
 * Selected elements are like all others (the first sum) and unlike one another (the second one).
 *
 * Submodular if no similarity of two elements is negative, and monotone if besides lambda is at most
 * 1/2, or the similarities happen to be such: `properties` says so, with the reason or an element
 * that lowers the value.
 *
 * A gain takes constant time, a pick one pass over a row.
 *
 * Source: Iyer & Bilmes, "Submodular optimization with submodular cover and submodular knapsack
 * constraints" (2013). What apricot calls graph cut is this function times alpha with lambda =
 * 1 / alpha.
 */
export class GraphCut extends Objective {
  /**
   * From similarities of all pairs of elements: a square, symmetric matrix.
   *
   * Copies the matrix. An entry and its mirror image may differ by as much as rounding explains: 1e-5
   * of the largest entry in single and 1e-10 in double precision.
   *
   * @throws TypeError if the matrix is not square or not symmetric (the message has the first pair) or
   * a number is NaN or infinite; RangeError if `lambda` is negative.
   */
  static async fromSimilarity(
    similarity: Matrix,
    options?: GraphCutOptions & CallOptions,
  ): Promise<GraphCut> {
    return new GraphCut(await make(options, fromSimilarity(similarity, options)));
  }

  /** Like {@link GraphCut.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    similarity: Matrix,
    options?: GraphCutOptions & SyncCallOptions,
  ): GraphCut {
    return new GraphCut(makeSync(options, fromSimilarity(similarity, options)));
  }

  /**
   * From features, one row for each element; the similarities between them are computed by `metric`.
   *
   * Takes rows² numbers of memory in the precision of the features.
   *
   * @throws TypeError or RangeError if the sizes do not fit, a number is NaN or infinite, `gamma` is
   * not positive or `lambda` is negative; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no
   * room.
   */
  static async fromFeatures(
    features: Matrix,
    options?: GraphCutOptions & FeatureOptions & CallOptions,
  ): Promise<GraphCut> {
    return new GraphCut(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link GraphCut.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: GraphCutOptions & FeatureOptions & SyncCallOptions,
  ): GraphCut {
    return new GraphCut(makeSync(options, fromFeatures(features, options)));
  }
}

function fromSimilarity(similarity: Matrix, options?: GraphCutOptions): ObjectiveSource {
  const matrix = denseMatrix("similarity", similarity);
  return { graphCutFromSimilarity: { similarity: matrix, lambda: lambdaOf(options) } };
}

function fromFeatures(
  features: Matrix,
  options?: GraphCutOptions & FeatureOptions,
): ObjectiveSource {
  const source = similarFeatures(features, options);
  return { graphCutFromFeatures: { ...source, lambda: lambdaOf(options) } };
}

/**
 * The lambda of the options.
 *
 * @internal
 */
export function lambdaOf(options: GraphCutOptions = {}): number {
  record("options", options);
  const { lambda = 0.5 } = options;
  return nonNegative("lambda", lambda);
}
