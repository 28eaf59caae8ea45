/**
 * Tables of tokens by their ranks, as the npm packages js-tiktoken, tiktoken and gpt-tokenizer hold
 * them: an object whose text has the tokens in base64, or an array of tokens.
 */

import { types } from "node:util";
import { integer, record } from "../arguments.ts";
import { Found, invalidArgument } from "../errors.ts";
import type { Pattern } from "./pattern.ts";

/**
 * Ranks as js-tiktoken (`js-tiktoken/ranks/cl100k_base`) and the npm package tiktoken
 * (`tiktoken/encoders/cl100k_base.json`) hold them.
 */
export interface RankObject {
  /** The expression that splits texts. */
  readonly pat_str: string;
  /** The special tokens and their ids. */
  readonly special_tokens: Readonly<Record<string, number>>;
  /**
   * The tokens in base64: lines of consecutive ranks, `! first token token ...`, or, as in a
   * `.tiktoken` file, a line for each token, `token rank`.
   */
  readonly bpe_ranks: string;
}

/**
 * Tokens whose places are their ranks, as gpt-tokenizer holds them (`gpt-tokenizer/bpeRanks/cl100k_base`):
 * each as text, or as bytes where they are no text. A rank without a token is a hole or undefined.
 */
export type TokensByRank = readonly (string | Uint8Array | readonly number[] | undefined)[];

/** What ranks do not say about their model. */
export interface RanksOptions {
  /**
   * How texts are split. Default: what a {@link RankObject} says; for {@link TokensByRank}, it has to be
   * given.
   */
  readonly pattern?: Pattern | undefined;
  /** Special tokens and their ids, besides those of a {@link RankObject}. Default: none. */
  readonly specialTokens?: Readonly<Record<string, number>> | undefined;
}

/**
 * The text of ranks, and what is known of their model.
 *
 * @internal
 */
export interface RanksSaid {
  readonly text: string;
  readonly pattern: Pattern | undefined;
  readonly specialTokens: Readonly<Record<string, unknown>>;
}

/** @internal */
export function saidByRanks(ranks: unknown): RanksSaid {
  if (Array.isArray(ranks)) return { text: textOf(ranks), pattern: undefined, specialTokens: {} };
  const { pat_str, special_tokens, bpe_ranks } = record(
    "ranks",
    ranks,
  ) as unknown as Partial<RankObject>;
  if (typeof bpe_ranks !== "string")
    throw invalidArgument("ranks.bpe_ranks", "a string", bpe_ranks);
  if (typeof pat_str !== "string") throw invalidArgument("ranks.pat_str", "a string", pat_str);
  return {
    text: bpe_ranks,
    pattern: PORTED.get(pat_str) ?? pat_str,
    specialTokens: record("ranks.special_tokens", special_tokens),
  };
}

const CONTRACTIONS = "('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)";
const WORD = String.raw`[^\r\n\p{L}\p{N}]?`;
const UPPER = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const LOWER = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const SPACE = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;

/**
 * The expressions of js-tiktoken that JavaScript can read in the place of the original ones, whose letters
 * without case include the long s. They stand for those.
 */
const PORTED: ReadonlyMap<string, Pattern> = new Map([
  [
    String.raw`${CONTRACTIONS}|${WORD}\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|${SPACE}`,
    "cl100k",
  ],
  [
    String.raw`${WORD}${UPPER}*${LOWER}+${CONTRACTIONS}?|${WORD}${UPPER}+${LOWER}*${CONTRACTIONS}?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${SPACE}`,
    "o200k",
  ],
]);

/** Tokens by their ranks as lines of consecutive ranks. */
function textOf(tokens: readonly unknown[]): string {
  const lines: string[] = [];
  let line: string[] = [];
  for (let rank = 0; rank < tokens.length; rank++) {
    const token = tokens[rank];
    if (token === undefined) {
      if (line.length > 0) lines.push(line.join(" "));
      line = [];
      continue;
    }
    if (line.length === 0) line.push("!", String(rank));
    line.push(base64(`ranks[${rank}]`, token));
  }
  if (line.length > 0) lines.push(line.join(" "));
  return lines.join("\n");
}

function base64(name: string, token: unknown): string {
  if (typeof token === "string") {
    if (/\p{Surrogate}/u.test(token)) {
      throw invalidArgument(name, "a text without halves of characters", token);
    }
    if (token !== "") return Buffer.from(token).toString("base64");
  } else if (types.isUint8Array(token)) {
    if (token.length > 0) return Buffer.from(token).toString("base64");
  } else if (Array.isArray(token)) {
    token.forEach((byte, i) => integer(`${name}[${i}]`, byte, 0, 255));
    if (token.length > 0) return Buffer.from(token as number[]).toString("base64");
  } else {
    throw invalidArgument(name, "a string or an array of bytes", token);
  }
  throw invalidArgument(name, "a token that is not empty", new Found("an empty one"));
}
