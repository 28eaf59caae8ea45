/** Types of gainful/bpe. Compiled, never run. */

import {
  type BackwardCurvature,
  backwardCurvatureSync,
  certificate,
  certificateSync,
  adapt,
  type Adapted,
  adaptSync,
  compressionUtility,
  compressionUtilitySync,
  type Corpus,
  greedyMergesSync,
  type ImprovedMerges,
  improveMergesSync,
  type Merge,
  type MergeCertificate,
  type MergesFound,
  Model,
  type ModelFormat,
  type OptimalMerges,
  optimalMergesSync,
  type RankObject,
  type Reduced,
  renyiEfficiency,
  renyiEntropy,
  type StopReason,
  type SyncCorpus,
  type TieBreak,
  tokenCounts,
  tokenCountsSync,
  type Tokenizer,
  tokensPerByte,
  tokensPerByteSync,
  type Trace,
  train,
  trainSuperwords,
  trainSuperwordsSync,
  trainSync,
  WordCounts,
} from "gainful/bpe";
import type { Readable } from "node:stream";

declare const late: AsyncIterable<string>;
declare const lines: readonly string[];

declare const stream: Readable;
declare const web: ReadableStream<Uint8Array>;

export const corpora: Corpus[] = [
  "text",
  lines,
  new Set(["text"]),
  late,
  { files: ["a.txt"] },
  { glob: "*.txt" },
  { glob: ["a.txt", "b.txt"] },
  new Uint8Array(1),
  [new Uint8Array(1), "text"],
  stream,
  web,
];
// @ts-expect-error: a call that blocks cannot wait for chunks
export const streamForSync: SyncCorpus = web;
// @ts-expect-error: a call that blocks cannot wait for texts
export const lateForSync: SyncCorpus = late;
// @ts-expect-error: only bytes are texts
export const numbers: Corpus = [new Uint16Array(1)];
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
export const extended: Model = trainSync(lines, {
  merges: 40,
  alphabet: "characters",
  limitAlphabet: 1000,
  initialAlphabet: ["a"],
  endOfWordSuffix: "</w>",
  continuingSubwordPrefix: "##",
  tieBreak: "subword-nmt",
  overlap: "disjoint",
  picky: 0.9,
  initialMerges: model,
  onMerge: ({ index, left, right, token, count }) =>
    index + count > 3 && left.concat(right) === token,
});
trainSync(lines, { merges: 4, initialMerges: [["a", "b"]], onMerge: () => {} });
// @ts-expect-error: an answer that comes late is none
trainSync(lines, { merges: 4, onMerge: async () => true });
// @ts-expect-error: no such alphabet
trainSync(lines, { merges: 4, alphabet: "words" });
// @ts-expect-error: no such way of counting
trainSync(lines, { merges: 4, overlap: "none" });
const trace: Trace | undefined = model.trace;
export const counts: Float64Array | undefined = trace?.counts;
export const reasons: (StopReason | undefined)[] = [model.stopReason, trace?.stopReason];
export const rule: TieBreak | undefined = model.tieBreak;
// @ts-expect-error: options must be given
trainSync(lines);
// @ts-expect-error: no such rule
trainSync(lines, { vocabularySize: 300, tieBreak: "first" });
trainSync(lines, { vocabularySize: 300, pattern: /\p{L}+|\s+/u });
trainSync(lines, { vocabularySize: 300, pattern: "\\p{L}+|\\s+" });
// @ts-expect-error: a pattern is a name or an expression
trainSync(lines, { vocabularySize: 300, pattern: 1 });

const merges: readonly Merge[] = model.merges;
for (const [left, right] of merges) console.log(left.concat(right));
// @ts-expect-error: a merge cannot be changed
merges[0][0] = "a";
export const vocabulary: readonly string[] = model.vocabulary;
// @ts-expect-error: the vocabulary cannot be changed
model.vocabulary.push("a");
export const texts: [string, string] = [model.toMergesTxt(), model.toTokenizerJson()];

