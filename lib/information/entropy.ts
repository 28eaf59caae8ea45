/** Shannon entropy of discrete samples. */

import { integer, oneOf } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument, outOfRange } from "../errors.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { optionsOf, type Source, sourceOf } from "./source.ts";

/** The names of the estimators. */
export const ESTIMATORS = [
  "maximum-likelihood",
  "miller-madow",
  "jackknife",
  "grassberger-1988",
  "grassberger-2003",
  "zhang",
  "horvitz-thompson",
  "chao-shen",
  "chao-wang-jost",
  "james-stein",
  "dirichlet-plug-in",
  "dirichlet-mean",
  "nsb",
  "ansb",
  "bonachela",
] as const;

/**
 * How entropy is estimated from N samples of which symbol i was seen n_i times, S symbols were seen
 * at all, f₁ of them once and f₂ twice; K is the size of the alphabet (`alphabet`), ψ the digamma function:
 *
 * - `maximum-likelihood`: ln N - (1/N) Σ n_i ln n_i, too small by about (S - 1) / 2N
 * - `miller-madow`: the same plus (S - 1) / 2N (Miller 1955)
 * - `jackknife`: N H - (N - 1) ⟨H without one sample⟩, of the first (Zahl 1977)
 * - `grassberger-1988`: Σ (n_i/N) [ln N - ψ(n_i) - (-1)^n_i / (n_i + 1)]
 * - `grassberger-2003`: ln N - (1/N) Σ n_i G(n_i) with G(n) = ψ(n) + ½ (-1)ⁿ [ψ((n + 1)/2) - ψ(n/2)]
 * - `zhang`: Σ (n_i/N) [ψ(N) - ψ(n_i)] (Zhang 2012, Schürmann 2004)
 * - `horvitz-thompson`: -Σ p ln p / (1 - (1 - p)^N) with p = n_i/N
 * - `chao-shen`: the same with p = (1 - f₁/N) n_i/N (Chao & Shen 2003)
 * - `chao-wang-jost`: `zhang` plus a term for what was not seen, from f₁ and f₂ (Chao, Wang & Jost 2013)
 * - `james-stein`: frequencies shrunk towards 1/K (Hausser & Strimmer 2009)
 * - `dirichlet-plug-in`: frequencies (n_i + a)/(N + K a), where `prior` is a
 * - `dirichlet-mean`: the mean entropy of the posterior of that prior, with its standard deviation
 *   (Wolpert & Wolf 1995)
 * - `nsb`: the mean over all a, weighted so that the prior of the entropy is nearly uniform, with its
 *   standard deviation (Nemenman, Shafee & Bialek 2002)
 * - `ansb`: γ - ln 2 + 2 ln N - ψ(N - S), its form for N much smaller than K; NaN if N = S
 * - `bonachela`: (1/(N + 2)) Σ (n_i + 1) [ψ(N + 3) - ψ(n_i + 2)] over all K (Bonachela et al. 2008)
 *
 * For a single symbol all are 0 except those of Grassberger, Bonachela, `ansb` and, where K > 1, those
 * that know of unseen symbols.
 */
export type EntropyEstimator = (typeof ESTIMATORS)[number];

const PRIORS = ["jeffreys", "laplace", "perks", "minimax"] as const;

/**
 * How often each symbol is taken to have been seen before: `jeffreys` 1/2, `laplace` 1, `perks` 1/K,
 * `minimax` √N/K, or a positive number.
 */
export type Prior = (typeof PRIORS)[number] | number;

/** What entropy estimators may know besides the counts. */
export interface EntropyAssumptions {
  /**
   * K: how many symbols there are, from the number of symbols seen to 2^53 - 1. Default: as many as
   * were seen.
   */
  readonly alphabet?: number | undefined;
  /** The prior of `dirichlet-plug-in` and `dirichlet-mean`. Default: `jeffreys`. */
  readonly prior?: Prior | undefined;
}

/** How to estimate entropy. */
export interface EntropyOptions extends EstimateOptions, EntropyAssumptions {
  /**
   * The estimator; `auto` chooses by the counts and says why in `reason`. Default:
   * `maximum-likelihood`.
   */
  readonly estimator?: EntropyEstimator | "auto" | undefined;
}

/**
 * The Shannon entropy H = -Σ p_i ln p_i of the distribution that a sample was drawn from.
 *
 * Costs one pass over the sample and time in proportion to the number of distinct counts. Samples,
 * their counts and their counts of counts give the same bits. `clamp` keeps the value between 0 and,
 * where `alphabet` is given, its logarithm.
 *
 * @throws TypeError if the sample holds NaN or is none of the forms; RangeError if it is empty, if a count
 * is no integer from 0 to 2^53 - 1, or if the alphabet is smaller than what was seen.
 */
export async function entropy(
  source: Source,
  options?: EntropyOptions & CallOptions,
): Promise<Estimate> {
  const checked = checkEntropy(options);
  const data = sourceOf(source);
  const native = await run(options, (addon, call) => addon.entropy(call, data, checked));
  return estimate(native, checked.unit);
}

/** Like {@link entropy}, but blocks. Reads typed arrays where they are. */
export function entropySync(source: Source, options?: EntropyOptions & SyncCallOptions): Estimate {
  const checked = checkEntropy(options);
  const data = sourceOf(source);
  const native = runSync(options, (addon, threads) => addon.entropySync(threads, data, checked));
  return estimate(native, checked.unit);
}

/**
 * Checked options of entropy, as the addon takes them.
 *
 * @internal
 */
export interface CheckedEntropy {
  estimator: EntropyEstimator | "auto";
  unit: Unit;
  clamp: boolean;
  alphabet?: number;
  prior: Prior;
}

/**
 * Checks options.
 *
 * @internal
 */
export function checkEntropy(options: EntropyOptions | undefined): CheckedEntropy {
  const given = optionsOf(options);
  const { estimator = "maximum-likelihood", alphabet, prior = "jeffreys" } = given;
  return {
    estimator: oneOf("estimator", estimator, [...ESTIMATORS, "auto"]),
    ...formOf(given),
    ...(alphabet !== undefined && {
      alphabet: integer("alphabet", alphabet, 1, Number.MAX_SAFE_INTEGER),
    }),
    prior: priorOf(prior),
  };
}

function priorOf(prior: unknown): Prior {
  if (typeof prior === "number") {
    if (prior > 0 && prior < Infinity) return prior;
    throw outOfRange("prior", "a positive number", prior);
  }
  if (typeof prior === "string") return oneOf("prior", prior, PRIORS);
  throw invalidArgument("prior", "the name of a prior or a positive number", prior);
}
