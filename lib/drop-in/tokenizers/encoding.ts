/** What js-tiktoken and the npm package tiktoken share: ranks, and special tokens by a policy of two lists. */

import { invalidArgument } from "../../errors.ts";
import type { RankObject } from "../../bpe/ranks.ts";
import { Tokenizer } from "../../bpe/tokenizer/tokenizer.ts";
import { anyOf } from "./any-of.ts";

/**
 * Special tokens of a text: all of the vocabulary, or those with these texts.
 *
 * @internal
 */
export type SpecialList = "all" | readonly string[];

/**
 * A tokenizer and its special tokens.
 *
 * @internal
 */
export class Encoding {
  readonly tokenizer: Tokenizer;
  readonly #special: readonly string[];
  readonly #anySpecial: RegExp;

  /** Special tokens of `extended` take the place of those of the ranks that have the same text. */
  constructor(ranks: RankObject, extended?: Readonly<Record<string, number>>) {
    this.tokenizer = Tokenizer.fromRanksSync(ranks, { specialTokens: extended });
    this.#special = Object.keys({ ...ranks.special_tokens, ...extended });
    this.#anySpecial = anyOf(this.#special);
  }

  /**
   * The tokens of a text. What is disallowed by its text is refused even if it is allowed, and even if it
   * is no special token; what is allowed and no special token is passed over.
   */
  encode(text: string, allowed: SpecialList, disallowed: SpecialList): Uint32Array {
    if (typeof text !== "string") throw invalidArgument("text", "a string", text);
    const set = new Set(allowed === "all" ? this.#special : allowed);
    const allowedSpecial = this.#special.filter((token) => set.has(token));
    this.#refuse(text, allowedSpecial, disallowed);
    return this.tokenizer.encode(text, { allowedSpecial });
  }

  #refuse(text: string, allowed: readonly string[], disallowed: SpecialList): void {
    const isDefault = disallowed === "all" && allowed.length === 0;
    const refused =
      disallowed === "all" ? this.#special.filter((token) => !allowed.includes(token)) : disallowed;
    if (refused.length === 0) return;
    const found = (isDefault ? this.#anySpecial : anyOf(refused)).exec(text);
    if (found === null) return;
    throw new Error(`The text contains a special token that is not allowed: ${found[0]}`);
  }
}