const bytes = new Uint8Array(4);
export const read: Model[] = [
  Model.fromTokenizerJsonSync(bytes, { threads: 1 }),
  Model.fromVocabAndMergesSync("{}", bytes, {
    pattern: "gpt2",
    alphabet: "characters",
    endOfWordSuffix: "</w>",
    continuingSubwordPrefix: "##",
    specialTokens: ["<s>"],
  }),
  Model.fromVocabAndMergesSync("{}", "", { specialTokens: { "<s>": 3 } }),
  Model.fromTiktokenSync(bytes, { pattern: "gpt2", specialTokens: { "<s>": 3 } }),
  Model.fromSubwordNmtSync(bytes, { pattern: /\S+/u, threads: 1 }),
  Model.loadSync("tokenizer.json"),
  Model.loadSync({ vocab: "vocab.json", merges: new URL("file:///merges.txt") }),
];
export const readLater: Promise<Model>[] = [
  Model.fromTokenizerJson("{}", { signal: AbortSignal.timeout(1) }),
  Model.fromVocabAndMerges("{}", ""),
  Model.fromTiktoken("", { pattern: "gpt2" }),
  Model.fromSubwordNmt("#version: 0.2\n", { signal: AbortSignal.timeout(1) }),
  Model.load("ranks.tiktoken", { pattern: "gpt2", format: "tiktoken" }),
];
const format: ModelFormat = "tokenizer-json";
export const saved: Promise<void>[] = [
  model.save("tokenizer.json", { format }),
  model.save({ vocab: "vocab.json", merges: "merges.txt" }, { onProgress: () => {} }),
];
model.saveSync("ranks.tiktoken", { format: "tiktoken", threads: 1 });
export const ranks: [string, Promise<string>] = [model.toTiktokenSync(), model.toTiktoken()];
// @ts-expect-error: ranks do not say which pattern they are for
Model.fromTiktokenSync(bytes, {});
// @ts-expect-error: ranks have no ids of special tokens
Model.fromTiktokenSync(bytes, { pattern: "gpt2", specialTokens: ["<s>"] });
// @ts-expect-error: no such format
model.saveSync("model", { format: "sentencepiece" });
// @ts-expect-error: a call that blocks cannot be cancelled
model.saveSync("tokenizer.json", { signal: AbortSignal.timeout(1) });
// @ts-expect-error: the second file is missing
Model.loadSync({ vocab: "vocab.json" });

// @ts-expect-error: nothing says where the training stops
trainSync(lines, {});
// @ts-expect-error: nothing says where the training stops
await train(lines, { vocabularySize: undefined, minFrequency: 2 });
// @ts-expect-error: nothing says where the training stops
trainSuperwordsSync(lines, { model });
trainSync(lines, { vocabularySize: 300, merges: undefined });
trainSync(lines, { vocabularySize: 300, merges: 10 });
trainSuperwordsSync(lines, { model, merges: 10 });

const tokenizer: Tokenizer = model.tokenizer();
export const measures: [number, Float64Array, { en: number; ja: number }, number] = [
  renyiEfficiency([1, 2, 3], 2.5, 10) * renyiEntropy([1, 2, 3]),
  tokenCountsSync(tokenizer, lines, { threads: 1 }),
  tokensPerByteSync(tokenizer, { en: "text", ja: lines }),
  compressionUtilitySync(lines, [
    ["a", "b"],
    ["ab", "a"],
  ]),
];
export const laterMeasures: Promise<unknown>[] = [
  tokenCounts(tokenizer, "text"),
  tokensPerByte(tokenizer, { en: "text" }),
  compressionUtility("text", [], { signal: AbortSignal.timeout(1) }),
];
// @ts-expect-error: a merge has two sides
compressionUtilitySync("text", [["a"]]);
const best: OptimalMerges = optimalMergesSync(lines, 2, {
  letters: "bytes",
  cuts: { order: false },
});
export const theory: [MergesFound, BackwardCurvature, ImprovedMerges, MergeCertificate] = [
  greedyMergesSync(WordCounts.countSync("text"), 3),
  backwardCurvatureSync("text", best.merges, { lengths: "same", samples: 10 }),
  improveMergesSync("text", best.merges, { maxMoves: 3, timeBudget: 10 }),
  certificateSync(model, WordCounts.countSync(lines), { rounds: 3, threads: 1 }),
];
export const laterTheory: Promise<MergeCertificate> = certificate(model, "text", {
  signal: AbortSignal.timeout(1),
});
export const forests: number | null = theory[3].bounds[theory[3].boundBy];
// @ts-expect-error: no such range
backwardCurvatureSync("text", [], { lengths: "all" });
// @ts-expect-error: a call that blocks cannot be cancelled
optimalMergesSync("text", 2, { signal: AbortSignal.timeout(1) });
export const tokens: Uint32Array = tokenizer.encode("text");
export const withSpecial: Uint32Array[] = [
  tokenizer.encode("text", { allowedSpecial: "all" }),
  tokenizer.encode("text", { allowedSpecial: ["<s>"], disallowedSpecial: new Set(["</s>"]) }),
];
// @ts-expect-error: a set of special tokens is no string
tokenizer.encode("text", { allowedSpecial: "<s>" });
export const decoded: string[] = [tokenizer.decode(tokens), tokenizer.decode([1, 2])];
// @ts-expect-error: bytes are no tokens
tokenizer.decode(new Uint8Array(1));
export const ofBytes: Uint32Array = tokenizer.encode(Buffer.from("text"));
// @ts-expect-error: a text is a string or bytes
tokenizer.encode(new Float64Array(1));
export const limited: number = tokenizer.count("text", { limit: 2, allowedSpecial: "all" });
export const cut: [string, Uint8Array] = [
  tokenizer.truncate("text", 1, { from: "middle" }),
  tokenizer.truncate(new Uint8Array(1), 1),
];
// @ts-expect-error: no such place
tokenizer.truncate("text", 1, { from: "left" });
export const textStream: TransformStream<Uint32Array | readonly number[] | number, string> =
  tokenizer.decoderStream({ skipSpecialTokens: true });
