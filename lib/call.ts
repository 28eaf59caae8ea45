/**
 * How a call runs. A function whose name ends in `Sync` blocks until it is done; its twin returns a
 * promise, runs off the main thread, can be cancelled and reports progress.
 */

import { stopWaiting, waitForAbort } from "./abort.ts";
import { integer, MAX_THREADS, record } from "./arguments.ts";
import { fromNative, invalidArgument } from "./errors.ts";
import { native, type Native } from "./native.ts";

/** How far a call is. */
export interface Progress {
  /** What is being done, in a word or two. */
  readonly stage: string;
  /** Units of this stage that are done. */
  readonly done: number;
  /** Units of this stage in all, or null where that is not known. */
  readonly total: number | null;
}

/** Options of every function that blocks. */
export interface SyncCallOptions {
  /**
   * How many threads the call may use; as many as the pool has by default. The result does not
   * depend on it.
   */
  readonly threads?: number | undefined;
}

/** Options of every function that returns a promise. */
export interface CallOptions extends SyncCallOptions {
  /**
   * Cancels the call: the promise rejects with `signal.reason`, also if the signal was aborted
   * before the call, and the work stops within 100 ms.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Hears how far the call is, at most ten times a second and once at the end, never after the
   * promise has settled. What it throws is thrown again as an uncaught exception, as an event
   * listener's would be; the call goes on.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * A call as the addon sees it.
 *
 * @internal
 */
export type NativeCall = InstanceType<Native["Call"]>;

/** Options that a function of the addon can be run with, once they are known to be good. */
interface Checked {
  /** 0 for as many as the pool has. */
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  /** Throws nothing: exceptions of the caller's listener do not reach the call. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/**
 * Calls a function of the addon that is quick.
 *
 * @internal
 */
export function callNow<T>(invoke: (addon: Native) => T): T {
  const addon = native();
  try {
    return invoke(addon);
  } catch (error) {
    throw fromNative(error);
  }
}

/**
 * Runs a function of the addon to its end; `invoke` gets the number of threads, 0 for all.
 *
 * @internal
 */
export function runSync<T>(
  options: SyncCallOptions | undefined,
  invoke: (addon: Native, threads: number) => T,
): T {
  const { threads, signal, onProgress } = checkCall(options);
  if (signal !== undefined || onProgress !== undefined) {
    const name = signal === undefined ? "onProgress" : "signal";
    throw invalidArgument(
      name,
      "no value, since a call that blocks can neither be cancelled nor report",
      options?.[name as keyof SyncCallOptions],
    );
  }
  return callNow((addon) => invoke(addon, threads));
}

/**
 * Runs a function of the addon as a job. `invoke` is called before `run` returns, so that the
 * addon copies the inputs as they are now.
 *
 * @internal
 */
export function run<T>(
  options: CallOptions | undefined,
  invoke: (addon: Native, call: NativeCall) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const { threads, signal, onProgress: tell } = checkCall(options);
    signal?.throwIfAborted();
    const addon = native();

    const subscription: Subscription = { tell, call: undefined };
    const call = new addon.Call(threads, tell && listen(subscription));
    subscription.call = call;
    let settled = false;
    const abort = (): void => {
      call.cancel();
      settle(() => reject(signal?.reason));
    };
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      subscription.tell = undefined;
      if (signal !== undefined) stopWaiting(signal, abort);
      finish();
    };

    if (signal !== undefined) waitForAbort(signal, abort);
    try {
      invoke(addon, call).then(
        (value) => {
          tellEnd(subscription, call);
          settle(() => resolve(value));
        },
        (error: unknown) => settle(() => reject(fromNative(error))),
      );
    } catch (error) {
      settle(() => reject(fromNative(error)));
    }
  });
}

/**
 * Checks the options of a call.
 *
 * @internal
 */
export function checkCall(options: CallOptions | undefined): Checked {
  if (options === undefined) return { threads: 0, signal: undefined, onProgress: undefined };
  record("options", options);
  const { threads, signal, onProgress } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument("signal", "an AbortSignal", signal);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw invalidArgument("onProgress", "a function", onProgress);
  }
  return {
    threads: threads === undefined ? 0 : integer("threads", threads, 1, MAX_THREADS),
    signal,
    onProgress: onProgress && guarded(onProgress),
  };
}

/** A listener whose exceptions do not reach the call. */
function guarded(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  return (progress) => {
    try {
      onProgress(progress);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

/** Who hears of a call, until it has settled. */
interface Subscription {
  tell: ((progress: Progress) => void) | undefined;
  call: NativeCall | undefined;
}

/**
 * What the addon calls when there is news. It is made here and not in `run`, so that the addon, which
 * holds on to it while the call runs, does not hold on to the call's inputs.
 */
function listen(subscription: Subscription): () => void {
  return () => {
    const { tell, call } = subscription;
    if (tell === undefined || call === undefined) return;
    const { stage, done, total } = call.progress();
    // A call that still prepares its first stage has no news.
    if (stage !== "") tell({ stage, done, total: total ?? null });
  };
}

/** The last report of a call: all of its last stage is done. A call without stages has none. */
function tellEnd({ tell }: Subscription, call: NativeCall): void {
  const { stage, done, total = done } = call.progress();
  if (stage !== "") tell?.({ stage, done: total, total });
}
