/** Rényi efficiency: how evenly a tokenizer uses its vocabulary. */

import { integer, MAX_COUNT, numbers } from "../../arguments.ts";
import { callNow } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";

/**
 * How evenly tokens are used: the Rényi entropy of their shares, as a part of what a vocabulary of this
 * size could have.
 *
 * For counts n_t with shares p_t = n_t / Σ n, H_α = log₂(Σ p_t^α) / (1 - α), and the efficiency is
 * H_α / log₂ |V|, from 0 to 1. Order 1 is Shannon's entropy, Infinity that of the most frequent token, 0
 * counts the tokens that are used. Efficiency of order 2.5 goes with the quality of translations made
 * with a tokenizer.
 *
 * Takes O(|V|) time. Source: Zouhar et al., "Tokenization and the Noiseless Channel" (ACL 2023).
 *
 * @param counts How often each token occurs, as {@link tokenCounts} finds; 0 for one that does not.
 * @param alpha The order, not negative. Default: 2.5.
 * @param vocabularySize |V|, the number of all tokens, used or not. Default: as many as there are
 * counts.
 *
 * @throws RangeError for a negative count or order, or a vocabulary of fewer than two tokens or than are
 * used; TypeError if no token is used.
 */
export function renyiEfficiency(
  counts: ArrayLike<number>,
  alpha: number = 2.5,
  vocabularySize: number = counts?.length,
): number {
  const isTyped = ArrayBuffer.isView(counts) && !(counts instanceof DataView);
  if (!Array.isArray(counts) && !isTyped) {
    throw invalidArgument("counts", "an array of numbers", counts);
  }
  const values = numbers("counts", Array.from(counts as ArrayLike<unknown>));
  if (typeof alpha !== "number") throw invalidArgument("alpha", "a number", alpha);
  const size = integer("vocabularySize", vocabularySize, 0, MAX_COUNT);
  return callNow((addon) => addon.renyiEfficiency(values, alpha, size));
}
