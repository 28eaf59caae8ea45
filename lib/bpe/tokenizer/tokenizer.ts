/** Tokenizers: apply the merges of a model. */

import { types } from "node:util";
import { integer, MAX_COUNT, oneOf, unshared } from "../../arguments.ts";
import { callNow, run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";
import { handleOf, Resource, type NativeHandle } from "../../resource.ts";
import {
  type FileContents,
  type FilePath,
  type LoadOptions,
  pathOf,
  ranksSource,
  sourceAt,
  type TiktokenOptions,
  tiktokenSource,
  tokenizerJsonSource,
  type VocabAndMergesOptions,
  type VocabAndMergesPaths,
  vocabAndMergesSource,
} from "../formats.ts";
import type { RankObject, RanksOptions, TokensByRank } from "../ranks.ts";
import {
  type DecodeOptions,
  type Decoder,
  decoderStream,
  skipsSpecial,
  TokenDecoder,
} from "./decoder.ts";
import { type EncodedText, type OffsetOptions, PlacedText, unitOf } from "./encoded-text.ts";
import { LiveEncoder } from "./live-encoder.ts";
import { readTokenizer, readTokenizerSync } from "./read.ts";
import { CALL_FIELDS, policyOf, type SpecialTokenOptions } from "./special-tokens.ts";
import { checkText, checkTexts, type EncodableText } from "./text.ts";
import { Batch, type EncodedBatch, idsOf, joined, type Tokens } from "./tokens.ts";
import { CUTS, keptOf, type TruncateOptions } from "./truncate.ts";

/** How tokens are counted. */
export interface CountTokensOptions extends SpecialTokenOptions {
  /**
   * More tokens than these are not counted: of a text that has more, the count is `limit + 1`, and what
   * comes after is not read. Default: all are counted.
   */
  readonly limit?: number | undefined;
}

/**
 * Encodes texts into tokens and tokens into texts.
 *
 * It is read from a file by {@link Tokenizer.load} and its likes, or made of a model by
 * {@link Model.tokenizer}. It keeps no state between calls, so that any number of calls may use it at the
 * same time.
 *
 * Functions of one text are quick and block. The ones of long texts, many texts and files return a
 * promise, use all cores, and have a twin that blocks.
 */
export class Tokenizer extends Resource {
  /** The number of ids, from 0 to one less. Some may have no token. */
  readonly vocabularySize: number;

  /** @internal */
  constructor(handle: NativeHandle) {
    super(handle);
    this.vocabularySize = callNow((addon) => addon.tokenizerVocabularySize(handle));
  }

  /**
   * The tokens of a text: it is split into pre-tokens by the pattern of the model, and in each of
   * them the first merge of the list that applies is applied, leftmost first, until none does. No
   * text is taken for a special token unless `options` say so.
   *
   * Takes O(n) for a text of length n, whatever it holds, if each merge comes after those that make its
   * parts, as in all models that were trained; at most O(n log n) if not, where a pre-token is long.
   *
   * @throws TypeError if `text` is none, or has a byte or character that is no token of the model
   * (the message has it and its index), or if `options` name a special token that is none. Trained models
   * of bytes have a token for each byte; one that was read may have a token for unknown ones instead,
   * which they become. GainfulError with code `ERR_SPECIAL_TOKEN` if the text has a disallowed special token.
   */
  encode(text: EncodableText, options?: SpecialTokenOptions): Uint32Array {
    const policy = policyOf(options);
    const handle = handleOf(this);
    if (typeof text === "string") {
      return callNow((addon) => addon.tokenizerEncode(handle, text, policy));
    }
    const bytes = checkText("text", text) as Uint8Array;
    return callNow((addon) => addon.tokenizerEncodeBytes(handle, bytes, policy));
  }

  /**
   * Like {@link encode}, but off the main thread and on all cores, for long texts. Rejects as that
   * throws. Progress has the stage `encoding` (bytes).
   */
  async encodeAsync(
    text: EncodableText,
    options?: SpecialTokenOptions & CallOptions,
  ): Promise<Uint32Array> {
    const [checked, policy] = [checkText("text", text), policyOf(options, CALL_FIELDS)];
    return run(options, (addon, call) =>
      addon.tokenizerEncodeText(call, handleOf(this), checked, policy),
    );
  }

  /**
   * The tokens of many texts, each encoded by itself, in one array. The result does not depend on how many
   * threads there are. Progress has the stage `encoding` (bytes).
   *
   * Rejects as {@link encode} throws; messages end with which text it is, as in `(texts[3])`. RangeError
   * if there are 2^32 tokens or more.
   */
  async encodeBatch(
    texts: readonly EncodableText[],
    options?: SpecialTokenOptions & CallOptions,
  ): Promise<EncodedBatch> {
    const [checked, policy] = [checkTexts(texts), policyOf(options, CALL_FIELDS)];
    return new Batch(
      await run(options, (addon, call) =>
        addon.tokenizerEncodeBatch(call, handleOf(this), checked, policy),
      ),
    );
  }

  /** Like {@link encodeBatch}, but blocks. */
  encodeBatchSync(
    texts: readonly EncodableText[],
    options?: SpecialTokenOptions & SyncCallOptions,
  ): EncodedBatch {
    const [checked, policy] = [checkTexts(texts), policyOf(options, CALL_FIELDS)];
    return new Batch(
      runSync(options, (addon, threads) =>
        addon.tokenizerEncodeBatchSync(threads, handleOf(this), checked, policy),
      ),
    );
  }

  /**
   * The tokens of a file, which is read as bytes ({@link EncodableText}) and is in memory while it is encoded.
   *
   * Rejects as {@link encode} throws; GainfulError with code `ERR_FILE` if it cannot be read.
   */
  async encodeFile(
    path: FilePath,
    options?: SpecialTokenOptions & CallOptions,
  ): Promise<Uint32Array> {
    const [file, policy] = [pathOf("path", path), policyOf(options, CALL_FIELDS)];
    return run(options, (addon, call) =>
      addon.tokenizerEncodeFile(call, handleOf(this), file, policy),
    );
  }

  /** Like {@link encodeFile}, but blocks. */
  encodeFileSync(path: FilePath, options?: SpecialTokenOptions & SyncCallOptions): Uint32Array {
    const [file, policy] = [pathOf("path", path), policyOf(options, CALL_FIELDS)];
    return runSync(options, (addon, threads) =>
      addon.tokenizerEncodeFileSync(threads, handleOf(this), file, policy),
    );
  }

  /**
   * The tokens of a text with their places in it, and how many there are in any part of it.
   *
   * @throws As {@link encode}; TypeError for places of bytes in UTF-16; RangeError for a text of 2^32
   * bytes or more.
   */
  encodeWithOffsets(text: EncodableText, options?: OffsetOptions): EncodedText {
    const [checked, policy] = [checkText("text", text), policyOf(options, ["unit"])];
    const unit = unitOf(checked, options?.unit);
    const placed = callNow((addon) =>
      addon.tokenizerEncodePlaced(handleOf(this), checked, policy, unit === "bytes"),
    );
    return new PlacedText(placed, unit);
  }

  /**
   * How many tokens a text has; `limit + 1` if it has more than `limit`, which is found in about the time
   * of that many. So `count(text, { limit }) <= limit` tells whether a text is short enough.
   *
   * No text is taken for a special token, and none refused, unless `options` say so. Of a text that has more
   * tokens than `limit`, what comes after is not looked at.
   *
   * @throws As {@link encode}; TypeError or RangeError if `limit` is no integer, or negative.
   */
  count(text: EncodableText, options?: CountTokensOptions): number {
    const [checked, policy] = [checkText("text", text), policyOf(options, ["limit"])];
    const limit = options?.limit;
    const most =
      limit === undefined ? Infinity : integer("limit", limit, 0, Number.MAX_SAFE_INTEGER - 1);
    return callNow((addon) => addon.tokenizerCount(handleOf(this), checked, policy, most));
  }

  /** How many tokens each of many texts has. Rejects as {@link encodeBatch} does. */
  async countBatch(
    texts: readonly EncodableText[],
    options?: SpecialTokenOptions & CallOptions,
  ): Promise<Float64Array> {
    const [checked, policy] = [checkTexts(texts), policyOf(options, CALL_FIELDS)];
    return run(options, (addon, call) =>
      addon.tokenizerCountBatch(call, handleOf(this), checked, policy),
    );
  }

  /** Like {@link countBatch}, but blocks. */
  countBatchSync(
    texts: readonly EncodableText[],
    options?: SpecialTokenOptions & SyncCallOptions,
  ): Float64Array {
    const [checked, policy] = [checkTexts(texts), policyOf(options, CALL_FIELDS)];
    return runSync(options, (addon, threads) =>
      addon.tokenizerCountBatchSync(threads, handleOf(this), checked, policy),
    );
  }

  /**
   * A text without what makes it more than `maxTokens` tokens. {@link count} of the result with the same
   * options is at most that: a cut text can become more tokens than it had as a part, and then is
   * cut further. Characters are kept whole. A text that is short enough is returned as it is.
   *
   * To remove the end takes the time of encoding twice what is kept; otherwise the whole text is encoded.
   * A model that composes texts (NFC) returns the composed text if it cuts something off.
   *
   * @throws As {@link encode}, of what was looked at; TypeError or RangeError if `maxTokens` is no integer
   * from 0 to 2^32 - 1.
   */
  truncate<T extends EncodableText>(
    text: T,
    maxTokens: number,
    options?: TruncateOptions,
  ): T extends string ? string : Uint8Array;
  truncate(text: EncodableText, maxTokens: number, options?: TruncateOptions): EncodableText {
    const [checked, policy] = [checkText("text", text), policyOf(options, ["from"])];
    const most = integer("maxTokens", maxTokens, 0, MAX_COUNT);
    const from = options?.from === undefined ? "end" : oneOf("from", options.from, CUTS);
    const kept = callNow((addon) =>
      addon.tokenizerTruncate(handleOf(this), checked, policy, most, from),
    );
    return kept === null ? text : keptOf(checked, kept);
  }

  /** An encoder of a text that grows, empty at first, which always has its exact tokens. */
  live(options?: SpecialTokenOptions): LiveEncoder {
    const policy = policyOf(options);
    return new LiveEncoder(callNow((addon) => addon.liveEncoder(handleOf(this), policy)));
  }

  /**
   * The text of tokens. Bytes that are not UTF-8, as a part of an encoding can have, become U+FFFD
   * by the rule of the Encoding Standard; `decode(encode(text))` is `text` unless the pattern drops
   * white space, the model composes texts or has a token for unknown characters, or special tokens take white
   * space with them.
   *
   * In models of characters each end-of-word suffix becomes a space, but at the end; if there is only
   * a prefix, each token without it follows a space.
   *
   * @throws RangeError for a token that is not in the vocabulary (the message has it and its index).
   */
  decode(tokens: Tokens, options?: DecodeOptions): string {
    const [ids, skips] = [idsOf("tokens", tokens), skipsSpecial(options)];
    return callNow((addon) => addon.tokenizerDecode(handleOf(this), ids, skips));
  }

  /**
   * The bytes of tokens, exactly: those that were encoded, also if they are not UTF-8.
   *
   * @throws As {@link decode}.
   */
  decodeBytes(tokens: Tokens, options?: DecodeOptions): Uint8Array {
    const [ids, skips] = [idsOf("tokens", tokens), skipsSpecial(options)];
    return callNow((addon) => addon.tokenizerDecodeBytes(handleOf(this), ids, skips, true, true));
  }

  /**
   * The texts of an encoded batch, or of many lists of tokens, on all cores. Rejects as {@link decode}
   * throws, with the index among all tokens.
   */
  async decodeBatch(
    batch: EncodedBatch | readonly Tokens[],
    options?: DecodeOptions & CallOptions,
  ): Promise<string[]> {
    const [{ tokens, offsets }, skips] = [joined(batch), skipsSpecial(options, CALL_FIELDS)];
    return run(options, (addon, call) =>
      addon.tokenizerDecodeBatch(call, handleOf(this), tokens, offsets, skips),
    );
  }

  /** Like {@link decodeBatch}, but blocks. */
  decodeBatchSync(
    batch: EncodedBatch | readonly Tokens[],
    options?: DecodeOptions & SyncCallOptions,
  ): string[] {
    const [{ tokens, offsets }, skips] = [joined(batch), skipsSpecial(options, CALL_FIELDS)];
    return runSync(options, (addon, threads) =>
      addon.tokenizerDecodeBatchSync(threads, handleOf(this), tokens, offsets, skips),
    );
  }

  /** A decoder of tokens that arrive bit by bit, which never splits a character. */
  createDecoder(options?: DecodeOptions): Decoder {
    return new TokenDecoder(() => handleOf(this), skipsSpecial(options));
  }

  /** A transform stream from tokens, one by one or in lists, to text, which never splits a character. */
  decoderStream(options?: DecodeOptions): TransformStream<Tokens | number, string> {
    return decoderStream(this.createDecoder(options));
  }

  /** The special tokens and their ids. Each access makes a new map. */
  get specialTokens(): ReadonlyMap<string, number> {
    const { texts, ids } = callNow((addon) => addon.tokenizerSpecialTokens(handleOf(this)));
    return new Map(texts.map((text, i) => [text, ids[i] as number]));
  }

  /**
   * How a token is written in files, as in {@link Model.vocabulary}: bytes in the byte-to-unicode alphabet,
   * special tokens and characters as they are. Undefined for an id without a token.
   */
  tokenOf(id: number): string | undefined {
    const checked = integer("id", id, 0, MAX_COUNT);
    return callNow((addon) => addon.tokenizerTokenOf(handleOf(this), checked)) ?? undefined;
  }

  /** The bytes that a token stands for; undefined for an id without a token. */
  bytesOf(id: number): Uint8Array | undefined {
    const checked = integer("id", id, 0, MAX_COUNT);
    return callNow((addon) => addon.tokenizerBytesOf(handleOf(this), checked)) ?? undefined;
  }

  /**
   * The id of a token: of a string, by how it is written ({@link tokenOf}), special tokens among them; of
   * bytes, by what it stands for, the smallest id if there are several. Undefined if there is none.
   *
   * The first call sorts the vocabulary; others take O(log n).
   */
  idOf(token: string | Uint8Array): number | undefined {
    const key = types.isUint8Array(token) ? unshared(token) : token;
    if (typeof key !== "string" && !types.isUint8Array(key)) {
      throw invalidArgument("token", "a string or a Uint8Array", token);
    }
    return callNow((addon) => addon.tokenizerIdOf(handleOf(this), key)) ?? undefined;
  }

  /** The tokenizer in a file, or in two; as {@link Model.load}, without keeping the model. */
  static async load(
    path: FilePath | VocabAndMergesPaths,
    options?: LoadOptions & CallOptions,
  ): Promise<Tokenizer> {
    return new Tokenizer(await readTokenizer(sourceAt(path, options), options));
  }

  /** Like {@link Tokenizer.load}, but blocks. */
  static loadSync(
    path: FilePath | VocabAndMergesPaths,
    options?: LoadOptions & SyncCallOptions,
  ): Tokenizer {
    return new Tokenizer(readTokenizerSync(sourceAt(path, options), options));
  }

  /** The tokenizer of a `tokenizer.json`; as {@link Model.fromTokenizerJson}. */
  static async fromTokenizerJson(file: FileContents, options?: CallOptions): Promise<Tokenizer> {
    return new Tokenizer(await readTokenizer(tokenizerJsonSource(file), options));
  }

  /** Like {@link Tokenizer.fromTokenizerJson}, but blocks. */
  static fromTokenizerJsonSync(file: FileContents, options?: SyncCallOptions): Tokenizer {
    return new Tokenizer(readTokenizerSync(tokenizerJsonSource(file), options));
  }

  /** The tokenizer of a `vocab.json` and a `merges.txt`; as {@link Model.fromVocabAndMerges}. */
  static async fromVocabAndMerges(
    vocab: FileContents,
    merges: FileContents,
    options?: VocabAndMergesOptions & CallOptions,
  ): Promise<Tokenizer> {
    return new Tokenizer(
      await readTokenizer(vocabAndMergesSource(vocab, merges, options), options),
    );
  }

  /** Like {@link Tokenizer.fromVocabAndMerges}, but blocks. */
  static fromVocabAndMergesSync(
    vocab: FileContents,
    merges: FileContents,
    options?: VocabAndMergesOptions & SyncCallOptions,
  ): Tokenizer {
    return new Tokenizer(readTokenizerSync(vocabAndMergesSource(vocab, merges, options), options));
  }

  /** The tokenizer of a `.tiktoken` file; as {@link Model.fromTiktoken}. */
  static async fromTiktoken(
    file: FileContents,
    options: TiktokenOptions & CallOptions,
  ): Promise<Tokenizer> {
    return new Tokenizer(await readTokenizer(tiktokenSource(file, options), options));
  }

  /** Like {@link Tokenizer.fromTiktoken}, but blocks. */
  static fromTiktokenSync(
    file: FileContents,
    options: TiktokenOptions & SyncCallOptions,
  ): Tokenizer {
    return new Tokenizer(readTokenizerSync(tiktokenSource(file, options), options));
  }

  /**
   * The tokenizer of ranks that js-tiktoken, the npm package tiktoken or gpt-tokenizer hold; as
   * {@link Model.fromRanks}.
   */
  static async fromRanks(
    ranks: RankObject | TokensByRank,
    options?: RanksOptions & CallOptions,
  ): Promise<Tokenizer> {
    return new Tokenizer(await readTokenizer(ranksSource(ranks, options), options));
  }

  /** Like {@link Tokenizer.fromRanks}, but blocks. */
  static fromRanksSync(
    ranks: RankObject | TokensByRank,
    options?: RanksOptions & SyncCallOptions,
  ): Tokenizer {
    return new Tokenizer(readTokenizerSync(ranksSource(ranks, options), options));
  }
}
