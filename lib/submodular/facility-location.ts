/** Facility location: how well the selected rows represent all columns. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type FeatureOptions, similarFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/**
 * The facility-location function of a similarity matrix s,
 *
 *     f(S) = sum over columns v of max(0, max over rows j in S of s[j][v]).
 *
 * Rows are candidates, columns are the points to represent. f is monotone and submodular for any
 * real similarities, because of the floor 0; so greedy selection reaches at least 1 - 1/e = 63 % of
 * the optimum, and mostly much more, which the certificate of the selection proves.
 *
 * A gain costs one pass over a row. Similarities stay in the precision in which they come: sums of
 * `Float32Array` data run in single precision for at most 64 steps and then in double.
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
   * index of the first).
   */
  static async fromSimilarity(
    similarity: Matrix,
    options?: CallOptions,
  ): Promise<FacilityLocation> {
    return new FacilityLocation(await make(options, fromSimilarity(similarity)));
  }

  /** Like {@link FacilityLocation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(similarity: Matrix, options?: SyncCallOptions): FacilityLocation {
    return new FacilityLocation(makeSync(options, fromSimilarity(similarity)));
  }

  /**
   * From features: the rows are both the candidates and the points to represent, and the
   * similarities between them are computed by `metric`.
   *
   * Takes rows² numbers of memory in the precision of the features, and rows² · columns
   * multiplications on all cores.
   *
   * @throws TypeError or RangeError if the sizes do not fit, a number is NaN or infinite, or `gamma`
   * is not positive; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    features: Matrix,
    options?: FeatureOptions & CallOptions,
  ): Promise<FacilityLocation> {
    return new FacilityLocation(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link FacilityLocation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: FeatureOptions & SyncCallOptions,
  ): FacilityLocation {
    return new FacilityLocation(makeSync(options, fromFeatures(features, options)));
  }
}

function fromSimilarity(similarity: Matrix): ObjectiveSource {
  return {
    facilityLocationFromSimilarity: { similarity: denseMatrix("similarity", similarity) },
  };
}

function fromFeatures(features: Matrix, options?: FeatureOptions): ObjectiveSource {
  return { facilityLocationFromFeatures: similarFeatures(features, options) };
}
