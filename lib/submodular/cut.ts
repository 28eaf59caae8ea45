/** The cut of a graph: the weight of all edges that lead out of a set. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The cut function of a graph with edge weights w,
 *
 *     f(S) = sum over i in S, j not in S of w[i][j].
 *
 * The graph is undirected where w is symmetric. f is submodular if no w[i][j] + w[j][i] is negative,
 * and not monotone unless the graph is empty, since the cut of all elements is empty again.
 *
 * A gain takes constant time, a pick one pass over a row.
 *
 * Source: Buchbinder, Feldman, Naor & Schwartz, "A tight linear time (1/2)-approximation for
 * unconstrained submodular maximization" (2012).
 */
export class Cut extends Objective {
  /**
   * From edge weights, a square matrix: `weights[i][j]` is the weight of the edge from i to j, 0 where
   * there is none. The diagonal does not matter.
   *
   * Keeps the sums w[i][j] + w[j][i], in the precision of the weights.
   *
   * @throws TypeError if the matrix is not square or a number is NaN or infinite.
   */
  static async fromWeights(weights: Matrix, options?: CallOptions): Promise<Cut> {
    return new Cut(await make(options, fromWeights(weights)));
  }

  /** Like {@link Cut.fromWeights}, but blocks. */
  static fromWeightsSync(weights: Matrix, options?: SyncCallOptions): Cut {
    return new Cut(makeSync(options, fromWeights(weights)));
  }
}

function fromWeights(weights: Matrix): ObjectiveSource {
  return { cutFromWeights: { weights: denseMatrix("weights", weights) } };
}
