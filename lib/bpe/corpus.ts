/**
 * Corpora: where the text comes from that a model is trained on, and how it gets into the addon in
 * batches, so that neither a file nor an endless iterator has to fit into memory.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { stopWaiting, waitForAbort } from "../abort.ts";
import {
  callNow,
  checkCall,
  run,
  runSync,
  type CallOptions,
  type SyncCallOptions,
} from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { NativeHandle } from "../resource.ts";
import type { NativePattern } from "./pattern.ts";

/**
 * Paths of UTF-8 text files, which are read line by line: no pre-token crosses a line end. Pipes and
 * devices, which may never end, are refused.
 */
export interface CorpusFiles {
  /** The paths, in any order: the counts do not depend on it. */
  readonly files: readonly string[];
}

/** A corpus whose text is there when it is asked for. Each text is split by itself. */
export type SyncCorpus = string | Iterable<string> | CorpusFiles;

/** A corpus. Each text is split by itself; texts that come one by one may come late. */
export type Corpus = SyncCorpus | AsyncIterable<string>;

/** UTF-16 units that are collected before a batch is counted: long enough to use all cores. */
const BATCH_LENGTH = 4 << 20;

/**
 * What a text adds to the length of its batch apart from its own: a batch of very short texts would
 * otherwise take long to hand over, while nothing else runs, and one of empty texts never be full.
 */
const TEXT_OVERHEAD = 64;

/** Milliseconds of collecting texts after which timers, sockets and aborts have their turn. */
const TURN_INTERVAL = 10;

/** The least time between two progress reports. */
const REPORT_INTERVAL = 100;

/**
 * The words of a corpus: its pre-tokens by `pattern`, and their counts.
 *
 * @internal
 */
export async function count(
  corpus: Corpus,
  pattern: NativePattern,
  options: CallOptions,
): Promise<NativeHandle> {
  checkCall(options).signal?.throwIfAborted();
  const counter = callNow((addon) => addon.counter(pattern));
  try {
    await feed(counter, corpus, options);
    return await run(options, (addon, call) => addon.counterFinish(call, counter));
  } finally {
    counter.dispose();
  }
}

async function feed(counter: NativeHandle, corpus: Corpus, options: CallOptions): Promise<void> {
  if (typeof corpus === "string") {
    return run(options, (addon, call) => addon.counterFeed(call, counter, [corpus]));
  }
  const files = filesOf(corpus);
  if (files !== undefined) {
    return run(options, (addon, call) => addon.counterFeedFiles(call, counter, files));
  }

  const { signal, onProgress } = checkCall(options);
  const quiet = { ...options, onProgress: undefined };
  const batches = new Batches();
  let [reported, turned] = [performance.now(), performance.now()];
  const feedBatch = async (batch: string[]): Promise<void> => {
    await run(quiet, (addon, call) => addon.counterFeed(call, counter, batch));
    turned = performance.now();
    if (onProgress === undefined || turned - reported < REPORT_INTERVAL) return;
    reported = turned;
    onProgress({ stage: "counting", done: batches.texts, total: null });
  };
  const giveTurn = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    turned = performance.now();
  };
  /** What has to be waited for before the next text is taken; for most texts, nothing. */
  const take = (text: unknown): Promise<void> | undefined => {
    const batch = batches.add(text);
    if (batch !== undefined) return feedBatch(batch);
    return performance.now() - turned < TURN_INTERVAL ? undefined : giveTurn();
  };

  if (Symbol.asyncIterator in corpus) {
    const texts = signal === undefined ? corpus : abortable(corpus, signal);
    for await (const text of texts) await take(text);
  } else {
    for (const text of corpus as Iterable<string>) {
      const busy = take(text);
      if (busy !== undefined) await busy;
    }
  }
  await feedBatch(batches.rest());
}

/**
 * Like {@link count}, but blocks.
 *
 * @internal
 */
export function countSync(
  corpus: SyncCorpus,
  pattern: NativePattern,
  options: SyncCallOptions,
): NativeHandle {
  const counter = callNow((addon) => addon.counter(pattern));
  try {
    feedSync(counter, corpus, options);
    return runSync(options, (addon, threads) => addon.counterFinishSync(threads, counter));
  } finally {
    counter.dispose();
  }
}

function feedSync(counter: NativeHandle, corpus: SyncCorpus, options: SyncCallOptions): void {
  const feedBatch = (batch: string[]): void =>
    runSync(options, (addon, threads) => addon.counterFeedSync(threads, counter, batch));
  if (typeof corpus === "string") return feedBatch([corpus]);
  const files = filesOf(corpus);
  if (files !== undefined) {
    return runSync(options, (addon, threads) =>
      addon.counterFeedFilesSync(threads, counter, files),
    );
  }
  if (!(Symbol.iterator in corpus)) {
    throw invalidArgument(
      "corpus",
      "a string, an iterable of strings or { files }, which a call that blocks can wait for,",
      corpus,
    );
  }
  const batches = new Batches();
  for (const text of corpus) {
    const batch = batches.add(text);
    if (batch !== undefined) feedBatch(batch);
  }
  feedBatch(batches.rest());
}

/** The paths, if the corpus is made of files; refuses what is no corpus at all. */
function filesOf(corpus: unknown): string[] | undefined {
  if (typeof corpus !== "object" || corpus === null) throw noCorpus(corpus);
  if (Symbol.iterator in corpus || Symbol.asyncIterator in corpus) return undefined;
  if (!("files" in corpus)) throw noCorpus(corpus);
  const { files } = corpus;
  if (!Array.isArray(files)) throw invalidArgument("corpus.files", "an array of paths", files);
  return Array.from(files, (path: unknown, i) => {
    if (typeof path === "string") return path;
    throw invalidArgument(`corpus.files[${i}]`, "a path", path);
  });
}

function noCorpus(corpus: unknown): TypeError {
  return invalidArgument("corpus", "a string, an iterable of strings or { files }", corpus);
}

/** Collects texts until there are enough of them for a batch. */
class Batches {
  #batch: string[] = [];
  #length = 0;
  #texts = 0;

  /** The number of texts so far. */
  get texts(): number {
    return this.#texts;
  }

  /** A batch, if `text` completes one. */
  add(text: unknown): string[] | undefined {
    if (typeof text !== "string") {
      throw invalidArgument(`corpus[${this.#texts}]`, "a string", text);
    }
    this.#texts++;
    this.#batch.push(text);
    this.#length += text.length + TEXT_OVERHEAD;
    return this.#length < BATCH_LENGTH ? undefined : this.rest();
  }

  /** What has been collected since the last batch. */
  rest(): string[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#length = 0;
    return batch;
  }
}

/** The texts of an iterator, until the signal is aborted, even while one is being waited for. */
async function* abortable(
  corpus: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<string> {
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
