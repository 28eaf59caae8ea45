/** All estimators of entropy on the same sample. */

import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { type CheckedEntropy, checkEntropy, type EntropyEstimator, type Prior } from "./entropy.ts";
import {
  estimate,
  type Estimate,
  type EstimateOptions,
  type NativeEstimate,
  type Unit,
} from "./estimate.ts";
import { optionsOf, type Source, sourceOf } from "./source.ts";

/** One of the estimates that are compared. */
export interface ComparedEstimate extends Estimate {
  /** The prior, for an estimator that has one. */
  readonly prior?: Prior;
}

/** What all estimators make of a sample. */
export interface EstimatorComparison {
  /** One estimate of each estimator, those with a prior under each prior that has a name. */
  readonly estimates: readonly ComparedEstimate[];
  /** The estimator that suits the sample. */
  readonly recommended: EntropyEstimator;
  /** Why. */
  readonly reason: string;
}

/** How to compare estimators. */
export interface CompareOptions extends EstimateOptions {
  /** K: how many symbols there are. Default: as many as were seen. */
  readonly alphabet?: number | undefined;
}

/**
 * The entropy of a sample by every estimator, from one pass over it, and which of them to use: any if there
 * are at least ten samples for each symbol; else `nsb` if the alphabet is known, and `chao-wang-jost` if
 * it is not. Where the estimates differ much, the sample is too small.
 *
 * Takes a few milliseconds after counting.
 *
 * @throws TypeError and RangeError as `entropy`.
 */
export async function compareEstimators(
  source: Source,
  options?: CompareOptions & CallOptions,
): Promise<EstimatorComparison> {
  const checked = check(options);
  const data = sourceOf(source);
  const native = await run(options, (addon, call) => addon.compareEstimators(call, data, checked));
  return comparison(native, checked.unit);
}

/** Like {@link compareEstimators}, but blocks. */
export function compareEstimatorsSync(
  source: Source,
  options?: CompareOptions & SyncCallOptions,
): EstimatorComparison {
  const checked = check(options);
  const data = sourceOf(source);
  const native = runSync(options, (addon, threads) =>
    addon.compareEstimatorsSync(threads, data, checked),
  );
  return comparison(native, checked.unit);
}

function check(options: CompareOptions | undefined): CheckedEntropy {
  const { unit, clamp, alphabet } = optionsOf(options);
  return checkEntropy({ unit, clamp, alphabet });
}

interface NativeComparison {
  readonly estimates: readonly NativeEstimate[];
  readonly priors: readonly (string | undefined | null)[];
  readonly recommended: string;
  readonly reason: string;
}

function comparison(native: NativeComparison, unit: Unit): EstimatorComparison {
  return {
    estimates: native.estimates.map((found, i) => {
      const prior = native.priors[i];
      return { ...estimate(found, unit), ...(prior && { prior: prior as Prior }) };
    }),
    recommended: native.recommended as EntropyEstimator,
    reason: native.reason,
  };
}
