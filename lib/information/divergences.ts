/**
 * Divergences between two known distributions. They are exact, not estimated: the `estimator` is `exact`, and the
 * number of samples 0.
 */

import { boolean } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { list, optionsOf } from "./source.ts";

/** How to compare two distributions. */
export interface DivergenceOptions extends EstimateOptions {
  /**
   * Whether to divide both by their sums first. Default: false; the sums must then be 1 up to 1e-9.
   */
  readonly normalize?: boolean | undefined;
}

/** How to compare two distributions with their mixture. */
export interface JensenShannonOptions extends DivergenceOptions {
  /** The weight w of `p` in the mixture, between 0 and 1. Default: 0.5. */
  readonly weight?: number | undefined;
}

/**
 * The Kullback-Leibler divergence Σ p ln(p/q), from 0 to infinity: the loss of coding `p` as if it were `q`
 * (Kullback & Leibler 1951).
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function klDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("kullback-leibler", p, q, 0, options);
}

/** Like {@link klDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function klDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("kullback-leibler", p, q, 0, options);
}

/**
 * The cross entropy -Σ p ln q: the length of a code for `q` on symbols from `p`. At least the entropy of `p`.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function crossEntropy(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("cross-entropy", p, q, 0, options);
}

/** Like {@link crossEntropy}, but blocks. Reads a `Float64Array` where it is. */
export function crossEntropySync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("cross-entropy", p, q, 0, options);
}

/**
 * The divergence of Jeffreys, Σ (p - q) ln(p/q), the Kullback-Leibler divergences in both directions together.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function jeffreysDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("jeffreys", p, q, 0, options);
}

/** Like {@link jeffreysDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function jeffreysDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("jeffreys", p, q, 0, options);
}

/**
 * The Jensen-Shannon divergence w KL(p ‖ m) + (1 - w) KL(q ‖ m) with m = w p + (1 - w) q, at most ln 2 (Lin 1991). Its
 * square root is a metric for w = ½, the default; other weights skew it.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution, or if the weight is out of range.
 */
export async function jensenShannonDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: JensenShannonOptions & CallOptions,
): Promise<Estimate> {
  return later("jensen-shannon", p, q, weightOf(options), options);
}

/** Like {@link jensenShannonDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function jensenShannonDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: JensenShannonOptions & SyncCallOptions,
): Estimate {
  return now("jensen-shannon", p, q, weightOf(options), options);
}

/**
 * The Rényi divergence ln Σ p^α q^(1-α) / (α - 1) of an order α from 0 to `Infinity`: the Kullback-Leibler divergence
 * at 1, ln max p/q at infinity (Rényi 1961).
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution, or if the order is out of range.
 */
export async function renyiDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  order: number,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("renyi", p, q, number("order", order), options);
}

/** Like {@link renyiDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function renyiDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  order: number,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("renyi", p, q, number("order", order), options);
}

/**
 * The Tsallis divergence (Σ p^α q^(1-α) - 1)/(α - 1) of an order α from 0 on; a number without unit (Tsallis 1998).
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution, or if the order is out of range.
 */
export async function tsallisDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  order: number,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("tsallis", p, q, number("order", order), options);
}

/** Like {@link tsallisDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function tsallisDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  order: number,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("tsallis", p, q, number("order", order), options);
}

/**
 * The alpha divergence (Σ p^α q^(1-α) - 1)/(α (α - 1)) of any α: KL(p ‖ q) at 1, KL(q ‖ p) at 0, half of χ² at 2; a number
 * without unit (Cichocki & Amari 2010).
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution, or if the alpha is out of range.
 */
export async function alphaDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  alpha: number,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("alpha", p, q, number("alpha", alpha), options);
}

/** Like {@link alphaDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function alphaDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  alpha: number,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("alpha", p, q, number("alpha", alpha), options);
}

/**
 * Pearson's χ² divergence Σ (p - q)²/q; a number without unit.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function chiSquaredDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("chi-squared", p, q, 0, options);
}

/** Like {@link chiSquaredDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function chiSquaredDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("chi-squared", p, q, 0, options);
}

/**
 * The Hellinger distance √(½ Σ (√p - √q)²), a metric from 0 to 1 without unit.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function hellingerDistance(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("hellinger", p, q, 0, options);
}

/** Like {@link hellingerDistance}, but blocks. Reads a `Float64Array` where it is. */
export function hellingerDistanceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("hellinger", p, q, 0, options);
}

/**
 * The Bhattacharyya distance -ln Σ √(p q), infinite without overlap.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function bhattacharyyaDistance(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("bhattacharyya", p, q, 0, options);
}

/** Like {@link bhattacharyyaDistance}, but blocks. Reads a `Float64Array` where it is. */
export function bhattacharyyaDistanceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("bhattacharyya", p, q, 0, options);
}

/**
 * The total variation ½ Σ |p - q|, from 0 to 1: the greatest difference of the probabilities of an event.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function totalVariation(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("total-variation", p, q, 0, options);
}

/** Like {@link totalVariation}, but blocks. Reads a `Float64Array` where it is. */
export function totalVariationSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("total-variation", p, q, 0, options);
}

/**
 * The Cauchy-Schwarz divergence -ln[(Σ p q)² / (Σ p² Σ q²)], infinite without overlap.
 *
 * @throws TypeError if the lengths differ; RangeError if either is no distribution.
 */
export async function cauchySchwarzDivergence(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & CallOptions,
): Promise<Estimate> {
  return later("cauchy-schwarz", p, q, 0, options);
}

/** Like {@link cauchySchwarzDivergence}, but blocks. Reads a `Float64Array` where it is. */
export function cauchySchwarzDivergenceSync(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options?: DivergenceOptions & SyncCallOptions,
): Estimate {
  return now("cauchy-schwarz", p, q, 0, options);
}

interface CheckedDivergence {
  name: string;
  parameter: number;
  normalize: boolean;
  unit: Unit;
  clamp: boolean;
}

async function later(
  name: string,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  parameter: number,
  options: (DivergenceOptions & CallOptions) | undefined,
): Promise<Estimate> {
  const checked = check(name, parameter, options);
  const [ps, qs] = [list("p", p), list("q", q)];
  const native = await run(options, (addon, call) => addon.divergence(call, ps, qs, checked));
  return estimate(native, checked.unit);
}

function now(
  name: string,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  parameter: number,
  options: (DivergenceOptions & SyncCallOptions) | undefined,
): Estimate {
  const checked = check(name, parameter, options);
  const [ps, qs] = [list("p", p), list("q", q)];
  const native = runSync(options, (addon, threads) =>
    addon.divergenceSync(threads, ps, qs, checked),
  );
  return estimate(native, checked.unit);
}

function check(
  name: string,
  parameter: number,
  options: DivergenceOptions | undefined,
): CheckedDivergence {
  const given = optionsOf(options);
  const { normalize = false } = given;
  return { name, parameter, normalize: boolean("normalize", normalize), ...formOf(given) };
}

function number(name: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw invalidArgument(name, "a number", value);
}

function weightOf(options: JensenShannonOptions | undefined): number {
  return number("weight", optionsOf(options).weight ?? 0.5);
}
