/** Patterns: how texts are split into pre-tokens. */

import { oneOf } from "../arguments.ts";

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

/**
 * How texts are split into pre-tokens, which merges never cross:
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
 * Letters, numbers and white space are those of Unicode 16.0.
 */
export type Pattern = (typeof PATTERNS)[number];

/** @internal */
export function checkPattern(pattern: unknown = "gpt2"): Pattern {
  return oneOf("pattern", pattern, PATTERNS);
}
