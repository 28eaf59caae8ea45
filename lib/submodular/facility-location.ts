/** Facility location: how well the selected rows represent all columns. */

import { type CallOptions, runSync, type SyncCallOptions } from "../call.ts";
import { indices, record } from "../arguments.ts";
import {
  denseMatrix,
  type Matrix,
  type MatrixData,
  realNumbers,
  type SparseMatrix,
  sparseMatrix,
} from "../matrix.ts";
import { handleOf } from "../resource.ts";
import { similarFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";
import { type FeatureShape, type Plan, plan, type PlanOptions, planWishes } from "./plan.ts";

/** What the points to represent are worth. */
export interface RepresentedWeights {
  /**
   * A weight for each point, not negative. Products with similarities may be as large as
   * similarities. Default: 1 each.
   */
  readonly weights?: MatrixData | readonly number[] | undefined;
}

/**
 * The facility-location function of similarities s and weights w of the points,
 *
 *     f(S) = sum over points v of w[v] · max(0, max over j in S of s[j][v]).
 *
 * f is monotone and submodular for any real similarities, because of the floor 0; so greedy
 * selection reaches at least 1 - 1/e = 63 % of the optimum, and mostly much more, which the
 * certificate of the selection proves.
 *
 * A gain costs one pass over the similarities of a candidate. They stay in the precision in which
 * they come, and so do their products with weights: sums of `Float32Array` data run in single
 * precision for at most 64 steps and then in double.
 *
 * Source: Cornuejols, Fisher & Nemhauser, "Location of bank accounts to optimize float" (1977).
 */
export class FacilityLocation extends Objective {
  /**
   * From similarities: a row for each candidate, a column for each point to represent. The matrix
   * need not be square.
   *
   * Copies the matrix. Similarities up to 1e36 in single and 1e288 in double precision are taken, so
   * that no sum overflows.
   *
   * @throws TypeError if the sizes do not fit or a number is NaN or infinite (the message has the
   * index of the first); RangeError if a weight is negative.
   */
  static async fromSimilarity(
    similarity: Matrix,
    options?: RepresentedWeights & CallOptions,
  ): Promise<FacilityLocation> {
    return new FacilityLocation(await make(options, fromSimilarity(similarity, options)));
  }

  /** Like {@link FacilityLocation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    similarity: Matrix,
    options?: RepresentedWeights & SyncCallOptions,
  ): FacilityLocation {
    return new FacilityLocation(makeSync(options, fromSimilarity(similarity, options)));
  }

  /**
   * From a sparse matrix of similarities, such as a graph of neighbours: a row for each candidate, an
   * entry for each point that it can represent. Candidates and points that share no entry are not
   * similar at all.
   *
   * A gain takes as long as the candidate has entries. (Where lists of nearest neighbours belong to the
   * points, their matrix has to be transposed.)
   *
   * Copies the matrix. Entries are limited as similarities are.
   *
   * @throws TypeError if offsets, indices and values do not fit together, the indices of a row do not
   * ascend strictly, or a number is NaN or infinite; RangeError if an index is out of range or a
   * weight is negative (the message has the row); GainfulError with code `ERR_OUT_OF_MEMORY` if there
   * is no room for a number for each point.
   */
  static async fromGraph(
    graph: SparseMatrix,
    options?: RepresentedWeights & CallOptions,
  ): Promise<FacilityLocation> {
    return new FacilityLocation(await make(options, fromGraph(graph, options)));
  }

  /** Like {@link FacilityLocation.fromGraph}, but blocks. */
  static fromGraphSync(
    graph: SparseMatrix,
    options?: RepresentedWeights & SyncCallOptions,
  ): FacilityLocation {
    return new FacilityLocation(makeSync(options, fromGraph(graph, options)));
  }

  /**
   * From features: the rows are both the candidates and the points to represent, and the
   * similarities between them are computed by `metric`.
   *
   * How is planned from the number of rows and columns and the memory: {@link FacilityLocation.plan}
   * tells. In any case all pairs of rows are compared once, on all cores. Kept in memory, the
   * similarities take rows² numbers in the precision of the features; computed anew for each gain, none,
   * and a gain takes rows · columns multiplications.
   *
   * @throws TypeError or RangeError if the sizes do not fit, a number is NaN or infinite, `gamma` is
   * not positive, a weight is negative, or `memoryLimit` is too small for any method; GainfulError with
   * code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    features: Matrix,
    options?: PlanOptions & RepresentedWeights & CallOptions,
  ): Promise<FacilityLocation> {
    return new FacilityLocation(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link FacilityLocation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: PlanOptions & RepresentedWeights & SyncCallOptions,
  ): FacilityLocation {
    return new FacilityLocation(makeSync(options, fromFeatures(features, options)));
  }

  /**
   * How {@link FacilityLocation.fromFeatures} would make the function of these features, or of
   * features of this shape, with the same options; takes no time.
   *
   * @throws TypeError or RangeError if an option or the shape is wrong, or `memoryLimit` is too small.
   */
  static plan(features: Matrix | FeatureShape, options?: PlanOptions & SyncCallOptions): Plan {
    return plan(features, options);
  }

  /**
   * Which element of `subset` represents each point: the one of the largest similarity, the smallest
   * index where several have it, and -1 where no similarity, times the point's weight, is positive.
   * Blocks for about as long as a gain for each element of `subset`.
   *
   * @throws TypeError or RangeError if an element does not exist or comes twice.
   */
  assignment(subset: ArrayLike<number>): Int32Array {
    const elements = indices("subset", subset, this.size);
    const handle = handleOf(this);
    const assignment = runSync(undefined, (addon, threads) =>
      addon.facilityLocationAssignment(threads, handle, elements),
    );
    // As signed numbers, the largest one, which stands for none, is -1.
    return new Int32Array(assignment.buffer);
  }
}

function fromSimilarity(similarity: Matrix, options?: RepresentedWeights): ObjectiveSource {
  const matrix = denseMatrix("similarity", similarity);
  return { facilityLocationFromSimilarity: { similarity: matrix, ...weightsOf(options) } };
}

/** How much is kept for each point: the largest similarity to a selected element. */
const COLUMN_BYTES = 8;

function fromGraph(graph: SparseMatrix, options?: RepresentedWeights): ObjectiveSource {
  const matrix = sparseMatrix("graph", graph, COLUMN_BYTES);
  return { facilityLocationFromGraph: { graph: matrix, ...weightsOf(options) } };
}

function fromFeatures(
  features: Matrix,
  options?: PlanOptions & RepresentedWeights,
): ObjectiveSource {
  return {
    facilityLocationFromFeatures: {
      ...similarFeatures(features, options),
      ...weightsOf(options),
      wishes: planWishes(options),
    },
  };
}

function weightsOf(options: RepresentedWeights = {}): { weights?: MatrixData } {
  record("options", options);
  const { weights } = options;
  return weights === undefined ? {} : { weights: realNumbers("weights", weights) };
}
