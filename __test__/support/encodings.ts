/** Ids, offsets and special tokens of OpenAI's encodings; golden/encoding.json tells how they were made. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Model, type RankObject, type Tokenizer } from "../../index.ts";

/** An encoding of which there are golden values. */
export type EncodingName = "r50k" | "cl100k" | "o200k";

/** A text and its tokens. */
export interface GoldenText {
  readonly text: string;
  readonly ids: readonly number[];
  /** The start and the end of each token, one after the other, in bytes of UTF-8. */
  readonly bytes: readonly number[];
  /** The same in UTF-16 units, of the characters that a token has a part of. */
  readonly utf16: readonly number[];
}

/** A text, a policy by tiktoken's names, and the tokens or the token that is refused. */
export interface GoldenSpecial {
  readonly encoding: EncodingName;
  readonly text: string;
  readonly allowed_special: "all" | readonly string[];
  readonly disallowed_special: "all" | readonly string[];
  readonly ids?: readonly number[];
  readonly disallowedToken?: string;
}

interface Golden {
  readonly texts: Readonly<Record<EncodingName, readonly GoldenText[]>>;
  readonly specials: readonly GoldenSpecial[];
  readonly loneSurrogates: readonly {
    readonly utf16: readonly number[];
    readonly asText: string;
    readonly cl100k: readonly number[];
    readonly o200k: readonly number[];
  }[];
  readonly invalidUtf8: readonly {
    readonly hex: string;
    readonly runs: readonly (readonly ["valid" | "invalid", string])[];
    readonly cl100k: readonly number[];
    readonly o200k: readonly number[];
  }[];
}

/** The golden values. */
export const golden: Golden = JSON.parse(
  readFileSync(new URL("golden/encoding.json", import.meta.url), "utf8"),
) as Golden;

const require = createRequire(import.meta.url);
const made = new Map<EncodingName, Tokenizer>();

/** The tokenizer of an encoding, from the ranks of js-tiktoken. */
export function encoding(name: EncodingName): Tokenizer {
  const found = made.get(name);
  if (found !== undefined) return found;
  const ranks = require(`js-tiktoken/ranks/${name}_base`) as RankObject;
  using model = Model.fromRanksSync(ranks);
  const tokenizer = model.tokenizer();
  made.set(name, tokenizer);
  return tokenizer;
}
