/** Training byte-pair encoding, against Hugging Face's trainer. */

import { readFileSync } from "node:fs";
import { BPE, byteLevelPreTokenizer, Tokenizer } from "tokenizers";
import { train } from "../../lib/bpe/index.ts";
import type { Comparison } from "../comparison.ts";
import { compilerMessages, english, sourceCode, temporaryFile } from "../data.ts";

/** The size of the peer's vocabulary, which Node cannot choose; it lacks the bytes that never occur. */
const VOCABULARY = 30_000;

/** Training on a text, of whose merges so many are compared: both trainers make at least as many. */
function training(name: string, of: string, text: () => string, merges: number): Comparison {
  return {
    name,
    work: `train 30,000 tokens on ${of} from a file`,
    peer: "tokenizers 0.23.2 (Hugging Face, Rust)",
    ours: () => {
      const file = temporaryFile("corpus.txt", text());
      return {
        run: async () => {
          const model = await train({ files: [file] }, { vocabularySize: VOCABULARY });
          return model.merges.slice(0, merges);
        },
      };
    },
    theirs: () => {
      const file = temporaryFile("corpus.txt", text());
      const tokenizer = new Tokenizer(BPE.empty());
      tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
      return {
        run: () => {
          tokenizer.train([file]);
          const saved = temporaryFile("tokenizer.json", "");
          tokenizer.save(saved);
          return mergesOf(saved).slice(0, merges);
        },
      };
    },
    agree: (ours, theirs) => {
      const [a, b] = [ours as string[][], theirs as string[][]];
      const index = a.findIndex((pair, i) => String(pair) !== String(b[i]));
      if (index >= 0 || a.length !== merges) throw new Error(`The merges differ at ${index}`);
    },
  };
}

/** English, where splitting and counting take most of the time. */
export const bpeTraining: Comparison = training(
  "bpe-training",
  "10 MB of English",
  () => english(10_000_000),
  29_700,
);

/** Japanese and Chinese, whose words are long, so that merging takes most of the time; and code. */
export const bpeTrainings: readonly Comparison[] = [
  training("bpe-japanese", "230 kB of Japanese", () => compilerMessages("ja"), 11_000),
  training("bpe-chinese", "140 kB of Chinese", () => compilerMessages("zh-cn"), 10_000),
  training("bpe-code", "9 MB of source code", sourceCode, 29_700),
];

function mergesOf(file: string): string[][] {
  const { model } = JSON.parse(readFileSync(file, "utf8")) as { model: { merges: string[][] } };
  return model.merges;
}
