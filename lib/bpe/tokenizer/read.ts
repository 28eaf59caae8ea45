/** Tokenizers from the files of models. */

import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import type { NativeHandle } from "../../resource.ts";
import type { ModelSource } from "../formats.ts";

/** @internal */
export function readTokenizer(
  source: ModelSource,
  options: CallOptions | undefined,
): Promise<NativeHandle> {
  return run(options, (addon, call) => addon.readTokenizer(call, source));
}

/** @internal */
export function readTokenizerSync(
  source: ModelSource,
  options: SyncCallOptions | undefined,
): NativeHandle {
  return runSync(options, (addon, threads) => addon.readTokenizerSync(threads, source));
}
