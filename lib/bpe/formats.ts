/** The files of models: which formats there are, and what has to be said about each. */

import { fileURLToPath } from "node:url";
import { types } from "node:util";
import { integer, MAX_COUNT, oneOf, record, unshared } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import type { NativeHandle } from "../resource.ts";
import { checkPattern, type Pattern } from "./pattern.ts";
import { type RanksOptions, saidByRanks } from "./ranks.ts";

const FORMATS = ["tokenizer-json", "vocab-and-merges", "tiktoken", "subword-nmt"] as const;

/**
 * A format that models are written in:
 *
 * - `tokenizer-json`: `tokenizer.json` of Hugging Face's tokenizers, which holds all of a model
 * - `vocab-and-merges`: `vocab.json` and `merges.txt` of GPT-2; without the pattern, and without which
 *   tokens are special
 * - `tiktoken`: ranks, as OpenAI's tiktoken reads them; without the pattern and special tokens
 * - `subword-nmt`: codes of subword-nmt, version 0.2, for words in characters with `</w>` at their end;
 *   without the pattern (default: `whitespace`), special tokens, and characters that no merge has
 */
export type ModelFormat = (typeof FORMATS)[number];

/** A file's contents: text, or its UTF-8 bytes. */
export type FileContents = string | Uint8Array;

/** The path of a file, or its `file:` URL. */
export type FilePath = string | URL;

/** The two files of a model as GPT-2 has them. */
export interface VocabAndMergesPaths {
  /** The path of `vocab.json`: an object of tokens and their ids. */
  readonly vocab: FilePath;
  /** The path of `merges.txt`: one merge a line. */
  readonly merges: FilePath;
}

/** What a `vocab.json` and a `merges.txt` do not say about their model. */
export interface VocabAndMergesOptions {
  /** How texts are split. Default: `gpt2`. */
  readonly pattern?: Pattern | undefined;
  /**
   * The special tokens: those of the vocabulary by themselves, or an object of tokens and their ids,
   * which need not be in the vocabulary. Default: none.
   */
  readonly specialTokens?: readonly string[] | Readonly<Record<string, number>> | undefined;
  /**
   * What words are spelled in: `bytes`, written in the byte-to-unicode alphabet of GPT-2, or
   * `characters`, written as they are. Default: `bytes`.
   */
  readonly alphabet?: "bytes" | "characters" | undefined;
  /** What follows the last symbol of a word, if symbols are characters. Default: nothing. */
  readonly endOfWordSuffix?: string | undefined;
  /** What precedes all symbols of a word but the first, if they are characters. Default: nothing. */
  readonly continuingSubwordPrefix?: string | undefined;
}

/** What a `.tiktoken` file does not say about its model. */
export interface TiktokenOptions {
  /** How texts are split; the file alone does not tell which pattern its ranks are for. */
  readonly pattern: Pattern;
  /** The special tokens and their ids. Default: none. */
  readonly specialTokens?: Readonly<Record<string, number>> | undefined;
}

/** What the codes of subword-nmt do not say about their model. */
export interface SubwordNmtOptions {
  /** How texts are split. Default: `whitespace`. */
  readonly pattern?: Pattern | undefined;
}

/** In which format files are, and what they do not say about their model. */
export interface LoadOptions extends VocabAndMergesOptions {
  /**
   * The format. Default: `vocab-and-merges` for two paths, `tiktoken` for a path that ends in
   * `.tiktoken`, and `tokenizer-json` for one that ends in `.json`.
   */
  readonly format?: ModelFormat | undefined;
}

/** In which format a model is written. */
export interface SaveOptions {
  /** The format. Default: as for {@link LoadOptions.format}. */
  readonly format?: ModelFormat | undefined;
}

/**
 * A model in files as the addon takes it.
 *
 * @internal
 */
export type ModelSource = Parameters<Native["readModelSync"]>[1];

/**
 * Reads a model.
 *
 * @internal
 */