export const grown: number = tokenizer.live().append("text");
// @ts-expect-error: a call that blocks cannot be cancelled
tokenizer.encodeBatchSync(["text"], { signal: AbortSignal.timeout(1) });

const wordCounts: WordCounts = WordCounts.countSync(lines, {
  feed: "lines",
  invalidUtf8: "replace",
});
export const counted: Promise<WordCounts> = WordCounts.count(late, { pattern: "gpt2", threads: 2 });
// @ts-expect-error: no such feed
WordCounts.countSync(lines, { feed: "words" });
export const fromCounts: Model = trainSync(wordCounts, { vocabularySize: 300 });
export const merged: WordCounts = wordCounts
  .mergeSync([wordCounts])
  .mergeSync(wordCounts)
  .subtractSync(wordCounts);
export const savedCounts: Uint8Array = wordCounts.toBytesSync();
export const loaded: WordCounts = WordCounts.fromBytesSync(savedCounts);
export const numbersOfWords: number[] = [wordCounts.size, wordCounts.total, wordCounts.get("a")];
for (const [word, count] of wordCounts) console.log(word.concat(count.toFixed()));
// @ts-expect-error: made by count, merge, subtract and fromBytes
export const constructed: WordCounts = new WordCounts("text");

export const removed: readonly string[] = model.removedTokens;
export const smaller: Reduced[] = [
  model.truncate(300),
  model.shrink(tokenCountsSync(tokenizer, lines), 300),
  model.shrink([1, 2, 3], 2),
];
export const ids: Uint32Array | undefined = smaller[0]?.ids;
export const adapted: Adapted = adaptSync(model, lines, { add: 3, replace: 4, feed: "lines" });
export const tokensSaved: number = adapted.tokensBefore - adapted.tokensAfter;
export const adaptedLater: Promise<Adapted> = adapt(model, late, { replace: 4 });
// @ts-expect-error: a model has its pattern
adaptSync(model, lines, { add: 3, pattern: "gpt2" });
export const superwords: Model = trainSuperwordsSync(lines, { model, merges: 40, maxWords: 4 });
export const superwordsLater: Promise<Model> = trainSuperwords(late, {
  model,
  vocabularySize: 300,
  onMerge: ({ token }) => !token.includes(":"),
});
// @ts-expect-error: the model to go on from is missing
trainSuperwordsSync(lines, { merges: 40 });

const rankObject: RankObject = { pat_str: "\\S+|\\s+", special_tokens: {}, bpe_ranks: "! 0 YQ==" };
export const ranked: Model[] = [
  Model.fromRanksSync(rankObject, { specialTokens: { "<s>": 1 } }),
  Model.fromRanksSync(["a", [98], undefined, new Uint8Array(1)], { pattern: "gpt2" }),
];
export const rankedLater: Promise<Model> = Model.fromRanks(rankObject, { threads: 1 });
// @ts-expect-error: no ranks
Model.fromRanksSync({ pat_str: "a", special_tokens: {} });
