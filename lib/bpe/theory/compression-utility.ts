/** Compression utility: by how many symbols merges shorten words. */

import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import type { Merge, Model } from "../model.ts";
import { checkProblem, type LettersOptions, type MergeableWords } from "./problem.ts";

/**
 * By how many symbols merges shorten words, each as often as it occurs: κ(μ) = |x| - |apply_μ(x)|.
 *
 * The merges apply in their order, each from left to right without overlap. One that does not occur saves
 * nothing. Equal strings are one token: where merges apply in order, no string is made in two ways.
 *
 * Takes O(n log n) time for a word of n symbols. Source: Zouhar et al., "A Formal Perspective on Byte-Pair
 * Encoding" (Findings of ACL 2023), section 2.
 *
 * @param words The words; a string is one of them.
 * @param merges A model, for word counts by its pattern, or pairs of letters or of what earlier pairs make.
 *
 * Rejects with a TypeError for a side that is neither a letter nor made by an earlier merge, and for counts
 * of another pattern than the model's; with a RangeError for more than 2^40 symbols.
 *
 * @example
 * ```js
 * await compressionUtility("picked pickled pickles", [["c", "k"], ["i", "ck"], ["p", "ick"]]); // 9
 * ```
 */
export async function compressionUtility(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: LettersOptions & CallOptions,
): Promise<number> {
  const problem = checkProblem(words, merges, options);
  return run(options, (addon, call) => addon.compressionUtility(call, problem));
}

/** Like {@link compressionUtility}, but blocks. */
export function compressionUtilitySync(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: LettersOptions & SyncCallOptions,
): number {
  const problem = checkProblem(words, merges, options);
  return runSync(options, (addon, threads) => addon.compressionUtilitySync(threads, problem));
}
