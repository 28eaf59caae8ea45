/** Special tokens by policy: which ones of a text become their ids, and which ones it must not have. */

import { fieldsOf, given } from "../../arguments.ts";
import { invalidArgument } from "../../errors.ts";
import type { Native } from "../../native.ts";

/** Special tokens: none of them, all of them, or those that are named. */
export type SpecialTokenSet = "none" | "all" | readonly string[] | ReadonlySet<string>;

/**
 * Which special tokens are looked for in a text. By default none is: all text is text, whoever wrote it.
 *
 * Of tokens that begin at the same place the longest one counts, and none begins inside another. The
 * text is cut at them before it is split, so each part between them is split as if it were a text by itself.
 * Added tokens of a `tokenizer.json` are looked for as Hugging Face's library does, with their
 * `single_word`, `lstrip`, `rstrip` and `normalized`.
 */
export interface SpecialTokenOptions {
  /**
   * Special tokens that become their ids wherever they stand. Default: `none`.
   *
   * `all` is for text that you wrote: users who can write `<|endoftext|>` would get the token.
   */
  readonly allowedSpecial?: SpecialTokenSet | undefined;
  /**
   * Special tokens that a text must not have, unless they are allowed: one that has some is an error with
   * code `ERR_SPECIAL_TOKEN`, which names the first one and its index. Default: `none`.
   */
  readonly disallowedSpecial?: SpecialTokenSet | undefined;
}

const FIELDS = ["allowedSpecial", "disallowedSpecial"];

/**
 * The fields of options of calls, which options with a policy may have, too.
 *
 * @internal
 */
export const CALL_FIELDS: readonly string[] = ["signal", "onProgress", "threads"];

/**
 * A policy as the addon takes it; undefined if all text is ordinary.
 *
 * @internal
 */
export type NativePolicy = Parameters<Native["tokenizerEncode"]>[2];

/**
 * Checks a policy among options that may have other fields, too.
 *
 * @internal
 */
export function policyOf(
  options: SpecialTokenOptions | undefined,
  otherFields: readonly string[] = [],
): NativePolicy {
  if (options === undefined) return undefined;
  fieldsOf("options", options, [...FIELDS, ...otherFields]);
  const { allowedSpecial = "none", disallowedSpecial = "none" } = options;
  const allowed = namesOf("allowedSpecial", allowedSpecial);
  const disallowed = namesOf("disallowedSpecial", disallowedSpecial);
  if (allowed?.length === 0 && disallowed?.length === 0) return undefined;
  return given({ allowed, disallowed });
}

/** The names of a set; undefined for all. */
function namesOf(name: string, tokens: unknown): string[] | undefined {
  if (tokens === "none") return [];
  if (tokens === "all") return undefined;
  if (!Array.isArray(tokens) && !(tokens instanceof Set)) {
    throw invalidArgument(name, "'none', 'all', or an array or set of special tokens", tokens);
  }
  return Array.from(tokens as Iterable<unknown>, (token, i) => {
    if (typeof token === "string") return token;
    throw invalidArgument(`${name}[${i}]`, "a string", token);
  });
}
