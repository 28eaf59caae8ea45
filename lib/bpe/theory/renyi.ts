/** Rényi entropy and efficiency: how evenly a tokenizer uses its vocabulary. */

import { integer, MAX_COUNT, numbers } from "../../arguments.ts";
import { callNow } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";

/**
 * The Rényi entropy of the tokens of a text, in bits.
 *
 * For counts n_t with shares p_t = n_t / Σ n, H_α = log₂(Σ p_t^α) / (1 - α), from 0 to the logarithm of
 * the number of tokens that are used. Order 1 is Shannon's entropy, Infinity that of the most frequent
 * token, 0 the logarithm of the number of tokens that are used. Takes time linear in the counts.
 * Source: Rényi, "On Measures of Entropy and Information" (1961).
 *
 * @param counts How often each token occurs, as {@link tokenCounts} finds.
 * @param alpha The order, not negative. Default: 2.5.
 *
 * @throws RangeError for a negative count or order; TypeError if no token is used.
 *
 * @example
 * ```js
 * renyiEntropy([1, 1, 1, 1], 1); // 2
 * ```
 */
export function renyiEntropy(counts: ArrayLike<number>, alpha: number = 2.5): number {
  const values = checkCounts(counts);
  const order = checkOrder(alpha);
  return callNow((addon) => addon.renyiEntropy(values, order));
}

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
  const values = checkCounts(counts);
  const order = checkOrder(alpha);
  const size = integer("vocabularySize", vocabularySize, 0, MAX_COUNT);
  return callNow((addon) => addon.renyiEfficiency(values, order, size));
}

function checkCounts(counts: unknown): Float64Array {
  const isTyped = ArrayBuffer.isView(counts) && !(counts instanceof DataView);
  if (!Array.isArray(counts) && !isTyped) {
    throw invalidArgument("counts", "an array of numbers", counts);
  }
  return numbers("counts", Array.from(counts as ArrayLike<unknown>));
}

function checkOrder(alpha: unknown): number {
  if (typeof alpha === "number") return alpha;
  throw invalidArgument("alpha", "a number", alpha);
}
