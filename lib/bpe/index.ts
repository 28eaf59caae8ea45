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
  SubwordNmtOptions,
  TiktokenOptions,
  VocabAndMergesOptions,
  VocabAndMergesPaths,
} from "./formats.ts";
export { type Merge, Model, type Reduced } from "./model.ts";
export type { RankObject, RanksOptions, TokensByRank } from "./ranks.ts";
export { adapt, type Adapted, type AdaptOptions, adaptSync } from "./stages/adapt.ts";
export {
  type SuperwordOptions,
  type SuperwordSettings,
  trainSuperwords,
  trainSuperwordsSync,
} from "./stages/superwords.ts";
export {
  type BackwardCurvature,
  backwardCurvature,
  type BackwardCurvatureOptions,
  backwardCurvatureSync,
  type CurvatureLengths,
} from "./theory/backward-curvature.ts";
export {
  certificate,
  certificateSync,
  type MergeBounds,
  type MergeCertificate,
  type MergeCertificateOptions,
} from "./theory/certificate.ts";
export { compressionUtility, compressionUtilitySync } from "./theory/compression-utility.ts";
export { greedyMerges, greedyMergesSync } from "./theory/greedy-merges.ts";
export {
  type ImprovedMerges,
  improveMerges,
  type ImproveMergesOptions,
  improveMergesSync,
} from "./theory/improve-merges.ts";
export {
  type OptimalMerges,
  optimalMerges,
  type OptimalMergesOptions,
  optimalMergesSync,
  type SearchCuts,
} from "./theory/optimal-merges.ts";
export type {
  Letters,
  LettersOptions,
  MergeableWords,
  MergesFound,
  TimeBudgetOptions,
} from "./theory/problem.ts";
export { renyiEfficiency, renyiEntropy } from "./theory/renyi.ts";
export {
  type TextsByLanguage,
  tokenCounts,
  tokenCountsSync,
  tokensPerByte,
  tokensPerByteSync,
} from "./theory/token-counts.ts";
export type { DecodeOptions, Decoder } from "./tokenizer/decoder.ts";
export type { EncodedText, OffsetOptions, PlaceUnit } from "./tokenizer/encoded-text.ts";
export { LiveEncoder } from "./tokenizer/live-encoder.ts";
export type { SpecialTokenOptions, SpecialTokenSet } from "./tokenizer/special-tokens.ts";
export type { EncodableText } from "./tokenizer/text.ts";
export { type CountTokensOptions, Tokenizer } from "./tokenizer/tokenizer.ts";
export type { EncodedBatch, Tokens } from "./tokenizer/tokens.ts";
export type { TruncateFrom, TruncateOptions } from "./tokenizer/truncate.ts";
export type { Pattern, PatternName } from "./pattern.ts";
export type { TieBreak } from "./tie-break.ts";
export type { MergeCandidate, OnMerge } from "./on-merge.ts";
export type { StopReason, Trace } from "./trace.ts";
export { train, trainSync } from "./train.ts";
export type {
  Alphabet,
  Overlap,
  StopAtMerges,
  StopAtVocabularySize,
  TrainOptions,
  TrainSettings,
  TrainSize,
} from "./train-options.ts";
export { type CountedWord, WordCounts } from "./word-counts.ts";
