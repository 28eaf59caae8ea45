/** The options of a training, and how they are checked. */

import { finite, given, integer, MAX_COUNT, oneOf, optional, record } from "../arguments.ts";
import { Found, invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import { handleOf } from "../resource.ts";
import { type Merge, Model } from "./model.ts";
import type { OnMerge } from "./on-merge.ts";
import type { CountOptions } from "./count-options.ts";
import { checkTieBreak, type TieBreak } from "./tie-break.ts";

/**
 * Ids have 31 bits.
 *
 * @internal
 */
export const MAX_TOKENS = 2 ** 31;

const ALPHABETS = ["bytes", "observed-bytes", "characters"] as const;

/**
 * What words are made of before the first merge:
 *
 * - `bytes`: bytes, all 256 of which are tokens, so that any text can be encoded
 * - `observed-bytes`: bytes, of which those that occur in the corpus are tokens
 * - `characters`: Unicode characters that occur in the corpus
 */
export type Alphabet = (typeof ALPHABETS)[number];

const OVERLAPS = ["windows", "disjoint"] as const;

/**
 * How the occurrences of a pair are counted, which matters for runs of one symbol alone:
 *
 * - `windows`: all windows, as nearly all trainers do: "aaa" shows (a, a) twice
 * - `disjoint`: those that a merge can replace together, as YouTokenToMe and the theory do: "aaa" shows
 *   (a, a) once
 */
export type Overlap = (typeof OVERLAPS)[number];

/** Where a training stops that is given a size. Both ends may be given; the first one reached ends it. */
export interface StopAtVocabularySize {
  /**
   * The number of tokens to stop at: special tokens, start symbols and one for each merge, 2^31 at
   * most. There are fewer if the corpus has nothing left to merge: see {@link Model.stopReason}.
   * Default: no limit.
   */
  readonly vocabularySize: number;
  /** The number of merges to stop at, initial ones included. Default: no limit. */
  readonly merges?: number | undefined;
}

/** Where a training stops that is given a number of merges. */
export interface StopAtMerges {
  /** See {@link StopAtVocabularySize}. */
  readonly vocabularySize?: number | undefined;
  /** See {@link StopAtVocabularySize}. */
  readonly merges: number;
}

/** Where a training stops: `vocabularySize` or `merges`, of which one must be given, or both. */
export type TrainSize = StopAtVocabularySize | StopAtMerges;

/** How to train, and where to stop. */
export type TrainOptions = TrainSettings & TrainSize;

/** How to train: all of {@link TrainOptions} but where to stop. */
export interface TrainSettings extends CountOptions {
  /** What words are made of. Default: `bytes`. */
  readonly alphabet?: Alphabet | undefined;
  /**
   * How many characters the alphabet keeps: the most frequent ones, of equally frequent ones those with
   * the smaller code points. The others vanish from the corpus, and what they stood between becomes
   * adjacent. For `characters` only. Default: all.
   */
  readonly limitAlphabet?: number | undefined;
  /**
   * Characters that are tokens whether they occur or not, before any other when the alphabet is limited;
   * each string is one character. For `characters` only. Default: none.
   */
  readonly initialAlphabet?: readonly string[] | undefined;
  /**
   * Written after the last character of each word, as `</w>` by subword-nmt: characters there are
   * other symbols than elsewhere. For `characters` only. Default: nothing.
   */
  readonly endOfWordSuffix?: string | undefined;
  /**
   * Written before each character of a word but the first one, as `##` by WordPiece. A merge drops it
   * from its right token. For `characters` only. Default: nothing.
   */
  readonly continuingSubwordPrefix?: string | undefined;
  /** Which of equally frequent pairs is merged. Default: `huggingface`. */
  readonly tieBreak?: TieBreak | undefined;
  /**
   * Removes tokens that were hardly more than a part of a longer one (PickyBPE; Chizhov et al., "BPE Gets
   * Picky", 2024): after each merge, each of its two tokens whose merged occurrences are more than this
   * part of all that it had (its *intersection over self*). Where it still stands, it is taken apart. Above 0
   * and at most 1, which removes none; the authors use 0.6 to 0.9. `vocabularySize` counts what is left.
   *
   * Such a model applies merges and removals in their order, which no file format can say; it has no
   * {@link Model.trace}. Only with the tie rules `huggingface` and `raw-ids`, `windows`, neither suffix
   * nor prefix, and no initial merges; words should not be long, since each merge costs the length of the
   * words that it changes. Default: nothing is removed.
   */
  readonly picky?: number | undefined;
  /** How occurrences are counted. Default: `windows`. */
  readonly overlap?: Overlap | undefined;
  /** Pairs that occur less often are not merged. Default: 0. */
  readonly minFrequency?: number | undefined;
  /**
   * The longest token that a merge may make, in start symbols, at least 2. Hugging Face's option of that
   * name excludes its own value: its 5 is 4 here. Default: no limit.
   */
  readonly maxTokenLength?: number | undefined;
  /** Tokens that get the first ids and are not looked for in the corpus. Default: none. */
  readonly specialTokens?: readonly string[] | undefined;
  /**
   * Merges that are applied first, whatever their counts: those of a model, whose tokens all keep their
   * ids, or a list of pairs, written as in `model.merges`. A model must have been made with the same
   * alphabet, suffix and prefix, and brings its own special tokens; start symbols that it lacks get ids
   * after its tokens. Default: none.
   */
  readonly initialMerges?: Model | readonly Merge[] | undefined;
  /**
   * Hears of each merge before it is done, except for initial ones. If it returns `false`, the pair is
   * never merged. It runs on the thread of the event loop, between whose other tasks a training that
   * returns a promise waits for each answer. What it throws ends the training and reaches its caller.
   */
  readonly onMerge?: OnMerge | undefined;
}

/** Options as the addon takes them, and what the facade does itself. */
interface Checked {
  readonly native: Parameters<Native["trainSync"]>[2];
  readonly onMerge: OnMerge | undefined;
}

/** @internal */
export function checkTrainOptions(options: TrainOptions): Checked {
  record("options", options);
  const { onMerge, minFrequency = 0, specialTokens = [], initialMerges } = options;
  if (onMerge !== undefined && typeof onMerge !== "function") {
    throw invalidArgument("onMerge", "a function", onMerge);
  }
  const alphabet = oneOf("alphabet", options.alphabet ?? "bytes", ALPHABETS);
  return {
    native: {
      ...checkSizes(options, alphabet),
      ...checkCharacters(options, alphabet),
      alphabet,
      tieBreak: checkTieBreak(options.tieBreak),
      overlap: oneOf("overlap", options.overlap ?? "windows", OVERLAPS),
      minFrequency: integer("minFrequency", minFrequency, 0, Number.MAX_SAFE_INTEGER),
      ...given({
        picky: optional(options.picky, () => finite("picky", options.picky)),
        maxTokenLength: optional(options.maxTokenLength, () =>
          integer("maxTokenLength", options.maxTokenLength, 2, MAX_COUNT),
        ),
      }),
      specialTokens: strings("specialTokens", specialTokens),
      ...checkInitialMerges(initialMerges),
      asks: onMerge !== undefined,
    },
    onMerge,
  };
}

function checkSizes(
  { vocabularySize, merges, initialMerges }: TrainOptions,
  alphabet: Alphabet,
): { vocabularySize?: number; merges?: number } {
  if (vocabularySize === undefined && merges === undefined) {
    throw invalidArgument("options", "vocabularySize or merges", new Found("neither"));
  }
  const least = alphabet === "bytes" && initialMerges === undefined ? 256 : 0;
  return given({
    vocabularySize: optional(vocabularySize, () =>
      integer("vocabularySize", vocabularySize, least, MAX_TOKENS),
    ),
    merges: optional(merges, () => integer("merges", merges, 0, MAX_TOKENS)),
  });
}

/** What is there for alphabets of characters only. */
const CHARACTER_OPTIONS = [
  "limitAlphabet",
  "initialAlphabet",
  "endOfWordSuffix",
  "continuingSubwordPrefix",
] as const;

function checkCharacters(
  options: TrainOptions,
  alphabet: Alphabet,
): Pick<
  Checked["native"],
  "limitAlphabet" | "initialAlphabet" | "endOfWordSuffix" | "continuingSubwordPrefix"
> {
  for (const name of CHARACTER_OPTIONS) {
    if (alphabet !== "characters" && options[name] !== undefined) {
      throw invalidArgument(name, `no value with the alphabet '${alphabet}'`, options[name]);
    }
  }
  const { limitAlphabet, initialAlphabet = [] } = options;
  return {
    ...given({
      limitAlphabet: optional(limitAlphabet, () =>
        integer("limitAlphabet", limitAlphabet, 0, MAX_COUNT),
      ),
    }),
    initialAlphabet: strings("initialAlphabet", initialAlphabet)
      .map((character, i) => oneCharacter(`initialAlphabet[${i}]`, character))
      .join(""),
    endOfWordSuffix: mark("endOfWordSuffix", options.endOfWordSuffix),
    continuingSubwordPrefix: mark("continuingSubwordPrefix", options.continuingSubwordPrefix),
  };
}

/** Half of a character, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function oneCharacter(name: string, text: string): string {
  if ([...text].length === 1 && !LONE_SURROGATE.test(text)) return text;
  throw invalidArgument(name, "one character", text);
}

function mark(name: string, text: unknown = ""): string {
  if (typeof text === "string" && !LONE_SURROGATE.test(text)) return text;
  throw invalidArgument(name, "a well-formed string", text);
}

function checkInitialMerges(
  merges: unknown = [],
): Pick<Checked["native"], "initialModel" | "initialMerges"> {
  if (merges instanceof Model) return { initialModel: handleOf(merges), initialMerges: [] };
  if (!Array.isArray(merges)) {
    throw invalidArgument("initialMerges", "a model or an array of pairs", merges);
  }
  const sides = Array.from(merges, (pair: unknown, i) => {
    if (Array.isArray(pair) && pair.length === 2) return strings(`initialMerges[${i}]`, pair);
    throw invalidArgument(`initialMerges[${i}]`, "a pair of strings", pair);
  });
  return { initialMerges: sides.flat() };
}

function strings(name: string, values: unknown): string[] {
  if (!Array.isArray(values)) throw invalidArgument(name, "an array of strings", values);
  return Array.from(values, (value: unknown, i) => {
    if (typeof value !== "string" || value === "") {
      throw invalidArgument(`${name}[${i}]`, "a string that is not empty", value);
    }
    if (!LONE_SURROGATE.test(value)) return value;
    throw invalidArgument(`${name}[${i}]`, "a well-formed string", value);
  });
}
