/**
 * Byte-pair encoding: optimize merges on a corpus, and apply them.
 *
 * @module bpe
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export { Resource } from "../resource.ts";
export type { CountOptions, Feed, InvalidUtf8 } from "./count-options.ts";
export type { Corpus, CorpusFiles, CorpusGlob, SyncCorpus } from "./corpus.ts";
export type {
  FileContents,
  FilePath,
  LoadOptions,
  ModelFormat,
  SaveOptions,
  TiktokenOptions,
  VocabAndMergesOptions,
  VocabAndMergesPaths,
} from "./formats.ts";
export { type Merge, Model } from "./model.ts";
export {
  type CharacterMerge,
  compressionUtility,
  compressionUtilitySync,
} from "./theory/compression-utility.ts";
export { renyiEfficiency } from "./theory/renyi-efficiency.ts";
export {
  type TextsByLanguage,
  tokenCounts,
  tokenCountsSync,
  tokensPerByte,
  tokensPerByteSync,
} from "./theory/token-counts.ts";
export { Tokenizer } from "./tokenizer.ts";
export type { Pattern } from "./pattern.ts";
export type { TieBreak } from "./tie-break.ts";
export type { MergeCandidate, OnMerge } from "./on-merge.ts";
export type { StopReason, Trace } from "./trace.ts";
export { train, trainSync } from "./train.ts";
export type { Alphabet, Overlap, TrainOptions } from "./train-options.ts";
export { type CountedWord, WordCounts } from "./word-counts.ts";
