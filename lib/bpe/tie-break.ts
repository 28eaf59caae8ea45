/** Tie rules: which of several pairs of the same count is merged. */

import { oneOf } from "../arguments.ts";

const TIE_BREAKS = ["huggingface"] as const;

/**
 * Which of the most frequent pairs is merged:
 *
 * - `huggingface`: the one with the smallest ids; start symbols are numbered by the code points of
 *   their printable forms. Merges equal those of Hugging Face's trainer.
 */
export type TieBreak = (typeof TIE_BREAKS)[number];

/** @internal */
export function checkTieBreak(tieBreak: unknown = "huggingface"): TieBreak {
  return oneOf("tieBreak", tieBreak, TIE_BREAKS);
}