export function read(source: ModelSource, options: CallOptions | undefined): Promise<NativeHandle> {
  return run(options, (addon, call) => addon.readModel(call, source));
}

/**
 * Like {@link read}, but blocks.
 *
 * @internal
 */
export function readSync(source: ModelSource, options: SyncCallOptions | undefined): NativeHandle {
  return runSync(options, (addon, threads) => addon.readModelSync(threads, source));
}

/** @internal */
export function tokenizerJsonSource(file: unknown): ModelSource {
  return { ...NOTHING_SAID, format: "tokenizer-json", contents: [contents("file", file)] };
}

/** @internal */
export function vocabAndMergesSource(
  vocab: unknown,
  merges: unknown,
  options: VocabAndMergesOptions | undefined,
): ModelSource {
  const files = [contents("vocab", vocab), contents("merges", merges)];
  return { ...said(options, "gpt2"), format: "vocab-and-merges", contents: files };
}

/** @internal */
export function tiktokenSource(file: unknown, options: TiktokenOptions): ModelSource {
  const bytes = contents("file", file);
  return { ...saidOfRanks(options), format: "tiktoken", contents: [bytes] };
}

/** @internal */
export function ranksSource(ranks: unknown, options: RanksOptions | undefined): ModelSource {
  if (options !== undefined) record("options", options);
  const { text, pattern, specialTokens } = saidByRanks(ranks);
  const tokens = { ...specialTokens, ...record("specialTokens", options?.specialTokens ?? {}) };
  return {
    ...saidOfRanks({ pattern: options?.pattern ?? pattern, specialTokens: tokens }),
    format: "ranks",
    contents: [encoder.encode(text)],
  };
}

/** @internal */
export function subwordNmtSource(
  codes: unknown,
  options: SubwordNmtOptions | undefined,
): ModelSource {
  const bytes = contents("codes", codes);
  return { ...saidOfCodes(options), format: "subword-nmt", contents: [bytes] };
}

/** @internal */
export function sourceAt(path: unknown, options: LoadOptions | undefined): ModelSource {
  const { format, paths } = filesAt(path, options);
  switch (format) {
    case "tokenizer-json":
      refuse("a tokenizer.json", ["pattern", ...SAID_BY_CODES], options);
      return { ...NOTHING_SAID, format, paths };
    case "vocab-and-merges":
      return { ...said(options, "gpt2"), format, paths };
    case "tiktoken":
      return { ...saidOfRanks(options), format, paths };
    case "subword-nmt":
      refuse("the format", SAID_BY_CODES, options);
      return { ...saidOfCodes(options), format, paths };
  }
}

/**
 * The format of a model and the paths of its files.
 *
 * @internal
 */
export function filesAt(
  path: unknown,
  options: SaveOptions | undefined,
): { readonly format: ModelFormat; readonly paths: string[] } {
  if (options !== undefined) record("options", options);
  const format = options?.format && oneOf("format", options.format, FORMATS);
  const expected = "a path, a file: URL, or { vocab, merges }";
  if (typeof path !== "string" && !(path instanceof URL)) {
    if (typeof path !== "object" || path === null || !("vocab" in path) || !("merges" in path)) {
      throw invalidArgument("path", expected, path);
    }
    if (format !== undefined && format !== "vocab-and-merges") {
      throw invalidArgument("path", `one path for the format ${format}`, path);
    }
    const paths = [pathOf("path.vocab", path.vocab), pathOf("path.merges", path.merges)];
    return { format: "vocab-and-merges", paths };
  }
  const file = pathOf("path", path);
  if (format === "vocab-and-merges") {
    throw invalidArgument("path", "{ vocab, merges } for the format vocab-and-merges", path);
  }
  if (format !== undefined) return { format, paths: [file] };
  if (file.endsWith(".tiktoken")) return { format: "tiktoken", paths: [file] };
  if (file.endsWith(".json")) return { format: "tokenizer-json", paths: [file] };
  throw invalidArgument(
    "format",
    "the format of a file that ends in neither .json nor .tiktoken",
    format,
  );
}

