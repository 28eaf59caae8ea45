/**
 * The package js-tiktoken, with its names, signatures and results, from `js-tiktoken` and `js-tiktoken/lite`.
 *
 * Vocabularies and the models that use them are those of js-tiktoken, which has to be installed beside
 * this package unless ranks are given to {@link Tiktoken}.
 *
 * Where js-tiktoken differs from OpenAI's tiktoken, this does not:
 *
 * - White space is that of Unicode: U+0085 is some and U+FEFF is none, and a contraction may have a long s.
 * - Any text is encoded in linear time.
 * - `decode` keeps a byte order mark at the beginning.
 * - Of special tokens that begin at the same place the longest one counts, not the first of the list.
 *
 * @module drop-in/js-tiktoken
 */

import type { Tokenizer } from "../bpe/tokenizer/tokenizer.ts";
import { Encoding } from "./tokenizers/encoding.ts";
import { numbersOf } from "./tokenizers/numbers.ts";
import { fromPeer } from "./tokenizers/peer.ts";

const ENCODINGS = [
  "gpt2",
  "r50k_base",
  "p50k_base",
  "p50k_edit",
  "cl100k_base",
  "o200k_base",
] as const;

/** The name of an encoding. */
export type TiktokenEncoding = (typeof ENCODINGS)[number];

/** The name of a model; which ones there are, the installed js-tiktoken says. */
export type TiktokenModel = string;

/** A vocabulary, as `js-tiktoken/ranks/cl100k_base` has it. */
export interface TiktokenBPE {
  /** The expression that splits texts. */
  pat_str: string;
  /** The special tokens and their ids. */
  special_tokens: Record<string, number>;
  /** The tokens in base64, in lines of consecutive ranks: `! first token token ...`. */
  bpe_ranks: string;
}

/** An encoding. */
export class Tiktoken {
  readonly #encoding: Encoding;

  /**
   * The encoding of a vocabulary. `pat_str` is read as {@link Tokenizer.fromRanks} reads it; text between its
   * matches is kept, which js-tiktoken drops.
   *
   * @param extendedSpecialTokens Special tokens besides those of the vocabulary, or in the place of them.
   * @throws As {@link Tokenizer.fromRanks}, which also refuses an id that belongs to two tokens.
   */
  constructor(ranks: TiktokenBPE, extendedSpecialTokens?: Record<string, number>) {
    this.#encoding = new Encoding(ranks, extendedSpecialTokens);
  }

  /**
   * The tokens of a text.
   *
   * @param allowedSpecial Special tokens that become their ids. Default: none.
   * @param disallowedSpecial What the text must not have, special tokens or not; it wins over what is allowed.
   * Default and `"all"`: all special tokens that are not allowed. Others are text.
   * @throws Error if the text has something that is disallowed, which the message names.
   */
  encode(
    text: string,
    allowedSpecial: string[] | "all" = [],
    disallowedSpecial: string[] | "all" = "all",
  ): number[] {
    return numbersOf(this.#encoding.encode(text, allowedSpecial, disallowedSpecial));
  }

  /** The text of tokens, U+FFFD for bytes that are not UTF-8. Ids without a token are passed over. */
  decode(tokens: number[]): string {
    const { tokenizer } = this.#encoding;
    try {
      return tokenizer.decode(tokens);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return tokenizer.decode(tokens.filter((id) => hasToken(tokenizer, id)));
    }
  }
}

/**
 * The encoding with this name, from the installed js-tiktoken.
 *
 * @throws Error for an unknown name; GainfulError with code `ERR_PEER_NOT_FOUND` if js-tiktoken is not installed.
 */
export function getEncoding(
  encoding: TiktokenEncoding,
  extendSpecialTokens?: Record<string, number>,
): Tiktoken {
  if (!ENCODINGS.includes(encoding)) throw new Error("Unknown encoding");
  const ranks = fromPeer("js-tiktoken", `ranks/${encoding}`) as TiktokenBPE;
  return new Tiktoken(ranks, extendSpecialTokens);
}

/**
 * The name of the encoding of a model. Throws as {@link encodingForModel} does.
 */
export function getEncodingNameForModel(model: TiktokenModel): TiktokenEncoding {
  const peer = fromPeer("js-tiktoken", "lite") as {
    getEncodingNameForModel(model: string): TiktokenEncoding;
  };
  return peer.getEncodingNameForModel(model);
}

/**
 * The encoding of a model, from the installed js-tiktoken.
 *
 * @throws Error for an unknown model; GainfulError with code `ERR_PEER_NOT_FOUND` if js-tiktoken is not installed.
 */
export function encodingForModel(
  model: TiktokenModel,
  extendSpecialTokens?: Record<string, number>,
): Tiktoken {
  return getEncoding(getEncodingNameForModel(model), extendSpecialTokens);
}

function hasToken(tokenizer: Tokenizer, id: number): boolean {
  return (
    Number.isInteger(id) &&
    id >= 0 &&
    id < tokenizer.vocabularySize &&
    tokenizer.bytesOf(id) !== undefined
  );
}
