/** The course of a training. */

/**
 * Why a training ended:
 *
 * - `vocabulary-size`: the vocabulary had its size
 * - `merges`: the number of merges was reached
 * - `min-frequency`: all pairs that were left are less frequent than `minFrequency`
 * - `exhausted`: no pair was left that may be merged
 */
export type StopReason = "vocabulary-size" | "merges" | "min-frequency" | "exhausted";

/**
 * What a training saw at each of its merges: columns with an entry for each merge of the model, in the
 * same order. All numbers are of the corpus, each pre-token as often as it occurs; they are exact up to
 * 2^53.
 */
export interface Trace {
  /** Why there are no more merges. */
  readonly stopReason: StopReason;
  /** The number of start symbols of the corpus: its bytes, or the characters that were kept. */
  readonly startSymbols: number;
  /** How often the pair occurred when it was chosen, counted as the option `overlap` says. */
  readonly counts: Float64Array;
  /**
   * How many symbols the corpus lost by the merge. Smaller than the count where occurrences overlap:
   * "aaa" has two windows (a, a), of which one is replaced.
   */
  readonly gains: Float64Array;
  /**
   * How many symbols the corpus lost so far: the compression utility of the merges up to this one
   * (Zouhar et al., "A Formal Perspective on Byte-Pair Encoding", 2023).
   */
  readonly utilities: Float64Array;
  /** How many tokens the corpus has after the merge: `startSymbols` less the utility. */
  readonly tokensLeft: Float64Array;
}
