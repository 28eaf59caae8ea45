/** Probabilistic set cover: the expected weight of what a set covers. */

import { record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseOrSparse, type Matrix, type SparseMatrix } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";
import { givenWeights, type Weights } from "./weights.ts";

/** What there is to cover. */
export interface ProbabilisticSetCoverOptions {
  /** What each column counts, from 0 to 1e15. Default: 1. */
  readonly weights?: Weights | undefined;
}

/**
 * The expected weight of what is covered if element j covers column u with probability p[j][u],
 * independently of all others,
 *
 *     f(S) = sum over u of weights[u] · (1 - product over j in S of (1 - p[j][u])).
 *
 * Monotone and submodular: topics that documents are likely about, nodes that messages reach.
 * Probabilities of 1e-12 are not lost among thousands, nor is what remains when nearly all is
 * covered.
 *
 * A gain costs one pass over the element's row, and over its entries if the probabilities are sparse.
 *
 * Source: El-Arini, Veda, Shahaf & Guestrin, "Turning down the noise in the blogosphere" (2009).
 */
export class ProbabilisticSetCover extends Objective {
  /**
   * From probabilities: a row for each element, a column for each thing to cover, dense or sparse.
   *
   * Copies the probabilities.
   *
   * @throws TypeError or RangeError if sizes do not fit, or if a number is not from 0 to 1 (the message
   * has the index of the first) or a weight is out of range; GainfulError with code `ERR_OUT_OF_MEMORY`
   * if there is no room for some numbers for each column.
   */
  static async fromProbabilities(
    probabilities: Matrix | SparseMatrix,
    options?: ProbabilisticSetCoverOptions & CallOptions,
  ): Promise<ProbabilisticSetCover> {
    return new ProbabilisticSetCover(
      await make(options, fromProbabilities(probabilities, options)),
    );
  }

  /** Like {@link ProbabilisticSetCover.fromProbabilities}, but blocks. */
  static fromProbabilitiesSync(
    probabilities: Matrix | SparseMatrix,
    options?: ProbabilisticSetCoverOptions & SyncCallOptions,
  ): ProbabilisticSetCover {
    return new ProbabilisticSetCover(makeSync(options, fromProbabilities(probabilities, options)));
  }
}

/** How much is kept for each thing to cover at most: 48 measured. */
const COLUMN_BYTES = 48;

function fromProbabilities(
  probabilities: Matrix | SparseMatrix,
  options: ProbabilisticSetCoverOptions = {},
): ObjectiveSource {
  const matrix = denseOrSparse("probabilities", probabilities, COLUMN_BYTES);
  record("options", options);
  return {
    probabilisticSetCoverFromProbabilities: {
      probabilities: matrix,
      ...givenWeights(options.weights),
    },
  };
}