/** @internal */
export function pathOf(name: string, path: unknown): string {
  if (path instanceof URL) {
    if (path.protocol === "file:") return fileURLToPath(path);
  } else if (typeof path === "string" && path !== "" && !path.includes("\0")) {
    return path;
  }
  throw invalidArgument(name, "a path or a file: URL", path);
}

const encoder = new TextEncoder();

function contents(name: string, file: unknown): Uint8Array {
  if (typeof file === "string") return encoder.encode(file);
  if (types.isUint8Array(file)) return unshared(file);
  throw invalidArgument(name, "a string or a Uint8Array", file);
}

/** What is said about a model of a file that says everything itself. */
const NOTHING_SAID = {
  specialTokens: [],
  isOfCharacters: false,
  endOfWordSuffix: "",
  continuingSubwordPrefix: "",
};

/** What codes of subword-nmt say by their format. */
const SAID_BY_CODES = [
  "specialTokens",
  "alphabet",
  "endOfWordSuffix",
  "continuingSubwordPrefix",
] as const;

/** Refuses what a file says itself. */
function refuse(
  file: string,
  names: readonly (keyof VocabAndMergesOptions)[],
  options: LoadOptions | undefined,
): void {
  const given = names.find((name) => options?.[name] !== undefined);
  if (given === undefined) return;
  throw invalidArgument(given, `no value, as ${file} says it itself,`, options?.[given]);
}

function saidOfCodes(options: SubwordNmtOptions | undefined): Said {
  if (options !== undefined) record("options", options);
  return { ...NOTHING_SAID, pattern: checkPattern(options?.pattern ?? "whitespace") };
}

type Said = Omit<ModelSource, "format" | "contents" | "paths">;

function said(options: VocabAndMergesOptions | undefined, pattern: Pattern): Said {
  if (options !== undefined) record("options", options);
  const { specialTokens = [], alphabet = "bytes" } = options ?? {};
  const isOfCharacters = oneOf("alphabet", alphabet, ["bytes", "characters"]) === "characters";
  const mark = (name: "endOfWordSuffix" | "continuingSubwordPrefix"): string => {
    const value: unknown = options?.[name] ?? "";
    if (typeof value !== "string") throw invalidArgument(name, "a string", value);
    if (value === "" || isOfCharacters) return value;
    throw invalidArgument(name, "no value, as the alphabet is 'bytes',", value);
  };
  return {
    pattern: checkPattern(options?.pattern ?? pattern),
    ...(Array.isArray(specialTokens)
      ? { specialTokens: specialTokens.map((token, i) => special(`specialTokens[${i}]`, token)) }
      : specialTokensWithIds(specialTokens)),
    isOfCharacters,
    endOfWordSuffix: mark("endOfWordSuffix"),
    continuingSubwordPrefix: mark("continuingSubwordPrefix"),
  };
}

function saidOfRanks(options: unknown): Said {
  const { pattern, specialTokens = {} } = record("options", options);
  if (pattern === undefined) {
    throw invalidArgument("pattern", "the pattern that the ranks are for", pattern);
  }
  return {
    ...NOTHING_SAID,
    pattern: checkPattern(pattern),
    ...specialTokensWithIds(specialTokens),
  };
}

function special(name: string, token: unknown): string {
  if (typeof token === "string" && token !== "") return token;
  throw invalidArgument(name, "a string that is not empty", token);
}

function specialTokensWithIds(value: unknown): { specialTokens: string[]; specialIds: number[] } {
  const tokens = Object.entries(record("specialTokens", value));
  return {
    specialTokens: tokens.map(([token]) => special("specialTokens", token)),
    specialIds: tokens.map(([token, id]) =>
      integer(`specialTokens[${JSON.stringify(token)}]`, id, 0, MAX_COUNT - 1),
    ),
  };
}
