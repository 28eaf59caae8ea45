/** Training: a corpus becomes a model. */

import { integer, MAX_COUNT, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import { type Corpus, count, countSync, type SyncCorpus } from "./corpus.ts";
import { Model } from "./model.ts";
import { checkPattern, type Pattern } from "./pattern.ts";
import { checkTieBreak, type TieBreak } from "./tie-break.ts";

/** How to train. */
export interface TrainOptions {
  /**
   * The number of tokens to stop at: special tokens, the 256 bytes and one for each merge. There are
   * fewer if the corpus has nothing left to merge.
   */
  readonly vocabularySize: number;
  /** How texts are split. Default: `gpt2`. */
  readonly pattern?: Pattern | undefined;
  /** Which of equally frequent pairs is merged. Default: `huggingface`. */
  readonly tieBreak?: TieBreak | undefined;
  /** Pairs that occur less often are not merged. Default: 0. */
  readonly minFrequency?: number | undefined;
  /** The longest token that a merge may make, in bytes, at least 2. Default: no limit. */
  readonly maxTokenLength?: number | undefined;
  /** Tokens that get the first ids and are not looked for in the corpus. Default: none. */
  readonly specialTokens?: readonly string[] | undefined;
}

/**
 * Trains byte-pair encoding: merges, again and again, the pair of neighbouring symbols that occurs
 * most often, starting from bytes (Gage 1994; Sennrich, Haddow & Birch 2016).
 *
 * The corpus is a string, an iterable or async iterable of strings, or `{ files }`. Each text is
 * split by itself; files are fed line by line, as Hugging Face's trainer does. Takes one pass over
 * the corpus and O(N log N) for distinct pre-tokens of N bytes together; memory is bounded by
 * the distinct pre-tokens. The result is the same for any number of threads.
 *
 * Progress has the stages `counting` (bytes, or texts of an iterable) and `merging` (merges).
 *
 * @throws TypeError or RangeError for an option or a text of the wrong kind; GainfulError with code
 * `ERR_FILE` for a file that cannot be read, or `ERR_INVALID_UTF8` (with the offset of the byte) for
 * one that is not UTF-8.
 */
export async function train(corpus: Corpus, options: TrainOptions & CallOptions): Promise<Model> {
  const { pattern, ...checked } = check(options);
  const counts = await count(corpus, pattern, options);
  try {
    return new Model(await run(options, (addon, call) => addon.train(call, counts, checked)));
  } finally {
    counts.dispose();
  }
}

/** Like {@link train}, but blocks. */
export function trainSync(corpus: SyncCorpus, options: TrainOptions & SyncCallOptions): Model {
  const { pattern, ...checked } = check(options);
  const counts = countSync(corpus, pattern, options);
  try {
    return new Model(
      runSync(options, (addon, threads) => addon.trainSync(threads, counts, checked)),
    );
  } finally {
    counts.dispose();
  }
}

type CheckedOptions = Parameters<Native["trainSync"]>[2] & { readonly pattern: Pattern };

function check(options: TrainOptions): CheckedOptions {
  record("options", options);
  const { vocabularySize, minFrequency = 0, maxTokenLength, specialTokens = [] } = options;
  return {
    vocabularySize: integer("vocabularySize", vocabularySize, 256, MAX_COUNT - 1),
    pattern: checkPattern(options.pattern),
    tieBreak: checkTieBreak(options.tieBreak),
    minFrequency: integer("minFrequency", minFrequency, 0, Number.MAX_SAFE_INTEGER),
    ...(maxTokenLength !== undefined && {
      maxTokenLength: integer("maxTokenLength", maxTokenLength, 2, MAX_COUNT),
    }),
    specialTokens: specials(specialTokens),
  };
}

function specials(tokens: unknown): string[] {
  if (!Array.isArray(tokens)) {
    throw invalidArgument("specialTokens", "an array of strings", tokens);
  }
  return Array.from(tokens, (token: unknown, i) => {
    if (typeof token === "string" && token !== "") return token;
    throw invalidArgument(`specialTokens[${i}]`, "a string that is not empty", token);
  });
}
