/** Saturated coverage: how well the selected rows cover all columns, up to a share of all rows. */

import { finite, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/** When a column is covered well enough. */
export interface SaturatedCoverageOptions {
  /** The share of a column's sum at which it is, above 0 and at most 1. Default: 0.1. */
  readonly alpha?: number | undefined;
}

/**
 * The saturated coverage of similarities s that are not negative,
 *
 *     f(S) = sum over columns v of min(sum over j in S of s[j][v], alpha · sum over all j of s[j][v]).
 *
 * Monotone and submodular. A column that is covered well enough adds nothing more, so others have
 * their turn; with alpha = 1 every similarity counts, and rows are ranked by their sums.
 *
 * A gain costs one pass over a row. Similarities in a `Float32Array` stay in single precision; sums of
 * a set are kept in double.
 *
 * Source: Lin & Bilmes, "A class of submodular functions for document summarization" (2011).
 */
export class SaturatedCoverage extends Objective {
  /**
   * From similarities: a row for each candidate, a column for each point to cover. The matrix need
   * not be square.
   *
   * Copies the matrix.
   *
   * @throws TypeError or RangeError if the sizes do not fit, if a similarity is NaN, negative or above
   * 1e20 (the message has the index of the first), or if `alpha` is out of range.
   */
  static async fromSimilarity(
    similarity: Matrix,
    options?: SaturatedCoverageOptions & CallOptions,
  ): Promise<SaturatedCoverage> {
    return new SaturatedCoverage(await make(options, fromSimilarity(similarity, options)));
  }

  /** Like {@link SaturatedCoverage.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    similarity: Matrix,
    options?: SaturatedCoverageOptions & SyncCallOptions,
  ): SaturatedCoverage {
    return new SaturatedCoverage(makeSync(options, fromSimilarity(similarity, options)));
  }
}

function fromSimilarity(
  similarity: Matrix,
  options: SaturatedCoverageOptions = {},
): ObjectiveSource {
  const matrix = denseMatrix("similarity", similarity);
  record("options", options);
  const { alpha = 0.1 } = options;
  return {
    saturatedCoverageFromSimilarity: { similarity: matrix, alpha: finite("alpha", alpha) },
  };
}
