/** What theory is about: words, and merges for them. */

import { nonNegative, oneOf, optional, record } from "../../arguments.ts";
import { invalidArgument } from "../../errors.ts";
import type { Native } from "../../native.ts";
import { handleOf } from "../../resource.ts";
import { type Merge, Model } from "../model.ts";
import { WordCounts } from "../word-counts.ts";
import { textsOf } from "./texts.ts";

/**
 * What merges are for: a text, which is one word, or several words, or the counted words of a corpus.
 * No merge crosses from one word to the next.
 */
export type MergeableWords = string | readonly string[] | WordCounts;

const LETTERS = ["characters", "bytes"] as const;

/**
 * What words are made of before any merge:
 *
 * - `characters`: Unicode code points, each written as itself
 * - `bytes`: the bytes of UTF-8, written in the byte-to-unicode alphabet of GPT-2 (a space is `Ġ`)
 */
export type Letters = (typeof LETTERS)[number];

/** What the words of a call are made of. */
export interface LettersOptions {
  /**
   * What words are made of before any merge. A model has letters of its own, so this cannot be given
   * with one. Default: `characters` of texts, `bytes` of word counts.
   */
  readonly letters?: Letters | undefined;
}

/** For how long a call goes on. */
export interface TimeBudgetOptions {
  /**
   * For how many milliseconds to go on at most; what was found by then is returned, and depends on the
   * machine. Default: no limit.
   */
  readonly timeBudget?: number | undefined;
}

/** Merges in the order in which they apply, and what they save. */
export interface MergesFound {
  /**
   * The merges: each side is a letter or what an earlier merge makes. Fewer than asked for if nothing
   * is left to merge.
   */
  readonly merges: readonly Merge[];
  /** By how many symbols they shorten the words, each as often as it occurs. */
  readonly utility: number;
}

type NativeProblem = Parameters<Native["compressionUtilitySync"]>[1];

/**
 * Words for which merges are looked for.
 *
 * @internal
 */
export function checkWords(words: unknown, options: LettersOptions | undefined): NativeProblem {
  if (options !== undefined) record("options", options);
  const letters = options?.letters;
  const checked = optional(letters, () => oneOf("letters", letters, LETTERS));
  if (words instanceof WordCounts) {
    return { counts: handleOf(words), bytes: checked !== "characters" };
  }
  if (typeof words !== "string" && !Array.isArray(words)) {
    throw invalidArgument("words", "a string, an array of them or word counts", words);
  }
  return { texts: textsOf("words", words), bytes: checked === "bytes" };
}

/**
 * Words and merges for them.
 *
 * @internal
 */
export function checkProblem(
  words: unknown,
  merges: unknown,
  options: LettersOptions | undefined,
): NativeProblem {
  const problem = checkWords(words, options);
  if (!(merges instanceof Model)) return { ...problem, pairs: pairsOf(merges) };
  if (!(words instanceof WordCounts)) {
    throw invalidArgument("words", "word counts, since a model says how texts are split,", words);
  }
  if (options?.letters !== undefined) {
    throw invalidArgument("letters", "no value, since a model has its own", options.letters);
  }
  return { ...problem, model: handleOf(merges) };
}

/** The two sides of each merge, one after the other. */
function pairsOf(merges: unknown): string[] {
  if (!Array.isArray(merges))
    throw invalidArgument("merges", "a model or an array of pairs", merges);
  const pairs: string[] = [];
  for (let i = 0; i < merges.length; i++) {
    const merge: unknown = merges[i];
    if (!Array.isArray(merge) || merge.length !== 2) {
      throw invalidArgument(`merges[${i}]`, "a pair of strings", merge);
    }
    for (const [j, side] of merge.entries()) {
      if (typeof side !== "string") throw invalidArgument(`merges[${i}][${j}]`, "a string", side);
      pairs.push(side);
    }
  }
  return pairs;
}

/**
 * The merges of which the addon gives the sides, one after the other.
 *
 * @internal
 */
export function mergesOf(pairs: readonly string[]): Merge[] {
  return Array.from({ length: pairs.length / 2 }, (_, i): Merge => [
    pairs[2 * i] as string,
    pairs[2 * i + 1] as string,
  ]);
}

/** @internal */
export function checkTimeBudget(options: TimeBudgetOptions | undefined): number | undefined {
  const timeBudget = options?.timeBudget;
  return optional(timeBudget, () => nonNegative("timeBudget", timeBudget));
}
