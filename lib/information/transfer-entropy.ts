/** Information that flows from one series to another, or stays in one. */

import { integer } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate } from "./estimate.ts";
import {
  type GaussianInformationOptions,
  gaussianLater,
  gaussianNow,
  isGaussian,
} from "./gaussian.ts";
import type { Variable } from "./points.ts";
import { optionsOf } from "./source.ts";
import {
  type DiscreteInformationOptions,
  type DiscreteVariable,
  type Measure,
  measureLater,
  measureNow,
} from "./variables.ts";

/** The longest history; every step of it takes a pass over the samples. */
const MAX_HISTORY = 1000;

/** How far back transfer entropy looks. */
export interface Histories {
  /** How many past values of the source, from 1 to 1000. Default: 1. */
  readonly sourceHistory?: number | undefined;
  /** How many past values of the target, from 1 to 1000. Default: 1. */
  readonly targetHistory?: number | undefined;
  /** Steps from the source's latest past value to the target's present, at least 1. Default: 1. */
  readonly delay?: number | undefined;
}

/** How to estimate transfer entropy of discrete series. */
export interface TransferEntropyOptions extends DiscreteInformationOptions, Histories {}

/** How to estimate transfer entropy of series that are taken for Gaussian. */
export interface GaussianTransferEntropyOptions extends GaussianInformationOptions, Histories {}

/** How far back active information storage looks. */
export interface History {
  /** How many past values, from 1 to 1000. Default: 1. */
  readonly history?: number | undefined;
}

/** How to estimate active information storage of a discrete series. */
export interface StorageOptions extends DiscreteInformationOptions, History {}

/** How to estimate active information storage of a series that is taken for Gaussian. */
export interface GaussianStorageOptions extends GaussianInformationOptions, History {}

/**
 * The transfer entropy from a source X to a target Y with histories l and k and delay u,
 * I(Y_t; X_{t-u}, ..., X_{t-u-l+1} | Y_{t-1}, ..., Y_{t-k}): what the past of the source tells of the target's present
 * beyond the target's own past (Schreiber 2000). The mean is over all t with whole histories, N - max(k, l + u - 1)
 * of them. Of continuous series name the estimator: `gaussian`, half of Granger causality, or `gaussian-copula`.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if the histories are longer than the series.
 */
export async function transferEntropy(
  source: DiscreteVariable | Variable,
  target: DiscreteVariable | Variable,
  options?: (TransferEntropyOptions | GaussianTransferEntropyOptions) & CallOptions,
): Promise<Estimate> {
  const measure = transfer(options);
  if (isGaussian(options)) return gaussianLater(measure, { source, target }, options);
  return measureLater(measure, { source, target }, options);
}

/** Like {@link transferEntropy}, but blocks. */
export function transferEntropySync(
  source: DiscreteVariable | Variable,
  target: DiscreteVariable | Variable,
  options?: (TransferEntropyOptions | GaussianTransferEntropyOptions) & SyncCallOptions,
): Estimate {
  const measure = transfer(options);
  if (isGaussian(options)) return gaussianNow(measure, { source, target }, options);
  return measureNow(measure, { source, target }, options);
}

/**
 * The active information storage I(X_t; X_{t-1}, ..., X_{t-k}): what the past of a series tells of its present
 * (Lizier, Prokopenko & Zomaya 2012).
 *
 * @throws TypeError if a number is NaN; RangeError if the history is longer than the series.
 */
export async function activeInformationStorage(
  series: DiscreteVariable | Variable,
  options?: (StorageOptions | GaussianStorageOptions) & CallOptions,
): Promise<Estimate> {
  const measure = storage(options);
  if (isGaussian(options)) return gaussianLater(measure, { series }, options);
  return measureLater(measure, { series }, options);
}

/** Like {@link activeInformationStorage}, but blocks. */
export function activeInformationStorageSync(
  series: DiscreteVariable | Variable,
  options?: (StorageOptions | GaussianStorageOptions) & SyncCallOptions,
): Estimate {
  const measure = storage(options);
  if (isGaussian(options)) return gaussianNow(measure, { series }, options);
  return measureNow(measure, { series }, options);
}

function transfer(options: Histories | undefined): Measure {
  const { sourceHistory = 1, targetHistory = 1, delay = 1 } = optionsOf(options);
  return {
    kind: "transfer-entropy",
    sourceHistory: integer("sourceHistory", sourceHistory, 1, MAX_HISTORY),
    targetHistory: integer("targetHistory", targetHistory, 1, MAX_HISTORY),
    delay: integer("delay", delay, 1, 2 ** 31),
  };
}

function storage(options: History | undefined): Measure {
  const { history = 1 } = optionsOf(options);
  return {
    kind: "active-information-storage",
    targetHistory: integer("history", history, 1, MAX_HISTORY),
  };
}
