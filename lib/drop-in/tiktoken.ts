/**
 * The npm package tiktoken, with its names, signatures and results, from `tiktoken` and `tiktoken/lite`. Nothing has to be
 * initialized, and what is not freed is collected.
 *
 * Vocabularies and the models that use them are those of tiktoken, which has to be installed beside this
 * package unless ranks are given to {@link Tiktoken}. What `tiktoken/load` makes are such ranks.
 *
 * Where tiktoken fails, this does not:
 *
 * - Any text is encoded in linear time.
 * - Unknown tokens and wrong arguments are errors that name them; they do not break later calls.
 * - Of special tokens that begin at the same place the longest one counts, not any of them.
 *
 * @module drop-in/tiktoken
 */

import { types } from "node:util";
import { invalidArgument } from "../errors.ts";
import type { RankObject } from "../bpe/ranks.ts";
import type { Tokenizer } from "../bpe/tokenizer/tokenizer.ts";
import { Encoding, type SpecialList } from "./tokenizers/encoding.ts";
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

/** The name of a model; which ones there are, the installed tiktoken says. */
export type TiktokenModel = string;

/** What is asked of the installed package itself. */
interface Peer {
  readonly Tiktoken: new (...args: ConstructorParameters<typeof Tiktoken>) => Unstable;
}

interface Unstable {
  encode_with_unstable(text: string, allowed: unknown, disallowed: unknown): unknown;
  free(): void;
}

/** The names of those that have one. */
const names = new WeakMap<Tiktoken, TiktokenEncoding>();

/** An encoding. */
export class Tiktoken {
  readonly #encoding: Encoding;
  readonly #said: ConstructorParameters<typeof Tiktoken>;
  /** Made when it is needed, and freed with this. */
  #peer: Unstable | undefined;

  /**
   * The encoding of ranks: lines of consecutive ones, `! first token token ...`, or `token rank`, with the
   * tokens in base64. `pat_str` is read as {@link Tokenizer.fromRanks} reads it; text between its matches is kept, which
   * tiktoken drops.
   *
   * @throws As {@link Tokenizer.fromRanks}, which also refuses an id that belongs to two tokens.
   */
  constructor(tiktoken_bfe: string, special_tokens: Record<string, number>, pat_str: string) {
    this.#said = [tiktoken_bfe, special_tokens, pat_str];
    this.#encoding = new Encoding({ bpe_ranks: tiktoken_bfe, special_tokens, pat_str });
  }

  /** The name that was given to {@link get_encoding}; undefined for ranks of a user. */
  get name(): string | undefined {
    return names.get(this);
  }

