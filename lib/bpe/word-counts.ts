/** Counted words: all of a corpus that training looks at. */

import { types } from "node:util";
import { unshared } from "../arguments.ts";
import { callNow, run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { handleOf, Resource, type NativeHandle } from "../resource.ts";
import { checkCount, type CountOptions } from "./count-options.ts";
import { count, countSync, type Corpus, type SyncCorpus } from "./corpus.ts";
import { checkPattern, type Pattern } from "./pattern.ts";

/** A word and how often it occurs. */
export type CountedWord = readonly [word: string, count: number];

/** Words that are fetched at once while they are iterated. */
const SLICE = 1 << 12;

/**
 * The distinct pre-tokens of a corpus and how often each occurs, in the order in which they first
 * occurred.
 *
 * Counting takes one pass over the corpus; training from counts takes no other. Counts of parts, which
 * other machines or days may have counted, add up to those of the whole. They never change: what
 * {@link merge} and {@link subtract} return are new ones.
 *
 * Counts have 64 bits in the addon and are exact; as JavaScript numbers they are exact up to 2^53.
 */
export class WordCounts extends Resource implements Iterable<CountedWord> {
  /** @internal */
  constructor(handle: NativeHandle) {
    super(handle);
  }

  /**
   * Counts a corpus. Takes memory for its distinct words only, and all cores; the result does not
   * depend on how many there are.
   *
   * Progress has the stage `counting` (bytes, or texts of an iterable).
   *
   * @throws TypeError for a corpus or an option of the wrong kind; GainfulError with code `ERR_FILE` for a
   * file that cannot be read, `ERR_INVALID_UTF8` (with the offset of the byte) for bytes that are not
   * UTF-8, `ERR_OUT_OF_MEMORY`.
   */
  static async count(corpus: Corpus, options?: CountOptions & CallOptions): Promise<WordCounts> {
    return new WordCounts(await count(corpus, checkCount(options), options ?? {}));
  }

  /** Like {@link count}, but blocks. */
  static countSync(corpus: SyncCorpus, options?: CountOptions & SyncCallOptions): WordCounts {
    return new WordCounts(countSync(corpus, checkCount(options), options ?? {}));
  }

  /**
   * The counts that {@link toBytes} made these bytes of, on any machine.
   *
   * @throws TypeError if `bytes` is no `Uint8Array`; GainfulError with code `ERR_UNSUPPORTED_FORMAT` if they
   * are of something else or another version, cut off or changed: the message says what and where.
   */
  static async fromBytes(bytes: Uint8Array, options?: CallOptions): Promise<WordCounts> {
    const checked = bytesOf(bytes);
    return new WordCounts(await run(options, (addon, call) => addon.wordCountsLoad(call, checked)));
  }

  /** Like {@link fromBytes}, but blocks. */
  static fromBytesSync(bytes: Uint8Array, options?: SyncCallOptions): WordCounts {
    const checked = bytesOf(bytes);
    return new WordCounts(
      runSync(options, (addon, threads) => addon.wordCountsLoadSync(threads, checked)),
    );
  }

  /** The pattern that made the words: its name, or its expression in the syntax of `tokenizer.json`. */
  get pattern(): Pattern {
    return callNow((addon) => addon.wordCountsPattern(handleOf(this)));
  }

  /** The number of distinct words. */
  get size(): number {
    return callNow((addon) => addon.wordCountsSize(handleOf(this)));
  }

  /** The number of occurrences of all words. */
  get total(): number {
    return callNow((addon) => addon.wordCountsTotal(handleOf(this)));
  }

  /**
   * How often a word occurs, 0 if it does not. The first call makes an index of all words, of about 64
   * bytes each.
   *
   * @throws TypeError if `word` is no string.
   */
  get(word: string): number {
    if (typeof word !== "string") throw invalidArgument("word", "a string", word);
    return callNow((addon) => addon.wordCountsGet(handleOf(this), word));
  }

  /** The words and their counts, in the order in which the words first occurred. */
  *[Symbol.iterator](): Generator<CountedWord, undefined> {
    for (let start = 0; ; start += SLICE) {
      const slice = callNow((addon) => addon.wordCountsSlice(handleOf(this), start, SLICE));
      for (const [i, word] of slice.words.entries()) yield [word, slice.counts[i] as number];
      if (slice.words.length < SLICE) return;
    }
  }

  /**
   * The counts of this corpus and then the others, one after the other: what counting all of them
   * together gives, in the same order. Linear in the numbers of distinct words.
   *
   * @throws TypeError if `others` are no counts, or of another pattern; RangeError if there would be more
   * than 2^62 occurrences.
   */
  async merge(
    others: WordCounts | readonly WordCounts[],
    options?: CallOptions,
  ): Promise<WordCounts> {
    const [one, rest] = [handleOf(this), handlesOf(others)];
    return new WordCounts(
      await run(options, (addon, call) => addon.wordCountsMerge(call, one, rest)),
    );
  }

  /** Like {@link merge}, but blocks. */
  mergeSync(others: WordCounts | readonly WordCounts[], options?: SyncCallOptions): WordCounts {
    const [one, rest] = [handleOf(this), handlesOf(others)];
    return new WordCounts(
      runSync(options, (addon, threads) => addon.wordCountsMergeSync(threads, one, rest)),
    );
  }

  /**
   * The counts of this corpus without texts that are part of it, which `other` counts: as if they had
   * never been counted, but that the words which are left stay in the order in which they are.
   *
   * @throws TypeError if `other` is no counts, or of another pattern, or has a word more often than this
   * (the message says which).
   */
  async subtract(other: WordCounts, options?: CallOptions): Promise<WordCounts> {
    const [one, part] = [handleOf(this), countsHandle("other", other)];
    return new WordCounts(
      await run(options, (addon, call) => addon.wordCountsSubtract(call, one, part)),
    );
  }

  /** Like {@link subtract}, but blocks. */
  subtractSync(other: WordCounts, options?: SyncCallOptions): WordCounts {
    const [one, part] = [handleOf(this), countsHandle("other", other)];
    return new WordCounts(
      runSync(options, (addon, threads) => addon.wordCountsSubtractSync(threads, one, part)),
    );
  }

  /**
   * The counts as bytes, about two for each word and its own, with the pattern, a version and a
   * checksum. {@link fromBytes} reads them on any machine.
   */
  async toBytes(options?: CallOptions): Promise<Uint8Array> {
    const handle = handleOf(this);
    return run(options, (addon, call) => addon.wordCountsSave(call, handle));
  }

  /** Like {@link toBytes}, but blocks. */
  toBytesSync(options?: SyncCallOptions): Uint8Array {
    const handle = handleOf(this);
    return runSync(options, (addon, threads) => addon.wordCountsSaveSync(threads, handle));
  }
}

function bytesOf(bytes: unknown): Uint8Array {
  if (types.isUint8Array(bytes)) return unshared(bytes);
  throw invalidArgument("bytes", "a Uint8Array", bytes);
}

function handlesOf(others: unknown): NativeHandle[] {
  if (!Array.isArray(others)) return [countsHandle("others", others)];
  return Array.from(others, (other: unknown, i) => countsHandle(`others[${i}]`, other));
}

function countsHandle(name: string, counts: unknown): NativeHandle {
  if (counts instanceof WordCounts) return handleOf(counts);
  throw invalidArgument(name, "word counts", counts);
}

/**
 * The counts to train on: those that are given, or those of a corpus, which `release` gives back.
 *
 * @internal
 */
export async function countsFor(
  corpus: Corpus | WordCounts,
  options: CountOptions & CallOptions,
): Promise<Borrowed> {
  const reading = checkCount(options);
  if (corpus instanceof WordCounts) return given(corpus, options);
  return counted(await count(corpus, reading, options));
}

/**
 * Like {@link countsFor}, but blocks.
 *
 * @internal
 */
export function countsForSync(
  corpus: SyncCorpus | WordCounts,
  options: CountOptions & SyncCallOptions,
): Borrowed {
  const reading = checkCount(options);
  if (corpus instanceof WordCounts) return given(corpus, options);
  return counted(countSync(corpus, reading, options));
}

/**
 * Counts for one call.
 *
 * @internal
 */
export interface Borrowed {
  readonly handle: NativeHandle;
  readonly release: () => void;
}

function counted(handle: NativeHandle): Borrowed {
  return { handle, release: () => handle.dispose() };
}

/** Counts were made as they were made: options that would make them differently are refused. */
function given(counts: WordCounts, { pattern, feed, invalidUtf8 }: CountOptions): Borrowed {
  const handle = handleOf(counts);
  const isTheirs = (): boolean =>
    callNow((addon) => addon.wordCountsHasPattern(handle, checkPattern(pattern)));
  if (pattern !== undefined && !isTheirs()) {
    throw invalidArgument("pattern", `'${counts.pattern}', which made the word counts,`, pattern);
  }
  for (const [name, value] of Object.entries({ feed, invalidUtf8 })) {
    if (value !== undefined) {
      throw invalidArgument(name, "no value, since the corpus is counted already", value);
    }
  }
  return { handle, release: () => {} };
}
