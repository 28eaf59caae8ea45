/** What every set function has in common. */

import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { native, type Native } from "../native.ts";
import { Resource, type NativeHandle } from "../resource.ts";

/**
 * What an objective is made from: exactly one field, named after its kind.
 *
 * @internal
 */
export type ObjectiveSource = Parameters<Native["makeObjective"]>[1];

/** What is known of a set function. Optimizers and guarantees depend on it. */
export interface ObjectiveProperties {
  /** Whether gains never grow as the set grows. */
  readonly submodular: boolean;
  /** Whether gains are never negative. */
  readonly monotone: boolean;
  /** Whether the value of the empty set is 0. */
  readonly normalized: boolean;
  /** Why each of them holds, or does not, or is not known to. */
  readonly reasons: {
    /** Why it is submodular or not. */
    readonly submodular: string;
    /** Why it is monotone or not. */
    readonly monotone: string;
    /** Why it is normalized or not. */
    readonly normalized: string;
  };
}

/**
 * A set function on the ground set 0, 1, ..., `size` - 1, with f(∅) = 0.
 *
 * It is immutable: any number of calls may use it at the same time.
 */
export abstract class Objective extends Resource {
  /** The number of elements of the ground set. */
  readonly size: number;

  /** Whether the function is submodular, monotone and normalized, and why. */
  readonly properties: ObjectiveProperties;

  /** @internal */
  protected constructor(handle: NativeHandle) {
    super(handle);
    const { size, submodular, monotone, normalized } = native().describeObjective(handle);
    this.size = size;
    this.properties = Object.freeze({
      submodular: submodular.holds,
      monotone: monotone.holds,
      normalized: normalized.holds,
      reasons: Object.freeze({
        submodular: submodular.reason,
        monotone: monotone.reason,
        normalized: normalized.reason,
      }),
    });
  }
}

/**
 * Makes the native part of an objective off the main thread.
 *
 * @internal
 */
export function make(
  options: CallOptions | undefined,
  source: ObjectiveSource,
): Promise<NativeHandle> {
  return run(options, (addon, call) => addon.makeObjective(call, source));
}

/**
 * Like {@link make}, but blocks.
 *
 * @internal
 */
export function makeSync(
  options: SyncCallOptions | undefined,
  source: ObjectiveSource,
): NativeHandle {
  return runSync(options, (addon, threads) => addon.makeObjectiveSync(threads, source));
}
