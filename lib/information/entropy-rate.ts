/** The entropy rate of a sequence of symbols, the entropies of its blocks, and its complexity. */

import { integer, oneOf } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { type EntropyEstimator, ESTIMATORS } from "./entropy.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { optionsOf, type Sample, sampleOf } from "./source.ts";

const RATE_METHODS = [
  "block",
  "markov",
  "lempel-ziv-76",
  "lempel-ziv-78",
  "match-lengths",
  "context-tree-weighting",
] as const;

/**
 * How the entropy rate of a sequence of N symbols is estimated:
 *
 * - `block`: H(L + 1) - H(L), the entropies of blocks of consecutive symbols, where L is the `order`
 * - `markov`: H(X_t | the L symbols before), the rate of the Markov chain with the observed transitions
 * - `lempel-ziv-76`: c ln N / N for the c phrases of Lempel & Ziv (1976); linear time
 * - `lempel-ziv-78`: c ln c / N for the c phrases of the dictionary of Ziv & Lempel (1978)
 * - `match-lengths`: 1 over the mean of Λ_i / ln(i + 1), where Λ_i is 1 plus the longest match of what follows
 *   position i with what starts before it (Kontoyiannis et al. 1998); linear time
 * - `context-tree-weighting`: the code length per symbol of the mixture of all Markov models up to the order
 *   (Willems, Shtarkov & Tjalkens 1995), with symbols equal to the first one before the sequence; O(N L)
 */
export type RateMethod = (typeof RATE_METHODS)[number];

/** The longest block or context. */
const MAX_ORDER = 1000;

/** How to estimate an entropy rate. */
export interface EntropyRateOptions extends EstimateOptions {
  /** The method. Default: `context-tree-weighting`. */
  readonly method?: RateMethod | undefined;
  /**
   * L: how many symbols before one count, for `block`, `markov` and `context-tree-weighting`, from 0 to 1000. Default: 3.
   */
  readonly order?: number | undefined;
}

/**
 * The entropy rate of a sequence, what each symbol tells that those before it did not, in nats a symbol. Plug-in methods
 * (`block`, `markov`) are too small where contexts are many and samples few. Parsings approach the rate
 * from above, and match lengths from either side, as slowly as ln ln N / ln N.
 *
 * @throws TypeError if a number is NaN; RangeError if the sequence is empty or too short for the method.
 */
export async function sequenceEntropyRate(
  sequence: Sample,
  options?: EntropyRateOptions & CallOptions,
): Promise<Estimate> {
  const checked = check(options);
  const symbols = sampleOf("sequence", sequence);
  const native = await run(options, (addon, call) =>
    addon.sequenceEntropyRate(call, symbols, checked),
  );
  return estimate(native, checked.unit);
}

/** Like {@link sequenceEntropyRate}, but blocks. */
export function sequenceEntropyRateSync(
  sequence: Sample,
  options?: EntropyRateOptions & SyncCallOptions,
): Estimate {
  const checked = check(options);
  const symbols = sampleOf("sequence", sequence);
  const native = runSync(options, (addon, threads) =>
    addon.sequenceEntropyRateSync(threads, symbols, checked),
  );
  return estimate(native, checked.unit);
}

/** How to estimate the entropies of blocks. */
export interface BlockEntropyOptions {
  /** The unit of the result. Default: `nats`. */
  readonly unit?: Unit | undefined;
  /** The estimator of each entropy. Default: `maximum-likelihood`. */
  readonly estimator?: EntropyEstimator | undefined;
}

/**
 * The entropies H(1), ..., H(L) of the blocks of 1, ..., `longest` consecutive symbols. Their differences approach the
 * entropy rate h, and H(L) - L h the excess entropy (Crutchfield & Feldman 2003). O(N L).
 *
 * @throws TypeError if a number is NaN; RangeError if the sequence is shorter than the longest block.
 */
export async function blockEntropies(
  sequence: Sample,
  longest: number,
  options?: BlockEntropyOptions & CallOptions,
): Promise<Float64Array> {
  const { length, estimator, unit } = checkBlocks(longest, options);
  const symbols = sampleOf("sequence", sequence);
  return run(options, (addon, call) =>
    addon.blockEntropies(call, symbols, length, estimator, unit),
  );
}

/** Like {@link blockEntropies}, but blocks. */
export function blockEntropiesSync(
  sequence: Sample,
  longest: number,
  options?: BlockEntropyOptions & SyncCallOptions,
): Float64Array {
  const { length, estimator, unit } = checkBlocks(longest, options);
  const symbols = sampleOf("sequence", sequence);
  return runSync(options, (addon, threads) =>
    addon.blockEntropiesSync(threads, symbols, length, estimator, unit),
  );
}

/**
 * The complexity of Lempel & Ziv (1976): how many phrases a sequence has if each ends where it is no longer a copy of
 * something before; a copy may overlap its source. Linear time.
 *
 * @throws TypeError if a number is NaN; RangeError if the sequence is empty.
 */
export async function lempelZivComplexity(
  sequence: Sample,
  options?: CallOptions,
): Promise<number> {
  const symbols = sampleOf("sequence", sequence);
  return run(options, (addon, call) => addon.lempelZivComplexity(call, symbols));
}

/** Like {@link lempelZivComplexity}, but blocks. */
export function lempelZivComplexitySync(sequence: Sample, options?: SyncCallOptions): number {
  const symbols = sampleOf("sequence", sequence);
  return runSync(options, (addon, threads) => addon.lempelZivComplexitySync(threads, symbols));
}

interface CheckedRate {
  method: RateMethod;
  order: number;
  unit: Unit;
  clamp: boolean;
}

function check(options: EntropyRateOptions | undefined): CheckedRate {
  const given = optionsOf(options);
  const { method = "context-tree-weighting", order = 3 } = given;
  return {
    method: oneOf("method", method, RATE_METHODS),
    order: integer("order", order, 0, MAX_ORDER),
    ...formOf(given),
  };
}

function checkBlocks(
  longest: unknown,
  options: BlockEntropyOptions | undefined,
): { length: number; estimator: EntropyEstimator; unit: Unit } {
  const { unit, estimator = "maximum-likelihood" } = optionsOf(options);
  return {
    length: integer("longest", longest, 1, MAX_ORDER),
    estimator: oneOf("estimator", estimator, ESTIMATORS),
    unit: formOf({ unit }).unit,
  };
}
