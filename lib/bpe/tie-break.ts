/** Tie rules: which of several pairs of the same count is merged. */

import { oneOf } from "../arguments.ts";

const TIE_BREAKS = [
  "huggingface",
  "raw-ids",
  "first-seen",
  "subword-nmt",
  "sentencepiece",
] as const;

/**
 * Which of the most frequent pairs is merged:
 *
 * - `huggingface`: the one with the smallest ids; start symbols are numbered by the code points of
 *   their printable forms, and a merge that makes the string of a special token takes over its id.
 *   Merges equal those of Hugging Face's trainer and of gigabpe.
 * - `raw-ids`: the one with the smallest ids; bytes are numbered as they are. Merges equal those of
 *   rustbpe and bpeasy.
 * - `first-seen`: the one that comes first in the corpus, in its present segmentation. Merges equal those
 *   of minbpe and of tiktoken's educational trainer. They depend on the order of the texts.
 * - `subword-nmt`: the one with the greatest strings, the left one first, by code points. With
 *   characters and the suffix `</w>`, merges equal those of subword-nmt.
 * - `sentencepiece`: the one that makes the shortest token, of these the smallest by code points.
 *   SentencePiece itself looks at some of the pairs only, so it merges differently once there are more
 *   than about 1,000 of them.
 *
 * Special tokens have the first ids with every rule.
 */
export type TieBreak = (typeof TIE_BREAKS)[number];

/** @internal */
export function checkTieBreak(tieBreak: unknown = "huggingface"): TieBreak {
  return oneOf("tieBreak", tieBreak, TIE_BREAKS);
}
