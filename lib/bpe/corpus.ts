/**
 * Corpora: where the text comes from that a model is trained on, and how it gets into the addon in
 * batches, so that neither a file nor an endless iterator has to fit into memory.
 */

import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { types } from "node:util";
import { unshared } from "../arguments.ts";
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
import { abortable, Batches, SurrogatePairs, type Text } from "./batches.ts";
import type { CheckedCountOptions } from "./count-options.ts";

/**
 * Paths of UTF-8 text files, which are read block by block on all cores. Pipes and devices, which may
 * never end, are refused; links are followed.
 */
export interface CorpusFiles {
  /** The paths, in the order of the corpus. */
  readonly files: readonly string[];
}

/**
 * Files by globs, which are read as {@link CorpusFiles} are: each once, in the order of the bytes of
 * their paths.
 */
export interface CorpusGlob {
  /**
   * A glob such as `corpus/*.txt`, or several. `?` stands for any character, `*` for any number of them,
   * `[ab]`, `[a-z]` and `[!a]` for one of a set, but not for a separator, and `**` for any number of folders
   * (links to folders are not followed). Each has to match a file.
   */
  readonly glob: string | readonly string[];
}

/**
 * A corpus whose text is there when it is asked for: a text, or an iterable of texts that are split each by
 * itself, or files. A text is a string or its bytes in UTF-8.
 */
export type SyncCorpus =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | CorpusFiles
  | CorpusGlob;

/**
 * A corpus. Besides what {@link SyncCorpus} has, an async iterable of texts that are split each by itself, or
 * a stream: the chunks of a `Readable` (other than one of objects) and of a `ReadableStream` are one text,
 * whose characters may lie across them.
 */
export type Corpus =
  | SyncCorpus
  // A `Readable` is one, too; its own type would ask browsers' programs for the types of Node.js.
  | AsyncIterable<string | Uint8Array>
  | ReadableStream<string | Uint8Array>;

/** Milliseconds of collecting texts after which timers, sockets and aborts have their turn. */
const TURN_INTERVAL = 10;

/** The least time between two progress reports. */
const REPORT_INTERVAL = 100;

const KINDS = "a string, bytes, an iterable of either, a stream, { files } or { glob }";

/**
 * The words of a corpus: its pre-tokens, and their counts.
 *
 * @internal
 */
export async function count(
  corpus: Corpus,
  reading: CheckedCountOptions,
  options: CallOptions,
): Promise<NativeHandle> {
  checkCall(options).signal?.throwIfAborted();
  const source = sourceOf(corpus);
  const counter = counterOf(source, reading);
  try {
    await feed(counter, source, options);
    return await run(options, (addon, call) => addon.counterFinish(call, counter));
  } finally {
    counter.dispose();
  }
}

/**
 * Like {@link count}, but blocks.
 *
 * @internal
 */
export function countSync(
  corpus: SyncCorpus,
  reading: CheckedCountOptions,
  options: SyncCallOptions,
): NativeHandle {
  const source = sourceOf(corpus);
  const counter = counterOf(source, reading);
  try {
    feedSync(counter, source, options);
    return runSync(options, (addon, threads) => addon.counterFinishSync(threads, counter));
  } finally {
    counter.dispose();
  }
}

/** A corpus, once it is known which kind it is. */
type Source =
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "files"; readonly files: string[]; readonly areGlobs: boolean }
  | { readonly kind: "stream"; readonly chunks: AsyncIterable<unknown> }
  | { readonly kind: "texts"; readonly texts: Iterable<unknown> | AsyncIterable<unknown> };

function sourceOf(corpus: unknown): Source {
  if (typeof corpus === "string") return { kind: "text", text: corpus };
  if (types.isUint8Array(corpus)) return { kind: "text", text: unshared(corpus) };
  if (typeof corpus !== "object" || corpus === null) throw noCorpus(corpus);
  if (corpus instanceof Readable && !corpus.readableObjectMode) {
    return { kind: "stream", chunks: corpus };
  }
  if (corpus instanceof ReadableStream) return { kind: "stream", chunks: corpus };
  if (Symbol.iterator in corpus || Symbol.asyncIterator in corpus) {
    return { kind: "texts", texts: corpus as Iterable<unknown> | AsyncIterable<unknown> };
  }
  if ("files" in corpus) {
    return { kind: "files", files: paths("corpus.files", "path", corpus.files), areGlobs: false };
  }
  if (!("glob" in corpus)) throw noCorpus(corpus);
  const globs = typeof corpus.glob === "string" ? [corpus.glob] : corpus.glob;
  return { kind: "files", files: paths("corpus.glob", "glob", globs), areGlobs: true };
}

function noCorpus(corpus: unknown): TypeError {
  return invalidArgument("corpus", KINDS, corpus);
}

function paths(name: string, what: string, list: unknown): string[] {
  if (!Array.isArray(list)) throw invalidArgument(name, `an array of ${what}s`, list);
  return Array.from(list, (path: unknown, i) => {
    if (typeof path === "string") return path;
    throw invalidArgument(`${name}[${i}]`, `a ${what}`, path);
  });
}

function counterOf(source: Source, reading: CheckedCountOptions): NativeHandle {
  const { pattern, invalidUtf8 } = reading;
  const lines = (reading.feed ?? (source.kind === "files" ? "lines" : "whole")) === "lines";
  return callNow((addon) => addon.counter(pattern, lines, invalidUtf8 === "replace"));
}

