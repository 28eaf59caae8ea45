/** Rényi and Tsallis entropies and Hill numbers of any order. */

import { oneOf } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument, outOfRange } from "../errors.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { distributionOf, optionsOf, type Probabilities, type Source } from "./source.ts";

const ORDER_ESTIMATORS = ["maximum-likelihood", "unbiased"] as const;

/**
 * How Σ p_i^q is estimated from the counts n_i of N samples:
 *
 * - `maximum-likelihood`: Σ (n_i/N)^q
 * - `unbiased`: Σ n_i (n_i - 1) ... (n_i - q + 1) / (N (N - 1) ... (N - q + 1)), right on average, for whole
 *   orders q from 2 to N
 */
export type OrderEstimator = (typeof ORDER_ESTIMATORS)[number];

/** How to estimate a quantity of some order. */
export interface OrderOptions extends EstimateOptions {
  /** The estimator; of no effect where probabilities are given. Default: `maximum-likelihood`. */
  readonly estimator?: OrderEstimator | undefined;
}

/**
 * The Rényi entropy of order q, ln Σ p_i^q / (1 - q): ln of the number of symbols for q = 0, Shannon's entropy
 * for 1, -ln Σ p_i² for 2, -ln max p_i for `Infinity` (Rényi 1961). Symbols of probability 0 do not count.
 *
 * @throws RangeError if the order is negative, or none that the estimator knows; and as `entropy`.
 */
export async function renyi(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & CallOptions,
): Promise<Estimate> {
  return later("renyi", source, order, options);
}

/** Like {@link renyi}, but blocks. */
export function renyiSync(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & SyncCallOptions,
): Estimate {
  return now("renyi", source, order, options);
}

/**
 * The Tsallis entropy of order q, (Σ p_i^q - 1)/(1 - q): 1 - Σ p_i², the Gini-Simpson index, for q = 2, and
 * Shannon's entropy in nats for 1 (Tsallis 1988). It is a number without unit, so `unit` has no effect.
 *
 * @throws RangeError if the order is negative, or none that the estimator knows; and as `entropy`.
 */
export async function tsallis(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & CallOptions,
): Promise<Estimate> {
  return later("tsallis", source, order, options);
}

/** Like {@link tsallis}, but blocks. */
export function tsallisSync(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & SyncCallOptions,
): Estimate {
  return now("tsallis", source, order, options);
}

/**
 * The Hill number of order q, (Σ p_i^q)^(1/(1 - q)), the effective number of symbols: the number of symbols for
 * q = 0, the exponential of Shannon's entropy for 1, 1/max p_i for `Infinity` (Hill 1973). `unit` has no
 * effect.
 *
 * @throws RangeError if the order is negative, or none that the estimator knows; and as `entropy`.
 */
export async function hillNumber(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & CallOptions,
): Promise<Estimate> {
  return later("hill", source, order, options);
}

/** Like {@link hillNumber}, but blocks. */
export function hillNumberSync(
  source: Source | Probabilities,
  order: number,
  options?: OrderOptions & SyncCallOptions,
): Estimate {
  return now("hill", source, order, options);
}

type Kind = "renyi" | "tsallis" | "hill";

async function later(
  kind: Kind,
  source: Source | Probabilities,
  order: number,
  options: (OrderOptions & CallOptions) | undefined,
): Promise<Estimate> {
  const checked = check(kind, order, options);
  const data = distributionOf(source);
  const native = await run(options, (addon, call) => addon.diversity(call, data, checked));
  return estimate(native, checked.unit);
}

function now(
  kind: Kind,
  source: Source | Probabilities,
  order: number,
  options: (OrderOptions & SyncCallOptions) | undefined,
): Estimate {
  const checked = check(kind, order, options);
  const data = distributionOf(source);
  const native = runSync(options, (addon, threads) => addon.diversitySync(threads, data, checked));
  return estimate(native, checked.unit);
}

interface CheckedOrder {
  kind: Kind;
  order: number;
  estimator: OrderEstimator;
  unit: Unit;
  clamp: boolean;
}

function check(kind: Kind, order: unknown, options: OrderOptions | undefined): CheckedOrder {
  if (typeof order !== "number") throw invalidArgument("order", "a number", order);
  if (!(order >= 0)) throw outOfRange("order", "a number that is not negative", order);
  const given = optionsOf(options);
  const { estimator = "maximum-likelihood" } = given;
  return {
    kind,
    order,
    estimator: oneOf("estimator", estimator, ORDER_ESTIMATORS),
    ...formOf(given),
  };
}
