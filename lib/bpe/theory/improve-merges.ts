/** Merges that save more than greedy ones. */

import { integer } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import type { Native } from "../../native.ts";
import type { Merge, Model } from "../model.ts";
import {
  checkProblem,
  checkTimeBudget,
  type LettersOptions,
  type MergeableWords,
  mergesOf,
  type MergesFound,
  type TimeBudgetOptions,
} from "./problem.ts";

/** For how long to search. */
export interface ImproveMergesOptions extends LettersOptions, TimeBudgetOptions {
  /** How many moves to try at most. Default: until none saves more. */
  readonly maxMoves?: number | undefined;
}

/** Merges that save at least what those do from which the search began. */
export interface ImprovedMerges extends MergesFound {
  /** What the merges at the beginning save, once greedy ones stand for those that never apply. */
  readonly utilityBefore: number;
  /** How many symbols, which are tokens of the words, are saved more: `utility` - `utilityBefore`. */
  readonly saved: number;
  /** How many moves were tried. */
  readonly tried: number;
  /** How many moves were taken. */
  readonly taken: number;
  /** Whether no move saves more. */
  readonly localOptimum: boolean;
}

/**
 * Searches for merges that save more, beginning with those that are given. Never does worse.
 *
 * A move leaves one merge out, or does another pair before it, one of the few that save most there; the
 * others that still occur follow, and greedy ones fill up, the one that was left out excepted. Moves that
 * look cheapest come first. Of eight tried at once the best is taken if it saves more, so that the result
 * does not depend on the number of threads, unless there is a time budget. A move takes as long as
 * applying all merges.
 *
 * Train with `initialMerges` to make a model of the result.
 *
 * @param words The words; a string is one of them.
 * @param merges A model, for word counts by its pattern, or pairs of letters or of what earlier pairs make.
 *
 * Progress has the stage `improving` (moves).
 *
 * @example
 * ```js
 * const { merges } = await greedyMerges("aaaabaaaba", 2);
 * const { utility, saved } = await improveMerges("aaaabaaaba", merges);
 * ```
 */
export async function improveMerges(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: ImproveMergesOptions & CallOptions,
): Promise<ImprovedMerges> {
  const problem = checkProblem(words, merges, options);
  const { maxMoves, timeBudget } = check(options);
  const found = await run(options, (addon, call) =>
    addon.improveMerges(call, problem, maxMoves, timeBudget),
  );
  return improvementOf(found);
}

/** Like {@link improveMerges}, but blocks. */
export function improveMergesSync(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: ImproveMergesOptions & SyncCallOptions,
): ImprovedMerges {
  const problem = checkProblem(words, merges, options);
  const { maxMoves, timeBudget } = check(options);
  const found = runSync(options, (addon, threads) =>
    addon.improveMergesSync(threads, problem, maxMoves, timeBudget),
  );
  return improvementOf(found);
}

function check(options: ImproveMergesOptions = {}): {
  readonly maxMoves: number;
  readonly timeBudget: number | undefined;
} {
  const { maxMoves = Number.MAX_SAFE_INTEGER } = options;
  return {
    maxMoves: integer("maxMoves", maxMoves, 0, Number.MAX_SAFE_INTEGER),
    timeBudget: checkTimeBudget(options),
  };
}

function improvementOf(found: ReturnType<Native["improveMergesSync"]>): ImprovedMerges {
  const { pairs, utility, utilityBefore, tried, taken, localOptimum } = found;
  const saved = utility - utilityBefore;
  return { merges: mergesOf(pairs), utility, utilityBefore, saved, tried, taken, localOptimum };
}