async function feed(counter: NativeHandle, source: Source, options: CallOptions): Promise<void> {
  switch (source.kind) {
    case "text":
      return run(options, (addon, call) =>
        addon.counterFeedStream(call, counter, [source.text], true),
      );
    case "files":
      return run(options, (addon, call) =>
        addon.counterFeedFiles(call, counter, source.files, source.areGlobs),
      );
    case "stream":
      return feedStream(counter, source.chunks, options);
    case "texts":
      return feedTexts(counter, source.texts, options);
  }
}

async function feedStream(
  counter: NativeHandle,
  chunks: AsyncIterable<unknown>,
  options: CallOptions,
): Promise<void> {
  const feeding = new Feeding(options, (batches, batch, quiet) =>
    run(quiet, (addon, call) => addon.counterFeedStream(call, counter, batch, false)).then(
      () => batches.units,
    ),
  );
  const pairs = new SurrogatePairs();
  try {
    for await (const chunk of feeding.unlessAborted(chunks)) await feeding.take(pairs.join(chunk));
  } finally {
    // Its iterator does not close a stream while a chunk is being waited for.
    if (chunks instanceof Readable) chunks.destroy();
  }
  await feeding.take(pairs.rest());
  await feeding.end();
  const { quiet } = feeding;
  await run(quiet, (addon, call) => addon.counterFeedStream(call, counter, [], true));
}

async function feedTexts(
  counter: NativeHandle,
  texts: Iterable<unknown> | AsyncIterable<unknown>,
  options: CallOptions,
): Promise<void> {
  const feeding = new Feeding(options, (batches, batch, quiet) =>
    run(quiet, (addon, call) =>
      addon.counterFeed(call, counter, batch, batches.texts - batch.length),
    ).then(() => batches.texts),
  );
  if (Symbol.asyncIterator in texts) {
    for await (const text of feeding.unlessAborted(texts)) await feeding.take(text);
  } else {
    for (const text of texts) {
      const busy = feeding.take(text);
      if (busy !== undefined) await busy;
    }
  }
  await feeding.end();
}

/** Counts a batch; returns how much is done by then. */
type FeedBatch = (batches: Batches, batch: Text[], quiet: CallOptions) => Promise<number>;

/** Feeds texts that come one by one, gives others their turn and tells how far it is. */
class Feeding {
  readonly quiet: CallOptions;
  readonly #checked: ReturnType<typeof checkCall>;
  readonly #batches = new Batches();
  readonly #feedBatch: FeedBatch;
  #reported = performance.now();
  #turned = performance.now();

  constructor(options: CallOptions, feedBatch: FeedBatch) {
    this.quiet = { ...options, onProgress: undefined };
    this.#checked = checkCall(options);
    this.#feedBatch = feedBatch;
  }

  /** What comes until the signal is aborted. */
  unlessAborted(texts: AsyncIterable<unknown>): AsyncIterable<unknown> {
    const { signal } = this.#checked;
    return signal === undefined ? texts : abortable(texts, signal);
  }

  /** What has to be waited for before the next text is taken; for most texts, nothing. */
  take(text: unknown): Promise<void> | undefined {
    const batch = this.#batches.add(text);
    if (batch !== undefined) return this.#feed(batch);
    return performance.now() - this.#turned < TURN_INTERVAL ? undefined : this.#giveTurn();
  }

  /** Counts what is left. */
  end(): Promise<void> {
    return this.#feed(this.#batches.rest());
  }

  async #feed(batch: Text[]): Promise<void> {
    const done = await this.#feedBatch(this.#batches, batch, this.quiet);
    this.#turned = performance.now();
    const { onProgress } = this.#checked;
    if (onProgress === undefined || this.#turned - this.#reported < REPORT_INTERVAL) return;
    this.#reported = this.#turned;
    onProgress({ stage: "counting", done, total: null });
  }

  async #giveTurn(): Promise<void> {
    await nextTurn();
    this.#checked.signal?.throwIfAborted();
    this.#turned = performance.now();
  }
}

function feedSync(counter: NativeHandle, source: Source, options: SyncCallOptions): void {
  switch (source.kind) {
    case "text":
      return runSync(options, (addon, threads) =>
        addon.counterFeedStreamSync(threads, counter, [source.text], true),
      );
    case "files":
      return runSync(options, (addon, threads) =>
        addon.counterFeedFilesSync(threads, counter, source.files, source.areGlobs),
      );
    case "stream":
      throw unavailable(source.chunks);
    case "texts":
      if (!(Symbol.iterator in source.texts)) throw unavailable(source.texts);
      return feedTextsSync(counter, source.texts, options);
  }
}

function feedTextsSync(
  counter: NativeHandle,
  texts: Iterable<unknown>,
  options: SyncCallOptions,
): void {
  const batches = new Batches();
  const feedBatch = (batch: Text[]): void =>
    runSync(options, (addon, threads) =>
      addon.counterFeedSync(threads, counter, batch, batches.texts - batch.length),
    );
  for (const text of texts) {
    const batch = batches.add(text);
    if (batch !== undefined) feedBatch(batch);
  }
  feedBatch(batches.rest());
}

function unavailable(corpus: unknown): TypeError {
  return invalidArgument(
    "corpus",
    "a string, bytes, an iterable of either, { files } or { glob }, which a call that blocks can wait for,",
    corpus,
  );
}
