/** Patterns: how texts are split into pre-tokens. */

import { oneOf } from "../arguments.ts";

const PATTERNS = ["gpt2"] as const;

/**
 * How texts are split into pre-tokens, which merges never cross:
 *
 * - `gpt2`: the pattern of GPT-2, also that of r50k and p50k
 */
export type Pattern = (typeof PATTERNS)[number];

/** @internal */
export function checkPattern(pattern: unknown = "gpt2"): Pattern {
  return oneOf("pattern", pattern, PATTERNS);
}
