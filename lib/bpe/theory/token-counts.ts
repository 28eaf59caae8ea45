/** Which tokens texts become, and how many: what measures of a vocabulary start from. */

import { record } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";
import { handleOf } from "../../resource.ts";
import { Tokenizer } from "../tokenizer/tokenizer.ts";
import { textsOf } from "./texts.ts";

/**
 * How often each token of the vocabulary occurs in texts; the index is the token. Each text is encoded
 * by itself, on all cores.
 *
 * Rejects with a TypeError if a text has a byte or character that is no token.
 */
export async function tokenCounts(
  tokenizer: Tokenizer,
  texts: string | readonly string[],
  options?: CallOptions,
): Promise<Float64Array> {
  const list = textsOf("texts", texts);
  const handle = handleOf(checkTokenizer(tokenizer));
  return run(options, (addon, call) => addon.tokenCounts(call, handle, list));
}

/** Like {@link tokenCounts}, but blocks. */
export function tokenCountsSync(
  tokenizer: Tokenizer,
  texts: string | readonly string[],
  options?: SyncCallOptions,
): Float64Array {
  const list = textsOf("texts", texts);
  const handle = handleOf(checkTokenizer(tokenizer));
  return runSync(options, (addon, threads) => addon.tokenCountsSync(threads, handle, list));
}

/** Texts by their languages, or by whatever else they are to be compared. */
export type TextsByLanguage<Language extends string = string> = Readonly<
  Record<Language, string | readonly string[]>
>;

/**
 * Tokens per byte of UTF-8 in texts of each language: 1 for bytes alone, less the better a vocabulary
 * knows the language. A vocabulary is fair to languages whose numbers are alike.
 *
 * Rejects with a TypeError if a language has no text, or a text has a byte or character that is no
 * token.
 */
export async function tokensPerByte<Language extends string>(
  tokenizer: Tokenizer,
  texts: TextsByLanguage<Language>,
  options?: CallOptions,
): Promise<Record<Language, number>> {
  const groups = groupsOf(texts);
  const handle = handleOf(checkTokenizer(tokenizer));
  const lengths = await run(options, (addon, call) =>
    addon.tokenizerCountBatch(call, handle, groups.texts, undefined),
  );
  return ratios<Language>(groups, lengths);
}

/** Like {@link tokensPerByte}, but blocks. */
export function tokensPerByteSync<Language extends string>(
  tokenizer: Tokenizer,
  texts: TextsByLanguage<Language>,
  options?: SyncCallOptions,
): Record<Language, number> {
  const groups = groupsOf(texts);
  const handle = handleOf(checkTokenizer(tokenizer));
  const lengths = runSync(options, (addon, threads) =>
    addon.tokenizerCountBatchSync(threads, handle, groups.texts, undefined),
  );
  return ratios<Language>(groups, lengths);
}

function checkTokenizer(tokenizer: unknown): Tokenizer {
  if (tokenizer instanceof Tokenizer) return tokenizer;
  throw invalidArgument("tokenizer", "a Tokenizer", tokenizer);
}

/** The texts of all groups, one after the other, and what belongs to each group. */
interface Groups {
  readonly texts: string[];
  readonly groups: readonly {
    readonly name: string;
    readonly texts: number;
    readonly bytes: number;
  }[];
}

function groupsOf(value: unknown): Groups {
  const all: string[] = [];
  const groups = Object.entries(record("texts", value)).map(([name, group]) => {
    const path = `texts[${JSON.stringify(name)}]`;
    const texts = textsOf(path, group);
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes === 0) throw invalidArgument(path, "text that is not empty", group);
    for (const text of texts) all.push(text);
    return { name, texts: texts.length, bytes };
  });
  return { texts: all, groups };
}

function ratios<Language extends string>(
  { groups }: Groups,
  lengths: Float64Array,
): Record<Language, number> {
  let start = 0;
  const entries = groups.map(({ name, texts, bytes }) => {
    const tokens = lengths.subarray(start, (start += texts)).reduce((sum, n) => sum + n, 0);
    return [name, tokens / bytes];
  });
  return Object.fromEntries(entries) as Record<Language, number>;
}
