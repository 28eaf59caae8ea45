/**
 * Corpora: where the text comes from that a model is trained on, and how it gets into the addon in
 * batches, so that neither a file nor an endless iterator has to fit into memory.
 */

import { checkCall, run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { NativeHandle } from "../resource.ts";

/** Paths of UTF-8 text files, which are read line by line: no pre-token crosses a line end. */
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

/** The least time between two progress reports. */
const REPORT_INTERVAL = 100;

/**
 * Counts the pre-tokens of a corpus.
 *
 * @internal
 */
export async function count(
  counter: NativeHandle,
  corpus: Corpus,
  options: CallOptions,
): Promise<void> {
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
  let [done, reported] = [0, performance.now()];
  const feed = async (batch: string[]): Promise<void> => {
    await run(quiet, (addon, call) => addon.counterFeed(call, counter, batch));
    done += batch.length;
    if (onProgress === undefined || performance.now() - reported < REPORT_INTERVAL) return;
    reported = performance.now();
    onProgress({ stage: "counting", done, total: null });
  };
  for await (const text of abortable(corpus as Iterable<string> | AsyncIterable<string>, signal)) {
    const batch = batches.add(text);
    if (batch !== undefined) await feed(batch);
  }
  await feed(batches.rest());
}

/**
 * Like {@link count}, but blocks.
 *
 * @internal
 */
export function countSync(
  counter: NativeHandle,
  corpus: SyncCorpus,
  options: SyncCallOptions,
): void {
  const feed = (batch: string[]): void =>
    runSync(options, (addon, threads) => addon.counterFeedSync(threads, counter, batch));
  if (typeof corpus === "string") return feed([corpus]);
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
    if (batch !== undefined) feed(batch);
  }
  feed(batches.rest());
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
  #index = 0;

  /** A batch, if `text` completes one. */
  add(text: unknown): string[] | undefined {
    if (typeof text !== "string") {
      throw invalidArgument(`corpus[${this.#index}]`, "a string", text);
    }
    this.#index++;
    this.#batch.push(text);
    this.#length += text.length;
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
  corpus: Iterable<string> | AsyncIterable<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  if (signal === undefined || Symbol.iterator in corpus) {
    yield* corpus;
    return;
  }
  const done = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true, signal: done.signal });
  });
  // The rejection is looked at only while a text is being waited for.
  aborted.catch(() => {});
  const texts = corpus[Symbol.asyncIterator]();
  let finished = false;
  try {
    while (true) {
      const next = await Promise.race([texts.next(), aborted]);
      finished = next.done === true;
      if (finished) return;
      yield next.value;
    }
  } finally {
    done.abort();
    // Not awaited: a source that does not answer must not hold up the rejection.
    if (!finished) texts.return?.().then(undefined, () => {});
  }
}
