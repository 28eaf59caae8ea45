/** A trained model: the vocabulary and the merges that make it. */

import { types } from "node:util";
import { integer, MAX_COUNT, numbers, unshared } from "../arguments.ts";
import { callNow, run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { handleOf, Resource, type NativeHandle } from "../resource.ts";
import {
  type FileContents,
  type FilePath,
  filesAt,
  type LoadOptions,
  ranksSource,
  read,
  readSync,
  type SaveOptions,
  sourceAt,
  type SubwordNmtOptions,
  subwordNmtSource,
  type TiktokenOptions,
  tiktokenSource,
  tokenizerJsonSource,
  type VocabAndMergesOptions,
  type VocabAndMergesPaths,
  vocabAndMergesSource,
} from "./formats.ts";
import type { Pattern } from "./pattern.ts";
import type { RankObject, RanksOptions, TokensByRank } from "./ranks.ts";
import type { TieBreak } from "./tie-break.ts";
import { Tokenizer } from "./tokenizer/tokenizer.ts";
import type { StopReason, Trace } from "./trace.ts";

/** A merge: the two tokens that become one, written as in the vocabulary. */
export type Merge = readonly [left: string, right: string];

/** A model of some tokens of another one. */
export interface Reduced {
  /** The model. Its ids have no gaps; its tokens follow one another as they did. */
  readonly model: Model;
  /** For each of its tokens, the id that it had: which rows of a table of weights stay. */
  readonly ids: Uint32Array;
}

/**
 * A byte-pair encoding: tokens, and the merges that make them in the order in which they apply.
 *
 * Tokens of bytes are written in the byte-to-unicode alphabet of GPT-2, in which every byte is a
 * printable character (a space is `Ġ`), special tokens and those of characters as they are.
 */
export class Model extends Resource {
  /** @internal */
  constructor(handle: NativeHandle) {
    super(handle);
  }

  /**
   * The number of ids, each of which has a token in a model that was trained; fewer than asked for if
   * the corpus had nothing left to merge.
   */
  get vocabularySize(): number {
    return callNow((addon) => addon.modelVocabularySize(handleOf(this)));
  }

  /**
   * The tokens in the order of their ids: special tokens, bytes, merged ones. Models of others may have
   * them in another order, and ids without a token, which are empty strings here.
   */
  get vocabulary(): readonly string[] {
    return callNow((addon) => addon.modelVocabulary(handleOf(this)));
  }

  /**
   * Tokens that the training made and removed again, if it was told to (`picky`). No text becomes them,
   * and they have no ids.
   */
  get removedTokens(): readonly string[] {
    return callNow((addon) => addon.modelRemovedTokens(handleOf(this)));
  }

  /** The merges in the order in which they apply. Each access makes a new array. */
  get merges(): readonly Merge[] {
    const flat = callNow((addon) => addon.modelMerges(handleOf(this)));
    return Array.from({ length: flat.length / 2 }, (_, i) => [
      flat[2 * i] as string,
      flat[2 * i + 1] as string,
    ]);
  }

  /**
   * The course of the training, or undefined for a model that was not trained here. Each access makes new
   * arrays.
   */
  get trace(): Trace | undefined {
    const trace = callNow((addon) => addon.modelTrace(handleOf(this)));
    if (trace === null) return undefined;
    const { stop, ...columns } = trace;
    return { stopReason: stop as StopReason, ...columns };
  }

  /** Why the training ended, or undefined for a model that was not trained here. */
  get stopReason(): StopReason | undefined {
    return this.trace?.stopReason;
  }

  /** The rule that resolved ties, or undefined if it is not known. */
  get tieBreak(): TieBreak | undefined {
    const name = callNow((addon) => addon.modelTieBreak(handleOf(this)));
    return (name as TieBreak | null) ?? undefined;
  }

  /** The pattern that splits texts, by its name or as an expression, or undefined if it is not known. */
  get pattern(): Pattern | undefined {
    return callNow((addon) => addon.modelPattern(handleOf(this))) ?? undefined;
  }

  /**
   * A smaller model by rank: as many of the first merges as make at most `vocabularySize` tokens. For a
   * trained model, the one that a training for that size makes, whose tokens have the same ids.
   *
   * Special tokens, start symbols and other tokens that no merge makes stay. Takes time linear in the
   * vocabulary.
   *
   * @throws RangeError if the tokens that stay are more.
   */
  truncate(vocabularySize: number): Reduced {
    const size = integer("vocabularySize", vocabularySize, 0, MAX_COUNT - 1);
    const reduced = callNow((addon) => addon.modelTruncate(handleOf(this), size));
    return { model: new Model(reduced.model), ids: reduced.ids };
  }

  /**
   * A smaller model by use: the tokens of which a corpus has most, `counts` being how often it has each, as
   * {@link tokenCounts} counts them.
   *
   * Again and again the least used token goes that no other token is made of; of several the one with the
   * greatest id. Its two parts take over its count. So all tokens that stay can still be made. Special
   * tokens, start symbols and the unknown token stay. Takes O(n log n) for n tokens. After Purason et
   * al., "Teaching Old Tokenizers New Words" (2025), leaf-based pruning.
   *
   * @throws TypeError or RangeError if there is not one count for each id, if one is negative or not finite,
   * or if more tokens must stay.
   */
  shrink(counts: Float64Array | readonly number[], vocabularySize: number): Reduced {
    const list = countsOf(counts);
    const size = integer("vocabularySize", vocabularySize, 0, MAX_COUNT - 1);
    const reduced = callNow((addon) => addon.modelShrink(handleOf(this), list, size));
    return { model: new Model(reduced.model), ids: reduced.ids };
  }

  /**
   * The text of a `vocab.json` file: an object of the tokens and their ids, in the order of the ids.
   *
   * @throws GainfulError with code `ERR_UNSUPPORTED_FORMAT` if two tokens are written alike.
   */
  toVocabJson(): string {
    return callNow((addon) => addon.modelVocabJson(handleOf(this)));
  }

  /**
   * The text of a `merges.txt` file: a version line, then one merge a line.
   *
   * @throws GainfulError with code `ERR_UNSUPPORTED_FORMAT` if a token has a space or a line end, which
   * only models of characters have.
   */
  toMergesTxt(): string {
    return callNow((addon) => addon.modelMergesTxt(handleOf(this)));
  }

  /**
   * The text of a file of codes of subword-nmt, version 0.2: a version line, then one merge a line.
   *
   * @throws GainfulError with code `ERR_UNSUPPORTED_FORMAT` if words are not spelled in characters with
   * `</w>` at their end, or if a token has a space or a line end.
   */
  toSubwordNmt(): string {
    return callNow((addon) => addon.modelSubwordNmt(handleOf(this)));
  }

  /**
   * The text of a `tokenizer.json` file. Hugging Face's library loads it and encodes as
   * {@link Model.tokenizer} does, but for special tokens, which it looks for in the text.
   *
   * @throws GainfulError with code `ERR_UNSUPPORTED_FORMAT` if two tokens are written alike.
   */
  toTokenizerJson(): string {
    return callNow((addon) => addon.modelTokenizerJson(handleOf(this)));
  }

  /**
   * The text of a `.tiktoken` file, with which tiktoken encodes as {@link Model.tokenizer} does if it
   * is given the same pattern. Special tokens are not in it, nor are tokens that no text is encoded
   * to.
   *
   * Finds out how each token is made by rank; 200,000 tokens take about a tenth of a second.
   *
   * Rejects with a GainfulError of code `ERR_UNSUPPORTED_FORMAT` if ranks cannot express the model:
   * if it is made of characters, or merges in another order than that of the ids.
   */
  async toTiktoken(options?: CallOptions): Promise<string> {
    const files = await run(options, (addon, call) =>
      addon.writeModel(call, handleOf(this), "tiktoken"),
    );
    return files[0] as string;
  }

  /** Like {@link Model.toTiktoken}, but blocks. */
  toTiktokenSync(options?: SyncCallOptions): string {
    const [file] = runSync(options, (addon, threads) =>
      addon.writeModelSync(threads, handleOf(this), "tiktoken"),
    );
    return file as string;
  }

  /**
   * Writes the model into a file, or into two for `{ vocab, merges }`.
   *
   * A file is there whole or not at all: it is written beside the old one and takes its place once
   * the disk has it, so whoever reads it meanwhile gets the old one. If anything fails, the old file
   * stays as it was. Its permissions are kept, and a symbolic link goes on to lead to it.
   *
   * Rejects with a GainfulError: of code `ERR_FILE` if the file cannot be written (no such folder, disk
   * full, not a regular file), of code `ERR_UNSUPPORTED_FORMAT` if the format cannot hold the model.
   */
  async save(
    path: FilePath | VocabAndMergesPaths,
    options?: SaveOptions & CallOptions,
  ): Promise<void> {
    const { format, paths } = filesAt(path, options);
    await run(options, (addon, call) => addon.saveModel(call, handleOf(this), format, paths));
  }

  /** Like {@link Model.save}, but blocks. */
  saveSync(path: FilePath | VocabAndMergesPaths, options?: SaveOptions & SyncCallOptions): void {
    const { format, paths } = filesAt(path, options);
    runSync(options, (addon, threads) =>
      addon.saveModelSync(threads, handleOf(this), format, paths),
    );
  }

  /** A tokenizer that applies the merges. It does not depend on the model, which can be disposed. */
  tokenizer(): Tokenizer {
    const handle = callNow((addon) => addon.modelTokenizer(handleOf(this)));
    return new Tokenizer(handle);
  }

  /**
   * The model of a `tokenizer.json` of Hugging Face's tokenizers, of type BPE.
   *
   * It encodes as Hugging Face's library does with `add_special_tokens` off, if all special tokens are
   * allowed ({@link SpecialTokenOptions}): all added tokens of the file are special ones. A file whose
   * pipeline has anything that is not done in exactly the same way (another normalizer than NFC, another
   * pre-tokenizer, dropout...) is refused. Where the file has the normalizer NFC, as that of Qwen, texts are
   * composed before they are split, and `decode(encode(text))` is `text.normalize("NFC")`.
   *
   * Rejects with a GainfulError of code `ERR_UNSUPPORTED_FORMAT`, whose message has the path in the
   * file and the value that was found there.
   */
  static async fromTokenizerJson(file: FileContents, options?: CallOptions): Promise<Model> {
    return new Model(await read(tokenizerJsonSource(file), options));
  }

  /** Like {@link Model.fromTokenizerJson}, but blocks. */
  static fromTokenizerJsonSync(file: FileContents, options?: SyncCallOptions): Model {
    return new Model(readSync(tokenizerJsonSource(file), options));
  }

  /**
   * The model of a `vocab.json` and a `merges.txt` as GPT-2 has them. A line that begins with
   * `#version` is passed over if it is the first one. Tokens that no merge makes stay in the
   * vocabulary, and no text is encoded to them.
   *
   * Rejects with a GainfulError of code `ERR_UNSUPPORTED_FORMAT`, whose message has the line or the token
   * that does not fit.
   */
  static async fromVocabAndMerges(
    vocab: FileContents,
    merges: FileContents,
    options?: VocabAndMergesOptions & CallOptions,
  ): Promise<Model> {
    return new Model(await read(vocabAndMergesSource(vocab, merges, options), options));
  }

  /** Like {@link Model.fromVocabAndMerges}, but blocks. */
  static fromVocabAndMergesSync(
    vocab: FileContents,
    merges: FileContents,
    options?: VocabAndMergesOptions & SyncCallOptions,
  ): Model {
    return new Model(readSync(vocabAndMergesSource(vocab, merges, options), options));
  }

  /**
   * The model of a `.tiktoken` file: a token a line, its bytes in base64, a space and its rank, which
   * becomes its id. Ranks need be neither in order nor without gaps.
   *
   * It encodes as tiktoken does, whatever the ranks are: merges are found by merging each token's
   * bytes by rank, and where they cannot make a token, a pre-token that equals it becomes that token
   * all the same. 200,000 tokens take about a quarter of a second.
   *
   * Rejects with a GainfulError of code `ERR_UNSUPPORTED_FORMAT`, whose message has the line that does not
   * fit.
   */
  static async fromTiktoken(
    file: FileContents,
    options: TiktokenOptions & CallOptions,
  ): Promise<Model> {
    return new Model(await read(tiktokenSource(file, options), options));
  }

  /** Like {@link Model.fromTiktoken}, but blocks. */
  static fromTiktokenSync(file: FileContents, options: TiktokenOptions & SyncCallOptions): Model {
    return new Model(readSync(tiktokenSource(file, options), options));
  }

  /**
   * The model of ranks that another package holds in memory: the objects of js-tiktoken and of the npm package
   * tiktoken, `{ pat_str, special_tokens, bpe_ranks }`, and gpt-tokenizer's arrays of tokens, for which
   * `options` has to say the pattern.
   *
   * It encodes as {@link Model.fromTiktoken} says. A `pat_str` is an expression in the syntax of
   * {@link Pattern}; js-tiktoken's own two, which JavaScript can read in the place of the original ones,
   * are `cl100k` and `o200k`. Special tokens stand for their text.
   *
   * Rejects with a TypeError for an argument of another form, and with a GainfulError of code
   * `ERR_UNSUPPORTED_FORMAT`, whose message has the line or the token that does not fit.
   */
  static async fromRanks(
    ranks: RankObject | TokensByRank,
    options?: RanksOptions & CallOptions,
  ): Promise<Model> {
    return new Model(await read(ranksSource(ranks, options), options));
  }

  /** Like {@link Model.fromRanks}, but blocks. */
  static fromRanksSync(
    ranks: RankObject | TokensByRank,
    options?: RanksOptions & SyncCallOptions,
  ): Model {
    return new Model(readSync(ranksSource(ranks, options), options));
  }

  /**
   * The model of the codes of subword-nmt, version 0.2: merges of characters, of which the last one of a
   * word has `</w>` behind it. A merge that stands there twice counts once.
   *
   * Its alphabet are the characters that merges begin with, as the file has no others: `encode` throws
   * for a text with another one, or with one at the end of a word that merges have elsewhere only. What
   * {@link Model.toSubwordNmt} writes is such a file again.
   *
   * Rejects with a GainfulError of code `ERR_UNSUPPORTED_FORMAT`, whose message has the line that does not
   * fit.
   */
  static async fromSubwordNmt(
    codes: FileContents,
    options?: SubwordNmtOptions & CallOptions,
  ): Promise<Model> {
    return new Model(await read(subwordNmtSource(codes, options), options));
  }

  /** Like {@link Model.fromSubwordNmt}, but blocks. */
  static fromSubwordNmtSync(
    codes: FileContents,
    options?: SubwordNmtOptions & SyncCallOptions,
  ): Model {
    return new Model(readSync(subwordNmtSource(codes, options), options));
  }

  /**
   * The model in a file, or in two for `{ vocab, merges }`; what the format does not hold is said by
   * `options`.
   *
   * Rejects with a GainfulError: of code `ERR_FILE` if the file cannot be read, of code
   * `ERR_UNSUPPORTED_FORMAT` if it is no model or has something that is not done in the same way.
   */
  static async load(
    path: FilePath | VocabAndMergesPaths,
    options?: LoadOptions & CallOptions,
  ): Promise<Model> {
    return new Model(await read(sourceAt(path, options), options));
  }

  /** Like {@link Model.load}, but blocks. */
  static loadSync(
    path: FilePath | VocabAndMergesPaths,
    options?: LoadOptions & SyncCallOptions,
  ): Model {
    return new Model(readSync(sourceAt(path, options), options));
  }
}

function countsOf(counts: unknown): Float64Array {
  if (types.isFloat64Array(counts)) return unshared(counts);
  if (Array.isArray(counts)) return numbers("counts", counts);
  throw invalidArgument("counts", "an array of numbers", counts);
}
