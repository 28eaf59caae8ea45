/** Every rule, alphabet and way of counting, on real text, against a trainer that recounts everything. */

import test from "ava";
import { trainSync } from "../../../index.ts";
import { beginning, realTexts } from "../../support/corpora.ts";
import { trainPlainly } from "../../support/plain-trainer.ts";

const RULES = ["huggingface", "raw-ids", "first-seen", "subword-nmt", "sentencepiece"] as const;
const ALPHABETS = ["bytes", "observed-bytes", "characters"] as const;

/** GPT-2's published expression; JavaScript's white space is that of these texts. */
const GPT2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
const WORDS = /\S+/gu;

for (const { name, text } of realTexts) {
  for (const tieBreak of RULES) {
    test(`${name}: merges equal those of a plain trainer with ${tieBreak}`, (t) => {
      const texts = beginning(text, 4000)
        .split("\n")
        .map((line) => `${line}\n`);
      for (const alphabet of ALPHABETS) {
        for (const overlap of ["windows", "disjoint"] as const) {
          for (const pattern of ["gpt2", "whitespace"] as const) {
            const marks =
              alphabet === "characters" && tieBreak === "subword-nmt" && pattern === "whitespace"
                ? { endOfWordSuffix: "</w>" }
                : {};
            const options = { tieBreak, alphabet, overlap, merges: 60, ...marks };
            const expression = pattern === "gpt2" ? GPT2 : WORDS;
            const expected = trainPlainly(texts, { ...options, pattern: expression });
            using model = trainSync(texts, { ...options, pattern });
            const place = `${alphabet} ${overlap} ${pattern}`;
            t.deepEqual(model.merges, expected.merges, place);
            t.deepEqual(Array.from(model.trace?.counts ?? []), expected.counts, place);
            t.deepEqual(Array.from(model.trace?.gains ?? []), expected.gains, place);
          }
        }
      }
    });
  }
}
