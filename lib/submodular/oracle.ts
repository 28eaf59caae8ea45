/**
 * Objectives that are computed by functions of the caller: the addon knows these by number, and
 * whatever runs it on such an objective passes it the function that answers its questions.
 *
 * The caller's functions run on the thread of the event loop. Their exceptions end the call and reach
 * its caller unchanged.
 */

import { run, runSync, type CallOptions, type NativeCall, type SyncCallOptions } from "../call.ts";
import type { Native } from "../native.ts";

/** Functions of the caller. */
export interface Oracle {
  /** The set as the functions see it. */
  setOf(selected: Uint32Array): readonly number[];
  /** What `element` would add to the value of the set. */
  gain(element: number, set: readonly number[]): number;
  /** The value of the set. */
  value(set: readonly number[]): number;
}

/** The oracles behind an objective, by number. */
export type Oracles = ReadonlyMap<number, Oracle>;

const oracles = new WeakMap<object, Oracles>();

const NONE: Oracles = new Map();

let made = 0;

/** A number for an oracle. */
export function nextNumber(): number {
  return made++;
}

/** Notes which oracles are behind an objective. */
export function keepOracles(objective: object, behind: Oracles): void {
  if (behind.size > 0) oracles.set(objective, behind);
}

/** The oracles behind an objective. */
export function oraclesOf(objective: object): Oracles {
  return oracles.get(objective) ?? NONE;
}

/** The oracles behind any of the objectives. */
export function oraclesOfAll(objectives: readonly object[]): Oracles {
  return new Map(objectives.flatMap((objective) => Array.from(oraclesOf(objective))));
}

/**
 * A question of the addon.
 *
 * @internal
 */
type Question = Parameters<Parameters<NativeCall["answerWith"]>[0]>[0];

/**
 * How the addon runs a call that blocks.
 *
 * @internal
 */
type BlockingCall = Parameters<Native["makeObjectiveSync"]>[0];

/** For how many milliseconds the answers to a job keep the event loop waiting at a time. */
const SLICE = 5;

/**
 * Like `run`, for a call that may ask the oracles.
 *
 * @internal
 */
export function runWith<T>(
  behind: Oracles,
  options: CallOptions | undefined,
  invoke: (addon: Native, call: NativeCall) => Promise<T>,
): Promise<T> {
  if (behind.size === 0) return run(options, invoke);
  const answers = new Answers(behind);
  const result = run(options, (addon, call) => {
    call.answerWith((question) => answers.later(question));
    return invoke(addon, call);
  });
  return result.finally(() => {
    // After an abort the call has ended already, with the signal's reason.
    if (options?.signal?.aborted !== true) answers.rethrow();
  });
}

/**
 * Like `runSync`, for a call that may ask the oracles.
 *
 * @internal
 */
export function runSyncWith<T>(
  behind: Oracles,
  options: SyncCallOptions | undefined,
  invoke: (addon: Native, call: BlockingCall) => T,
): T {
  if (behind.size === 0) return runSync(options, (addon, threads) => invoke(addon, { threads }));
  const answers = new Answers(behind);
  const answer = (question: Question): void => answers.now(question);
  try {
    return runSync(options, (addon, threads) => invoke(addon, { threads, answer }));
  } finally {
    answers.rethrow();
  }
}

/** Who answers the questions of one call. */
class Answers {
  readonly #oracles: Oracles;
  /** What an oracle threw; the call ends with it. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(behind: Oracles) {
    this.#oracles = behind;
  }

  /** Answers before it returns. */
  now(question: Question): void {
    const work = this.#answer(question);
    while (work.next().done !== true);
  }

  /** Answers in later turns of the event loop, so that timers and requests have theirs in between. */
  later(question: Question): void {
    const work = this.#answer(question);
    const proceed = (): void => {
      if (work.next().done !== true) setImmediate(proceed);
    };
    setImmediate(proceed);
  }

  /** Throws what an oracle threw, if one did. */
  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }

  /** Answers unless an oracle throws; pauses where others should have their turn. */
  *#answer(question: Question): Generator<void, void> {
    try {
      const oracle = this.#oracles.get(question.oracle) as Oracle;
      const answer = yield* answerOf(question, oracle);
      if (answer !== undefined) question.answer(answer);
    } catch (error) {
      this.#thrown = { error };
      question.refuse();
    }
  }
}

/** The gains or the value that a question asks for; nothing if nobody waits for them any more. */
function* answerOf(question: Question, oracle: Oracle): Generator<void, Float64Array | undefined> {
  const set = oracle.setOf(question.selected);
  const { candidates } = question;
  if (candidates === null) return Float64Array.of(oracle.value(set));
  const gains = new Float64Array(candidates.length);
  let pause = performance.now() + SLICE;
  for (const [i, candidate] of candidates.entries()) {
    if (performance.now() >= pause) {
      yield;
      pause = performance.now() + SLICE;
    }
    if (question.isClosed()) return undefined;
    gains[i] = oracle.gain(candidate, set);
  }
  return gains;
}
