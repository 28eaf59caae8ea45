/** Types of gainful/bpe. Compiled, never run. */

import {
  type Corpus,
  type Merge,
  type Model,
  type SyncCorpus,
  type Tokenizer,
  train,
  trainSync,
} from "gainful/bpe";

declare const late: AsyncIterable<string>;
declare const lines: readonly string[];

export const corpora: Corpus[] = ["text", lines, new Set(["text"]), late, { files: ["a.txt"] }];
// @ts-expect-error: a call that blocks cannot wait for texts
export const lateForSync: SyncCorpus = late;
// @ts-expect-error: buffers are no texts
export const buffers: Corpus = [new Uint8Array(1)];
// @ts-expect-error: paths come in an array
export const onePath: Corpus = { files: "a.txt" };

const model: Model = trainSync(lines, {
  vocabularySize: 300,
  pattern: "gpt2",
  tieBreak: "huggingface",
  minFrequency: 2,
  maxTokenLength: 8,
  specialTokens: ["<s>"],
  threads: 1,
});
export const promised: Promise<Model> = train(late, {
  vocabularySize: 300,
  onProgress: () => {},
});
// @ts-expect-error: the size of the vocabulary must be given
trainSync(lines, {});
// @ts-expect-error: options must be given
trainSync(lines);
// @ts-expect-error: no such rule
trainSync(lines, { vocabularySize: 300, tieBreak: "first" });
// @ts-expect-error: no such pattern
trainSync(lines, { vocabularySize: 300, pattern: "cl100k" });

const merges: readonly Merge[] = model.merges;
for (const [left, right] of merges) console.log(left.concat(right));
// @ts-expect-error: a merge cannot be changed
merges[0][0] = "a";
export const vocabulary: readonly string[] = model.vocabulary;
// @ts-expect-error: the vocabulary cannot be changed
model.vocabulary.push("a");
export const texts: [string, string] = [model.toMergesTxt(), model.toTokenizerJson()];

const tokenizer: Tokenizer = model.tokenizer();
export const tokens: Uint32Array = tokenizer.encode("text");
export const decoded: string[] = [tokenizer.decode(tokens), tokenizer.decode([1, 2])];
// @ts-expect-error: bytes are no tokens
tokenizer.decode(new Uint8Array(1));
// @ts-expect-error: a text is a string
tokenizer.encode(Buffer.from("text"));
