/** Training byte-pair encoding, against Hugging Face's trainer. */

import { readFileSync } from "node:fs";
import { BPE, byteLevelPreTokenizer, Tokenizer } from "tokenizers";
import { train } from "../../lib/bpe/index.ts";
import type { Comparison } from "../comparison.ts";
import { english, temporaryFile } from "../data.ts";

/** The size of the peer's vocabulary, which Node cannot choose; it lacks the bytes that never occur. */
const VOCABULARY = 30_000;

/** Merges that are compared; both trainers make at least as many. */
const MERGES = 29_700;

export const bpeTraining: Comparison = {
  name: "bpe-training",
  work: "train 30,000 tokens on 10 MB of English from a file",
  peer: "tokenizers 0.23.2 (Hugging Face, Rust)",
  ours: () => {
    const file = temporaryFile("english.txt", english(10_000_000));
    return {
      run: async () => {
        const model = await train({ files: [file] }, { vocabularySize: VOCABULARY });
        return model.merges.slice(0, MERGES);
      },
    };
  },
  theirs: () => {
    const file = temporaryFile("english.txt", english(10_000_000));
    const tokenizer = new Tokenizer(BPE.empty());
    tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
    return {
      run: () => {
        tokenizer.train([file]);
        const saved = temporaryFile("tokenizer.json", "");
        tokenizer.save(saved);
        return mergesOf(saved);
      },
    };
  },
  agree: (ours, theirs) => {
    const [a, b] = [ours as string[][], theirs as string[][]];
    const index = a.findIndex((pair, i) => String(pair) !== String(b[i]));
    if (index >= 0 || a.length !== MERGES) throw new Error(`The merges differ at ${index}`);
  },
};

function mergesOf(file: string): string[][] {
  const { model } = JSON.parse(readFileSync(file, "utf8")) as { model: { merges: string[][] } };
  return model.merges.slice(0, MERGES);
}
