/** Encoding with o200k, against the packages that people use for it. */

import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { Tiktoken as JsTiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import { get_encoding } from "tiktoken";
import { Tokenizer } from "../../lib/bpe/index.ts";
import type { Comparison, Contender } from "../comparison.ts";
import { english, sourceCode } from "../data.ts";

/** Lines of English and of code: the first call meets each word for the first time, later ones know many. */
const lines = (): string[] =>
  [english(1_000_000), sourceCode().slice(0, 1_000_000)].flatMap((text) => text.split("\n"));

/** Counting the tokens of each text with a peer. */
function counting(
  peer: string,
  repetitions: number,
  make: () => (text: string) => number,
): Comparison {
  const counts = (count: (text: string) => number): Contender => {
    const texts = lines();
    return { run: () => texts.map(count) };
  };
  return {
    name: `bpe-encoding-${peer.split(" ")[0]}`,
    work: "count the o200k tokens of each line of 1 MB of English and 1 MB of code, one thread",
    peer,
    ours: () => {
      const tokenizer = Tokenizer.fromRanksSync(ranks, { pattern: "o200k" });
      return { ...counts((text) => tokenizer.encode(text).length), repetitions };
    },
    theirs: () => counts(make()),
    agree: (ours, theirs) => {
      const [a, b] = [ours as number[], theirs as number[]];
      const index = a.findIndex((count, i) => count !== b[i]);
      if (index >= 0 || a.length !== b.length)
        throw new Error(`The tokens of line ${index} differ`);
    },
  };
}

export const bpeEncodings: readonly Comparison[] = [
  counting("tiktoken 1.0.22 (OpenAI's, Rust as WASM)", 10, () => {
    const encoding = get_encoding("o200k_base");
    return (text) => encoding.encode(text, [], []).length;
  }),
  counting("js-tiktoken 1.0.21", 20, () => {
    const encoding = new JsTiktoken(ranks);
    return (text) => encoding.encode(text, [], []).length;
  }),
  counting("gpt-tokenizer 4.0.0", 10, () => (text) => countTokens(text)),
];
