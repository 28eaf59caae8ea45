/** A say in each merge of a training: the addon asks, and a function of the caller answers. */

import { run, runSync, type CallOptions, type NativeCall, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";

/** A merge that is about to be done. Tokens are written as in `model.merges`. */
export interface MergeCandidate {
  /** How many merges come before it. */
  readonly index: number;
  /** The token on the left. */
  readonly left: string;
  /** The token on the right. */
  readonly right: string;
  /** The token that both become. */
  readonly token: string;
  /** How often the pair occurs, counted as the option `overlap` says. */
  readonly count: number;
}

/** Hears of each merge before it is done; `false` keeps the pair from ever being merged. */
export type OnMerge = (merge: MergeCandidate) => boolean | void;

type Question = Parameters<Parameters<NativeCall["answerWith"]>[0]>[0];

type BlockingCall = Parameters<Native["trainSync"]>[0];

/**
 * Like `run`, for a training that may ask about its merges. They are answered in turns of the event
 * loop, so that timers and requests have theirs in between.
 *
 * @internal
 */
export function runAsking<T>(
  onMerge: OnMerge | undefined,
  options: CallOptions,
  invoke: (addon: Native, call: NativeCall) => Promise<T>,
): Promise<T> {
  if (onMerge === undefined) return run(options, invoke);
  const answers = new Answers(onMerge);
  const result = run(options, (addon, call) => {
    call.answerWith((question) => answers.answer(question));
    return invoke(addon, call);
  });
  return result.finally(() => {
    // After an abort the call has ended already, with the signal's reason.
    if (options.signal?.aborted !== true) answers.rethrow();
  });
}

/**
 * Like `runSync`, for a training that may ask about its merges.
 *
 * @internal
 */
export function runSyncAsking<T>(
  onMerge: OnMerge | undefined,
  options: SyncCallOptions,
  invoke: (addon: Native, call: BlockingCall) => T,
): T {
  if (onMerge === undefined)
    return runSync(options, (addon, threads) => invoke(addon, { threads }));
  const answers = new Answers(onMerge);
  const answer = (question: Question): void => answers.answer(question);
  try {
    return runSync(options, (addon, threads) => invoke(addon, { threads, answer }));
  } finally {
    answers.rethrow();
  }
}

/** Who answers the questions of one training. */
class Answers {
  readonly #onMerge: OnMerge;
  /** What the function threw; the call ends with it. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(onMerge: OnMerge) {
    this.#onMerge = onMerge;
  }

  answer(question: Question): void {
    if (question.isClosed()) return;
    try {
      const answer: unknown = this.#onMerge(question.merge as MergeCandidate);
      if (answer !== undefined && typeof answer !== "boolean") {
        throw invalidArgument("the answer of onMerge", "true, false or nothing", answer);
      }
      question.answer(Float64Array.of(answer === false ? 0 : 1));
    } catch (error) {
      this.#thrown = { error };
      question.refuse();
    }
  }

  /** Throws what the function threw, if it did. */
  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }
}
