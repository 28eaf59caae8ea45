/** Options that every function shares. Compiled, never run. */

import {
  type CallOptions,
  configure,
  entropy,
  entropySync,
  type ErrorCode,
  GainfulError,
  type Progress,
  settings,
  type Settings,
} from "gainful";

declare const signal: AbortSignal;

export const promised: CallOptions = {
  signal,
  threads: 2,
  onProgress: ({ stage, done, total }) => [stage.toUpperCase(), done.toFixed(), total?.toFixed()],
};
export const leftOut: CallOptions = {
  signal: undefined,
  threads: undefined,
  onProgress: undefined,
};

void entropy([1, 2], promised);
// @ts-expect-error: a call that blocks cannot be cancelled
entropySync([1, 2], { signal });
// @ts-expect-error: a call that blocks cannot report
entropySync([1, 2], { onProgress: () => {} });
// @ts-expect-error: an AbortController is no signal
void entropy([1, 2], { signal: new AbortController() });
// @ts-expect-error: a number of threads is a number
void entropy([1, 2], { threads: "2" });
// @ts-expect-error: there is no such option
void entropy([1, 2], { abortSignal: signal });

declare const progress: Progress;
// @ts-expect-error: reports are read-only
progress.done = 1;
// @ts-expect-error: the total may be unknown
export const total: number = progress.total;

export const inForce: Settings = settings();
configure({ threads: 2 });
// @ts-expect-error: the instruction set cannot be chosen
configure({ threads: 2, simd: "avx2" });
// @ts-expect-error: the number of threads must be given
configure({});

declare const error: unknown;
if (error instanceof GainfulError) {
  const code: ErrorCode = error.code;
  // @ts-expect-error: no such code
  console.log(code === "ERR_UNKNOWN");
}
