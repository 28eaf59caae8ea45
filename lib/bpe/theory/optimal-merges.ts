/** Merges of the greatest utility, by exact search. */

import { boolean, given, integer, MAX_COUNT, record } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import type { Native } from "../../native.ts";
import {
  checkTimeBudget,
  checkWords,
  type LettersOptions,
  type MergeableWords,
  type MergesFound,
  mergesOf,
  type TimeBudgetOptions,
} from "./problem.ts";

/** Which branches an exact search leaves out. None of them holds anything better. */
export interface SearchCuts {
  /** Of two orders of merges that have nothing to do with one another, search one. Default: true. */
  readonly order?: boolean | undefined;
  /** Leave branches whose upper bound is no better than what is known. Default: true. */
  readonly bound?: boolean | undefined;
  /** Leave words that were searched before; takes up to 1 GB. Default: true. */
  readonly memory?: boolean | undefined;
}

/** How to search exactly. */
export interface OptimalMergesOptions extends LettersOptions, TimeBudgetOptions {
  /** What is left out of the search. Default: all that cannot hold anything better. */
  readonly cuts?: SearchCuts | undefined;
}

/** The best merges, and what proves that they are. */
export interface OptimalMerges extends MergesFound {
  /** Whether all was searched, so that no merges of that number save more. */
  readonly complete: boolean;
  /**
   * No merges of that number save more than this: `utility` after a complete search, otherwise what counts
   * of bigrams and trigrams say, as in a {@link MergeCertificate}.
   */
  readonly upperBound: number;
  /** What the greedy merges save, from which the search starts. */
  readonly greedyUtility: number;
  /** How many sequences were visited, the empty one included. */
  readonly nodes: number;
  /** How many pairs were left out because their other order was searched. */
  readonly cutByOrder: number;
  /** How many branches were left because of their upper bound. */
  readonly cutByBound: number;
  /** How many branches were left because their words had been searched. */
  readonly cutByMemory: number;
  /** How many states were remembered. */
  readonly remembered: number;
}

/**
 * The merges that save most, by exhaustive search that leaves out what cannot be better.
 *
 * Takes time exponential in `count`, on one thread: the problem is APX-complete (Kozma and Voderholzer
 * 2024). A hundred characters and three merges take a moment. Greedy's own merges if none are better.
 * For larger inputs, {@link certificate} bounds how far merges are from the best.
 *
 * Depth first over the pairs that occur, with one order of merges that commute, branch and bound, and a
 * memory of words that were searched. Source: Zouhar et al., "A Formal Perspective on Byte-Pair Encoding"
 * (Findings of ACL 2023), section 5, whose memoization and canonical order these extend.
 *
 * @param words The words; a string is one of them.
 * @param count How many merges at most, not negative.
 *
 * Progress has the stages `merging` (merges, of greedy) and `searching` (sequences).
 *
 * @example
 * ```js
 * const { utility, greedyUtility } = await optimalMerges("aaaabaaaba", 2); // 5 and 4
 * ```
 */
export async function optimalMerges(
  words: MergeableWords,
  count: number,
  options?: OptimalMergesOptions & CallOptions,
): Promise<OptimalMerges> {
  const { problem, merges, search } = check(words, count, options);
  const found = await run(options, (addon, call) =>
    addon.optimalMerges(call, problem, merges, search),
  );
  return optimumOf(found);
}

/** Like {@link optimalMerges}, but blocks. */
export function optimalMergesSync(
  words: MergeableWords,
  count: number,
  options?: OptimalMergesOptions & SyncCallOptions,
): OptimalMerges {
  const { problem, merges, search } = check(words, count, options);
  const found = runSync(options, (addon, threads) =>
    addon.optimalMergesSync(threads, problem, merges, search),
  );
  return optimumOf(found);
}

type Checked = {
  readonly problem: ReturnType<typeof checkWords>;
  readonly merges: number;
  readonly search: Parameters<Native["optimalMergesSync"]>[3];
};

function check(words: unknown, count: unknown, options: OptimalMergesOptions | undefined): Checked {
  const problem = checkWords(words, options);
  const cuts = options?.cuts ?? {};
  record("cuts", cuts);
  const { order = true, bound = true, memory = true } = cuts;
  return {
    problem,
    merges: integer("count", count, 0, MAX_COUNT),
    search: {
      order: boolean("cuts.order", order),
      bound: boolean("cuts.bound", bound),
      memory: boolean("cuts.memory", memory),
      ...given({ timeBudget: checkTimeBudget(options) }),
    },
  };
}

function optimumOf(found: ReturnType<Native["optimalMergesSync"]>): OptimalMerges {
  const { pairs, ...rest } = found;
  return { merges: mergesOf(pairs), ...rest };
}
