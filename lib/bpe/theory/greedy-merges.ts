/** The greedy merges of the theory. */

import { integer, MAX_COUNT } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import {
  checkWords,
  type LettersOptions,
  type MergeableWords,
  type MergesFound,
  mergesOf,
} from "./problem.ts";

/**
 * Merges, again and again, the pair that saves most symbols; of equal ones that of the smallest letters and
 * earliest tokens.
 *
 * That is what the theorems are about. Training differs: it counts overlapping places ("aaa" has two of
 * "aa"), as all trainers do, unless `overlap` is `disjoint`. Greedy merges save at least a third of what
 * the best ones do (Kozma and Voderholzer 2024).
 *
 * Each merge takes time for the words that hold its pair: O(N log M) in all for M merges and N symbols
 * in words of bounded length, O(NM) for one long text. Source: Zouhar et al., "A Formal Perspective on
 * Byte-Pair Encoding" (Findings of ACL 2023), algorithm 1.
 *
 * @param words The words; a string is one of them.
 * @param count How many merges, not negative.
 *
 * Progress has the stage `merging` (merges).
 *
 * @example
 * ```js
 * await greedyMerges("abaabaab", 2); // { merges: [["a", "b"], ["a", "ab"]], utility: 5 }
 * ```
 */
export async function greedyMerges(
  words: MergeableWords,
  count: number,
  options?: LettersOptions & CallOptions,
): Promise<MergesFound> {
  const problem = checkWords(words, options);
  const merges = integer("count", count, 0, MAX_COUNT);
  const found = await run(options, (addon, call) => addon.greedyMerges(call, problem, merges));
  return { merges: mergesOf(found.pairs), utility: found.utility };
}

/** Like {@link greedyMerges}, but blocks. */
export function greedyMergesSync(
  words: MergeableWords,
  count: number,
  options?: LettersOptions & SyncCallOptions,
): MergesFound {
  const problem = checkWords(words, options);
  const merges = integer("count", count, 0, MAX_COUNT);
  const found = runSync(options, (addon, threads) =>
    addon.greedyMergesSync(threads, problem, merges),
  );
  return { merges: mergesOf(found.pairs), utility: found.utility };
}