  /**
   * The tokens of a text.
   *
   * @param allowed_special Special tokens that become their ids. Default: none.
   * @param disallowed_special What the text must not have, special tokens or not; it wins over what is allowed.
   * Default and `"all"`: all special tokens that are not allowed. Others are text.
   * @throws Error if the text has something that is disallowed, which the message names, and for another string
   * than `"all"`. What is no list of strings counts as not given.
   */
  encode(
    text: string,
    allowed_special?: "all" | string[],
    disallowed_special?: "all" | string[],
  ): Uint32Array {
    const allowed = listOf("allowed_special", allowed_special) ?? [];
    return this.#encoding.encode(
      text,
      allowed,
      listOf("disallowed_special", disallowed_special) ?? "all",
    );
  }

  /** The tokens of a text in which nothing is a special token. */
  encode_ordinary(text: string): Uint32Array {
    return this.#encoding.encode(text, [], []);
  }

  /**
   * The tokens of a text that will not change when it goes on, and all ways in which the rest may be encoded
   * then. Done by the installed tiktoken, with its speed and errors.
   */
  encode_with_unstable(
    text: string,
    allowed_special?: "all" | string[],
    disallowed_special?: "all" | string[],
    // The declaration that programs were written for.
    // oxlint-disable-next-line typescript/no-explicit-any
  ): any {
    this.#peer ??= new (fromPeer("tiktoken") as Peer).Tiktoken(...this.#said);
    return this.#peer.encode_with_unstable(text, allowed_special, disallowed_special);
  }

  /**
   * The token of these bytes, which may be a special one.
   *
   * @throws TypeError if there is none.
   */
  encode_single_token(bytes: Uint8Array): number {
    const key = types.isUint8Array(bytes) ? bytes : Uint8Array.from(bytes);
    const id = this.#tokenizer.idOf(key);
    if (id !== undefined) return id;
    throw invalidArgument("bytes", "the bytes of a token", bytes);
  }

  /**
   * The bytes of tokens.
   *
   * @throws RangeError for an id that has none.
   */
  decode(tokens: Uint32Array): Uint8Array {
    return this.#tokenizer.decodeBytes(tokens);
  }

  /**
   * The bytes of a token.
   *
   * @throws RangeError for an id that has none.
   */
  decode_single_token_bytes(token: number): Uint8Array {
    return this.#tokenizer.decodeBytes([token]);
  }

  /** The bytes of all tokens but the special ones, sorted. */
  token_byte_values(): number[][] {
    const tokenizer = this.#tokenizer;
    const special = new Set(tokenizer.specialTokens.values());
    const values: Uint8Array[] = [];
    for (let id = 0; id < tokenizer.vocabularySize; id++) {
      const bytes = special.has(id) ? undefined : tokenizer.bytesOf(id);
      if (bytes !== undefined) values.push(bytes);
    }
    return values.toSorted(Buffer.compare).map((bytes) => Array.from(bytes));
  }

  /** Gives the memory back. Any later use is an error with code `ERR_DISPOSED`; freeing again has no effect. */
  free(): void {
    this.#tokenizer.dispose();
    this.#peer?.free();
    this.#peer = undefined;
  }

  get #tokenizer(): Tokenizer {
    return this.#encoding.tokenizer;
  }
}

/**
 * The encoding with this name, from the installed tiktoken.
 *
 * @param extend_special_tokens Special tokens besides those of the encoding, or in the place of them.
 * @throws Error for an unknown name; GainfulError with code `ERR_PEER_NOT_FOUND` if tiktoken is not installed.
 */
export function get_encoding(
  encoding: TiktokenEncoding,
  extend_special_tokens?: Record<string, number>,
): Tiktoken {
  if (!ENCODINGS.includes(encoding)) throw new Error("Invalid encoding");
  const ranks = fromPeer("tiktoken", `encoders/${encoding}.json`) as RankObject;
  const special = { ...ranks.special_tokens, ...extend_special_tokens };
  const made = new Tiktoken(ranks.bpe_ranks, special, ranks.pat_str);
  names.set(made, encoding);
  return made;
}

/** The name of the encoding of a model. Throws as {@link encoding_for_model} does. */
export function get_encoding_name_for_model(model: TiktokenModel): TiktokenEncoding {
  const encodings = fromPeer("tiktoken", "model_to_encoding.json") as Record<
    string,
    TiktokenEncoding
  >;
  const encoding = Object.hasOwn(encodings, model) ? encodings[model] : undefined;
  if (encoding === undefined) throw new Error(`Invalid model: ${model}`);
  return encoding;
}

/**
 * The encoding of a model, from the installed tiktoken.
 *
 * @throws Error for an unknown model; GainfulError with code `ERR_PEER_NOT_FOUND` if tiktoken is not installed.
 */
export function encoding_for_model(
  model: TiktokenModel,
  extend_special_tokens?: Record<string, number>,
): Tiktoken {
  return get_encoding(get_encoding_name_for_model(model), extend_special_tokens);
}

/** A list as it is given; undefined for what counts as not given. */
function listOf(name: string, value: unknown): SpecialList | undefined {
  if (value === "all") return value;
  if (typeof value === "string") throw new Error(`Invalid value for ${name}`);
  const isList = Array.isArray(value) && value.every((token) => typeof token === "string");
  return isList ? value : undefined;
}
