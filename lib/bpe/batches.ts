/** Texts and chunks on their way into the addon, which takes them in batches. */

import { types } from "node:util";
import { unshared } from "../arguments.ts";
import { stopWaiting, waitForAbort } from "../abort.ts";
import { invalidArgument } from "../errors.ts";

/**
 * A text or a part of one: a string, or its bytes in UTF-8.
 *
 * @internal
 */
export type Text = string | Uint8Array;

/** UTF-16 units or bytes that are collected before a batch is counted: enough to use all cores. */
const BATCH_LENGTH = 4 << 20;

/**
 * What a text adds to the length of its batch apart from its own: a batch of very short texts would
 * otherwise take long to hand over, while nothing else runs, and one of empty texts never be full.
 */
const TEXT_OVERHEAD = 64;

/**
 * Collects texts until there are enough of them for a batch.
 *
 * @internal
 */
export class Batches {
  #batch: Text[] = [];
  #length = 0;
  #texts = 0;
  #units = 0;

  /** The number of texts so far. */
  get texts(): number {
    return this.#texts;
  }

  /** The number of their bytes and UTF-16 units. */
  get units(): number {
    return this.#units;
  }

  /** A batch, if `text` completes one. */
  add(text: unknown): Text[] | undefined {
    const checked = types.isUint8Array(text) ? unshared(text) : text;
    if (typeof checked !== "string" && !types.isUint8Array(checked)) {
      throw invalidArgument(`corpus[${this.#texts}]`, "a string or a Uint8Array", text);
    }
    this.#texts++;
    this.#units += checked.length;
    this.#batch.push(checked);
    this.#length += checked.length + TEXT_OVERHEAD;
    return this.#length < BATCH_LENGTH ? undefined : this.rest();
  }

  /** What has been collected since the last batch. */
  rest(): Text[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#length = 0;
    return batch;
  }
}

/** A high surrogate at the end of a string. */
const HALF_A_PAIR = /[\ud800-\udbff]$/;

/**
 * Joins the halves of surrogate pairs that lie in two chunks of a stream.
 *
 * @internal
 */
export class SurrogatePairs {
  #half = "";

  /** The chunk, with the half that the one before it ended in and without the one it ends in. */
  join(chunk: unknown): unknown {
    if (typeof chunk !== "string") return chunk;
    const text = this.#half + chunk;
    this.#half = HALF_A_PAIR.exec(text)?.[0] ?? "";
    return this.#half === "" ? text : text.slice(0, -1);
  }

  /** The half that is left. */
  rest(): string {
    return this.#half;
  }
}

/**
 * The texts of an iterator, until the signal is aborted, even while one is being waited for.
 *
 * @internal
 */
export async function* abortable(
  corpus: AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  let giveUp: ((reason: unknown) => void) | undefined;
  const abort = (): void => giveUp?.(signal.reason);
  // Not a race of each answer with one promise of the abort, which would hold on to all answers.
  const unlessAborted = <T>(ask: () => T | PromiseLike<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      if (signal.aborted) abort();
      Promise.resolve(ask()).then(resolve, reject);
    });

  const texts = corpus[Symbol.asyncIterator]();
  let held = false;
  waitForAbort(signal, abort);
  try {
    while (true) {
      signal.throwIfAborted();
      const next = await unlessAborted(() => texts.next());
      if (next.done === true) return;
      // The consumer has the text, and does not come back if it wants no more.
      held = true;
      yield next.value;
      held = false;
    }
  } finally {
    try {
      // After an abort the source is told, but neither waited for nor listened to.
      if (held || signal.aborted) await unlessAborted(() => texts.return?.());
    } finally {
      stopWaiting(signal, abort);
    }
  }
}
