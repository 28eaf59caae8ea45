/** Settings of the process, for all modules and all worker threads. */

import { integer, MAX_THREADS, record } from "./arguments.ts";
import { callNow } from "./call.ts";

/** What {@link configure} can set. */
export interface Settings {
  /** How many threads the package's pool has. */
  readonly threads: number;
  /** The instruction set that the kernels use: `scalar`, `avx2`, `avx512` or `neon`. */
  readonly simd: string;
}

/**
 * Sets the number of threads of the package's pool, for the whole process and from the next call
 * on; calls that run go on as they began.
 *
 * Without it the pool has as many threads as the environment variable `GAINFUL_THREADS` says, else
 * one per available processor. It is started by the first call that needs it.
 *
 * @throws TypeError or RangeError if `threads` is not an integer from 1 to 1024.
 */
export function configure(options: { readonly threads: number }): void {
  const { threads } = record("options", options);
  const count = integer("threads", threads, 1, MAX_THREADS);
  callNow((addon) => addon.configure(count));
}

/** The settings in force. The instruction set can be forced by `GAINFUL_SIMD`, for tests. */
export function settings(): Settings {
  return callNow((addon) => ({ threads: addon.threadCount(), simd: addon.simdLevel() }));
}
