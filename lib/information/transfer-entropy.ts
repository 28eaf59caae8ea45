/** Information that flows from one discrete series to another, or stays in one. */

import { integer } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Estimate } from "./estimate.ts";
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

/** How to estimate transfer entropy. */
export interface TransferEntropyOptions extends DiscreteInformationOptions {
  /** How many past values of the source, from 1 to 1000. Default: 1. */
  readonly sourceHistory?: number | undefined;
  /** How many past values of the target, from 1 to 1000. Default: 1. */
  readonly targetHistory?: number | undefined;
  /** Steps from the source's latest past value to the target's present, at least 1. Default: 1. */
  readonly delay?: number | undefined;
}

/** How to estimate active information storage. */
export interface StorageOptions extends DiscreteInformationOptions {
  /** How many past values, from 1 to 1000. Default: 1. */
  readonly history?: number | undefined;
}

/**
 * The transfer entropy from a source X to a target Y with histories l and k and delay u,
 * I(Y_t; X_{t-u}, ..., X_{t-u-l+1} | Y_{t-1}, ..., Y_{t-k}): what the past of the source tells of the target's present
 * beyond the target's own past (Schreiber 2000). The mean is over all t with whole histories, N - max(k, l + u - 1)
 * of them.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if the histories are longer than the series.
 */
export async function transferEntropy(
  source: DiscreteVariable,
  target: DiscreteVariable,
  options?: TransferEntropyOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(transfer(options), { source, target }, options);
}

/** Like {@link transferEntropy}, but blocks. */
export function transferEntropySync(
  source: DiscreteVariable,
  target: DiscreteVariable,
  options?: TransferEntropyOptions & SyncCallOptions,
): Estimate {
  return measureNow(transfer(options), { source, target }, options);
}

/**
 * The active information storage I(X_t; X_{t-1}, ..., X_{t-k}): what the past of a series tells of its present
 * (Lizier, Prokopenko & Zomaya 2012).
 *
 * @throws TypeError if a number is NaN; RangeError if the history is longer than the series.
 */
export async function activeInformationStorage(
  series: DiscreteVariable,
  options?: StorageOptions & CallOptions,
): Promise<Estimate> {
  return measureLater(storage(options), { series }, options);
}

/** Like {@link activeInformationStorage}, but blocks. */
export function activeInformationStorageSync(
  series: DiscreteVariable,
  options?: StorageOptions & SyncCallOptions,
): Estimate {
  return measureNow(storage(options), { series }, options);
}

function transfer(options: TransferEntropyOptions | undefined): Measure {
  const { sourceHistory = 1, targetHistory = 1, delay = 1 } = optionsOf(options);
  return {
    kind: "transfer-entropy",
    sourceHistory: integer("sourceHistory", sourceHistory, 1, MAX_HISTORY),
    targetHistory: integer("targetHistory", targetHistory, 1, MAX_HISTORY),
    delay: integer("delay", delay, 1, 2 ** 31),
  };
}

function storage(options: StorageOptions | undefined): Measure {
  const { history = 1 } = optionsOf(options);
  return {
    kind: "active-information-storage",
    targetHistory: integer("history", history, 1, MAX_HISTORY),
  };
}
