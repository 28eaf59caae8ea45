/** Patterns: how texts are split into pre-tokens. */

import { types } from "node:util";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";

const PATTERNS = [
  "gpt2",
  "cl100k",
  "o200k",
  "llama3",
  "qwen2",
  "deepseek-v3",
  "whitespace",
  "none",
] as const;

/** A pattern that has a name; {@link Pattern} says which splits how. */
export type PatternName = (typeof PATTERNS)[number];

/**
 * How texts are split into pre-tokens, which merges never cross. A name:
 *
 * - `gpt2`: the pattern of GPT-2, also that of r50k and p50k
 * - `cl100k`: that of GPT-3.5 and GPT-4: line ends and up to three digits by themselves
 * - `o200k`: that of GPT-4o: words are cut before capitals and keep their contractions
 * - `llama3`: that of Llama 3, which splits as `cl100k` does
 * - `qwen2`: that of Qwen 2, 2.5 and 3: as `cl100k`, with each digit by itself
 * - `deepseek-v3`: that of DeepSeek-V3: Chinese and Japanese by themselves
 * - `whitespace`: words between white space, which is dropped and cannot be decoded again
 * - `none`: each text is one pre-token
 *
 * Or a `RegExp` with the flag `u` or `v`, or an expression as a string in the syntax of `tokenizer.json`
 * (that of Rust's `regex`, with look-around, back-references and possessive repetitions; a string
 * of letters, digits, `_` and `-` alone is a name). Each match is a pre-token, and so is all text between two
 * matches, as with Hugging Face's `Split` and the behaviour `Isolated`. A string that is the
 * expression of a named pattern is that pattern.
 *
 * A `RegExp` splits as JavaScript's `matchAll` does; the flags `d` and `g` make no difference. Refused,
 * because they cannot be had exactly: back-references, the flag `y`, halves of characters, `\q{...}`
 * and properties of strings, repeated groups that can match the empty string, and `\P` with `i` and `u`.
 * An expression that can match the empty string is refused, too.
 *
 * Letters, numbers and white space are those of Unicode 16.0. Named patterns, and expressions
 * without look-around (the usual ending `|\s+(?!\S)|\s+` does not count), take time linear in the
 * text. Others may backtrack: after a million steps back at one place, a call fails with
 * `ERR_OUT_OF_RANGE`.
 */
export type Pattern = PatternName | RegExp | (string & {});

/** @internal */
export type NativePattern = Parameters<Native["counter"]>[0];

/** @internal */
export function checkPattern(pattern: unknown = "gpt2"): NativePattern {
  if (types.isRegExp(pattern)) return { source: pattern.source, flags: pattern.flags };
  if (typeof pattern === "string" && pattern !== "") {
    const isKnown = (PATTERNS as readonly string[]).includes(pattern);
    if (isKnown || !/^[\w-]+$/.test(pattern)) return { source: pattern };
  }
  const names = PATTERNS.map((name) => `'${name}'`).join(" or ");
  throw invalidArgument("pattern", `${names} or a regular expression`, pattern);
}
