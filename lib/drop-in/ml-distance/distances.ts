/**
 * The distances of ml-distance that compare distributions.
 *
 * Two `Float64Array`s of positive numbers are summed by vector instructions, in another order than ml-distance does, so
 * that the last digits may differ; all else is summed as it does.
 *
 * @module drop-in/ml-distance/distance
 */

import { callNow } from "../../call.ts";
import { unshared } from "../../arguments.ts";

/** Numbers of any kind of array. */
export type NumberArray = ArrayLike<number>;

/** Shorter arrays are summed before a call of the addon would have begun. */
const LEAST_LENGTH = 128;

/** The sums that the addon knows. */
const RELATIVE = 0;
const MIXTURE = 1;
const OVERLAP = 2;

/** The Kullback-Leibler divergence Σ a ln(a/b). */
export function kullbackLeibler(a: NumberArray, b: NumberArray): number {
  return fast(RELATIVE, a, b) ?? sum(a, b, (x, y) => x * Math.log(x / y));
}

/** The Jensen-Shannon divergence, half of {@link topsoe}. */
export function jensenShannon(a: NumberArray, b: NumberArray): number {
  return topsoe(a, b) / 2;
}

/** Σ a ln(2a/(a + b)) + b ln(2b/(a + b)). */
export function topsoe(a: NumberArray, b: NumberArray): number {
  return (
    fast(MIXTURE, a, b) ??
    sum(a, b, (x, y) => x * Math.log((2 * x) / (x + y)) + y * Math.log((2 * y) / (x + y)))
  );
}

/** Σ a ln(2a/(a + b)). */
export function kdivergence(a: NumberArray, b: NumberArray): number {
  return sum(a, b, (x, y) => x * Math.log((2 * x) / (x + y)));
}

/** Σ (a - b) ln(a/b). */
export function jeffreys(a: NumberArray, b: NumberArray): number {
  return sum(a, b, (x, y) => (x - y) * Math.log(x / y));
}

/** Σ (a ln a + b ln b)/2 - (a + b)/2 ln((a + b)/2). */
export function jensenDifference(a: NumberArray, b: NumberArray): number {
  return sum(
    a,
    b,
    (x, y) => (x * Math.log(x) + y * Math.log(y)) / 2 - ((x + y) / 2) * Math.log((x + y) / 2),
  );
}

/** Σ √(a b). */
export function fidelity(a: NumberArray, b: NumberArray): number {
  return fast(OVERLAP, a, b) ?? sum(a, b, (x, y) => Math.sqrt(x * y));
}

/** -ln Σ √(a b). */
export function bhattacharyya(a: NumberArray, b: NumberArray): number {
  return -Math.log(fidelity(a, b));
}

/** 2 √(1 - Σ √(a b)): twice the usual Hellinger distance. */
export function hellinger(a: NumberArray, b: NumberArray): number {
  return 2 * Math.sqrt(1 - fidelity(a, b));
}

/** √(2 - 2 Σ √(a b)). */
export function matusita(a: NumberArray, b: NumberArray): number {
  return Math.sqrt(2 - 2 * fidelity(a, b));
}

/** Σ (√a - √b)². */
export function squaredChord(a: NumberArray, b: NumberArray): number {
  return sum(a, b, (x, y) => (Math.sqrt(x) - Math.sqrt(y)) ** 2);
}

/** Σ (a - b)²/b. */
export function pearson(a: NumberArray, b: NumberArray): number {
  return sum(a, b, (x, y) => ((x - y) * (x - y)) / y);
}

/** Σ (a - b)²/a. */
export function neyman(a: NumberArray, b: NumberArray): number {
  return sum(a, b, (x, y) => ((x - y) * (x - y)) / x);
}

/** In order, over the elements of `a`. */
function sum(a: NumberArray, b: NumberArray, term: (x: number, y: number) => number): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += term(a[i] as number, b[i] as number);
  return total;
}

/** The sum by the addon, where it has one. */
function fast(terms: number, a: NumberArray, b: NumberArray): number | undefined {
  if (!(a instanceof Float64Array && b instanceof Float64Array)) return undefined;
  if (a.length !== b.length || a.length < LEAST_LENGTH) return undefined;
  return callNow((addon) => addon.divergenceSum(terms, unshared(a), unshared(b))) ?? undefined;
}
