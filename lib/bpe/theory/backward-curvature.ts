/** Total backward curvature: how far merges are from having diminishing returns. */

import { given, integer, nonNegative, oneOf } from "../../arguments.ts";
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

const LENGTHS = ["same", "up-to"] as const;

/**
 * Which sequences a curvature is over, all of pairs that occur; M is the number of the merges:
 *
 * - `same`: those of exactly M merges
 * - `up-to`: those of 1 to M merges
 */
export type CurvatureLengths = (typeof LENGTHS)[number];

/** How to compute a curvature. */
export interface BackwardCurvatureOptions extends LettersOptions, TimeBudgetOptions {
  /** Which sequences are looked at. Default: `up-to`, which gives the larger value. */
  readonly lengths?: CurvatureLengths | undefined;
  /**
   * All sequences are looked at if P^M is at most this, where P pairs occur at first: about as many
   * sequences as there are. More than 32 merges are always sampled. Default: 100,000.
   */
  readonly exactUpTo?: number | undefined;
  /** How many samples are taken otherwise. Default: 10,000. */
  readonly samples?: number | undefined;
  /** Where the random choices begin, an integer. Default: 0. */
  readonly seed?: number | undefined;
}

/** A total backward curvature, and the range of sequences that it is over. */
export interface BackwardCurvature {
  /** σ, the largest value found; 0 if no sequence was looked at. */
  readonly sigma: number;
  /** Whether all sequences were looked at. If not, the curvature may be larger than `sigma`. */
  readonly exact: boolean;
  /** The fewest merges of a sequence that was looked at. */
  readonly shortest: number;
  /** The most merges of a sequence that was looked at: M. */
  readonly longest: number;
  /** How many sequences were looked at. */
  readonly sequences: number;
  /**
   * (1 - e^-σ) / σ, and 1 for a σ that is not positive: if the merges are optimal and σ is exact, greedy
   * merges save at least this share of what they do. Otherwise an estimate of that share.
   */
  readonly guarantee: number;
}

/**
 * The total backward curvature of merges, which are to be optimal: σ(μ*) = max over μ of
 * 1 - (κ(μ μ*) - κ(μ*)) / κ(μ), where μ μ* applies the merges of μ first.
 *
 * The value depends on which μ are looked at, and on which of several optimal sequences is μ*, so the range
 * comes with the number. Where there are too many sequences, samples are taken, merge by merge, all pairs
 * that occur being equally likely; their maximum is at most σ.
 *
 * A sequence takes O(MN) time for N symbols, on one thread. Source: Zouhar et al., "A Formal Perspective
 * on Byte-Pair Encoding" (Findings of ACL 2023), definition 4.4 and theorem 4.6.
 *
 * @param words The words; a string is one of them.
 * @param merges μ*: a model, for word counts by its pattern, or pairs of letters or of what earlier pairs
 * make.
 *
 * Progress has the stage `enumerating` or `sampling` (samples).
 *
 * @example
 * ```js
 * const { merges } = await optimalMerges("aabbaabab", 2);
 * const { sigma, guarantee } = await backwardCurvature("aabbaabab", merges, { lengths: "same" });
 * ```
 */
export async function backwardCurvature(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: BackwardCurvatureOptions & CallOptions,
): Promise<BackwardCurvature> {
  const problem = checkProblem(words, merges, options);
  const looks = check(options);
  const found = await run(options, (addon, call) => addon.backwardCurvature(call, problem, looks));
  return curvatureOf(found, looks.lengths);
}

/** Like {@link backwardCurvature}, but blocks. */
export function backwardCurvatureSync(
  words: MergeableWords,
  merges: Model | readonly Merge[],
  options?: BackwardCurvatureOptions & SyncCallOptions,
): BackwardCurvature {
  const problem = checkProblem(words, merges, options);
  const looks = check(options);
  const found = runSync(options, (addon, threads) =>
    addon.backwardCurvatureSync(threads, problem, looks),
  );
  return curvatureOf(found, looks.lengths);
}

type NativeLooks = Parameters<Native["backwardCurvatureSync"]>[2];

function check(options: BackwardCurvatureOptions = {}): NativeLooks {
  const { lengths = "up-to", exactUpTo = 100_000, samples = 10_000, seed = 0 } = options;
  return {
    lengths: oneOf("lengths", lengths, LENGTHS),
    exactUpTo: exactUpTo === Infinity ? Infinity : nonNegative("exactUpTo", exactUpTo),
    samples: integer("samples", samples, 0, Number.MAX_SAFE_INTEGER),
    seed: integer("seed", seed, 0, Number.MAX_SAFE_INTEGER),
    ...given({ timeBudget: checkTimeBudget(options) }),
  };
}

function curvatureOf(
  found: ReturnType<Native["backwardCurvatureSync"]>,
  lengths: string,
): BackwardCurvature {
  const { sigma, exact, sequences, guarantee, merges } = found;
  const shortest = lengths === "same" ? merges : Math.min(1, merges);
  return { sigma, exact, shortest, longest: merges, sequences, guarantee };
}
