/**
 * Waiting for signals. One listener serves everything that waits for a signal, for Node warns of a
 * leak where more than ten listen.
 */

/** What is to be done when a signal is aborted. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Has `abort` called when the signal is aborted, unless {@link stopWaiting} comes first. */
export function waitForAbort(signal: AbortSignal, abort: () => void): void {
  const calls = waiting.get(signal);
  if (calls !== undefined) {
    calls.add(abort);
    return;
  }
  waiting.set(signal, new Set([abort]));
  signal.addEventListener("abort", abortAll, { once: true });
}

/** Takes back a {@link waitForAbort}. */
export function stopWaiting(signal: AbortSignal, abort: () => void): void {
  const calls = waiting.get(signal);
  if (calls?.delete(abort) && calls.size === 0) {
    waiting.delete(signal);
    signal.removeEventListener("abort", abortAll);
  }
}

function abortAll(this: AbortSignal): void {
  for (const abort of waiting.get(this) ?? []) abort();
}
