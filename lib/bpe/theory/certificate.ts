/** Certificates: how good merges are at least, proven for the very words. */

import { integer, MAX_COUNT } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import type { Native } from "../../native.ts";
import type { Merge, Model } from "../model.ts";
import {
  checkProblem,
  checkTimeBudget,
  type LettersOptions,
  type MergeableWords,
  type TimeBudgetOptions,
} from "./problem.ts";

/** How much work a certificate may take. */
export interface MergeCertificateOptions extends LettersOptions, TimeBudgetOptions {
  /**
   * How many rounds each of the two relaxations may take; 0 for the bounds that are counts alone. The
   * bounds get better with each, slower and slower. Default: 200.
   */
  readonly rounds?: number | undefined;
}

/** Upper bounds on what any M merges save. Each is proven; null where none was computed. */
export interface MergeBounds {
  /** A word of n symbols keeps at least n / 2^M of them, and at least one. */
  readonly words: number;
  /** The M most frequent bigrams of letters: a merge removes the border of one bigram. */
  readonly bigrams: number;
  /**
   * The most frequent disjoint bigrams, and for further merges the most frequent disjoint trigram: a merge
   * of longer tokens removes the middle of one trigram.
   */
  readonly trigrams: number;
  /** Relaxation: M strings are chosen, and each word is cut into such strings and letters at will. */
  readonly paths: number | null;
  /**
   * Relaxation: M pairs of strings are chosen, and each word is joined into any forest of such pairs. The
   * strongest one, given enough rounds.
   */
  readonly forests: number | null;
}

/** How good merges are, proven. */
export interface MergeCertificate {
  /** By how many symbols the merges shorten the words. */
  readonly utility: number;
  /** No merges of the same number save more than this: the least of the bounds. */
  readonly upperBound: number;
  /**
   * `utility` / `upperBound`: the merges save at least this share of what the best ones do. 1 if nothing
   * can be saved.
   */
  readonly ratio: number;
  /** Which of the bounds is the least; of equal ones the first. */
  readonly boundBy: keyof MergeBounds;
  /** The bounds by their names. */
  readonly bounds: MergeBounds;
  /** How many rounds both relaxations took. */
  readonly rounds: number;
  /** Whether there was time for all rounds that were asked for, or the bound was met before. */
  readonly complete: boolean;
}

/**
 * A proven lower bound on how good merges are for these words: what they save, over the least of five
 * upper bounds on what the best merges of the same number save.
 *
 * Merges of natural text are certified to 95 % and more of the best, where theory alone says 33 to 37 %. It
 * is about the merges that are given, whoever made them by whatever rule, and says nothing of other words.
 *
 * `paths` and `forests` are Lagrangian relaxations, whose every round gives a valid bound, by subgradient
 * steps of Polyak's length; words longer than 24 symbols are joined beyond that length for the price of
 * their bigrams. Prices are integers, so no bound is a matter of rounding. A round takes time proportional
 * to the distinct words times the square of their length (paths) or its cube (forests), on all cores. The
 * result does not depend on the number of threads, unless there is a time budget.
 *
 * @param merges A model, for word counts by its pattern, or pairs of letters or of what earlier pairs make.
 * @param words The words; a string is one of them.
 *
 * Progress has the stage `bounding` (rounds).
 *
 * Rejects with a TypeError for counts of another pattern than the model's, with a RangeError for more than
 * 2^40 symbols, with a GainfulError of code `ERR_OUT_OF_MEMORY` if the tables do not fit.
 *
 * @example
 * ```js
 * const counts = await WordCounts.count(text);
 * const model = await train(counts, { vocabularySize: 1256 });
 * const { ratio, boundBy } = await certificate(model, counts, { timeBudget: 5000 });
 * ```
 */
export async function certificate(
  merges: Model | readonly Merge[],
  words: MergeableWords,
  options?: MergeCertificateOptions & CallOptions,
): Promise<MergeCertificate> {
  const problem = checkProblem(words, merges, options);
  const { rounds, timeBudget } = check(options);
  const found = await run(options, (addon, call) =>
    addon.mergeCertificate(call, problem, rounds, timeBudget),
  );
  return certificateOf(found);
}

/** Like {@link certificate}, but blocks. */
export function certificateSync(
  merges: Model | readonly Merge[],
  words: MergeableWords,
  options?: MergeCertificateOptions & SyncCallOptions,
): MergeCertificate {
  const problem = checkProblem(words, merges, options);
  const { rounds, timeBudget } = check(options);
  const found = runSync(options, (addon, threads) =>
    addon.mergeCertificateSync(threads, problem, rounds, timeBudget),
  );
  return certificateOf(found);
}

function check(options: MergeCertificateOptions = {}): {
  readonly rounds: number;
  readonly timeBudget: number | undefined;
} {
  const { rounds = 200 } = options;
  return {
    rounds: integer("rounds", rounds, 0, MAX_COUNT),
    timeBudget: checkTimeBudget(options),
  };
}

function certificateOf(found: ReturnType<Native["mergeCertificateSync"]>): MergeCertificate {
  const { utility, upperBound, ratio, rounds, complete } = found;
  const { words, bigrams, trigrams, paths = null, forests = null } = found;
  const bounds: MergeBounds = { words, bigrams, trigrams, paths, forests };
  const names = Object.keys(bounds) as (keyof MergeBounds)[];
  const boundBy = names.find((name) => bounds[name] === upperBound) ?? "words";
  return { utility, upperBound, ratio, boundBy, bounds, rounds, complete };
}
