/** Compression utility: by how many symbols merges shorten texts. */

import { integer } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";
import { textsOf } from "./texts.ts";

/**
 * A merge of characters: each side is a character, the text of an earlier merge, or the index of one,
 * which tells merges of the same text apart.
 */
export type CharacterMerge = readonly [left: string | number, right: string | number];

/**
 * By how many symbols merges shorten texts of characters: κ(μ) = |x| - |apply_μ(x)|.
 *
 * The merges apply in their order, each from left to right without overlap; no merge crosses from one
 * text to the next. Tokens are trees: `ab`+`c` and `a`+`bc` are two of them.
 *
 * Takes O(n) time for each merge that occurs in a text of n characters. Source: Zouhar et al., "A Formal
 * Perspective on Byte-Pair Encoding" (Findings of ACL 2023), section 2.
 *
 * Rejects with a TypeError or RangeError for a side that is neither a character nor an earlier merge.
 *
 * @example
 * ```js
 * await compressionUtility("picked pickled pickles", [["c", "k"], ["i", "ck"], ["p", 1]]); // 9
 * ```
 */
export async function compressionUtility(
  texts: string | readonly string[],
  merges: readonly CharacterMerge[],
  options?: CallOptions,
): Promise<number> {
  const [list, pairs] = [textsOf("texts", texts), pairsOf(merges)];
  return run(options, (addon, call) => addon.compressionUtility(call, list, pairs));
}

/** Like {@link compressionUtility}, but blocks. */
export function compressionUtilitySync(
  texts: string | readonly string[],
  merges: readonly CharacterMerge[],
  options?: SyncCallOptions,
): number {
  const [list, pairs] = [textsOf("texts", texts), pairsOf(merges)];
  return runSync(options, (addon, threads) => addon.compressionUtilitySync(threads, list, pairs));
}

/** The symbol of the first merge; characters are their code points. */
const FIRST_MERGED = 0x11_0000;

/** The two sides of each merge, one after the other, as the addon numbers symbols. */
function pairsOf(merges: unknown): Uint32Array {
  if (!Array.isArray(merges)) throw invalidArgument("merges", "an array of pairs", merges);
  const pairs = new Uint32Array(2 * merges.length);
  const texts: string[] = [];
  /** The merge that makes a text, or null for more than one. */
  const indices = new Map<string, number | null>();
  for (const [i, merge] of merges.entries()) {
    const name = `merges[${i}]`;
    if (!Array.isArray(merge) || merge.length !== 2) throw invalidArgument(name, "a pair", merge);
    const sides = [0, 1].map((side) => sideOf(`${name}[${side}]`, merge[side], texts, indices));
    pairs.set(
      sides.map(({ symbol }) => symbol),
      2 * i,
    );
    const text = sides.map((side) => side.text).join("");
    texts.push(text);
    indices.set(text, indices.has(text) ? null : i);
  }
  return pairs;
}

interface Side {
  readonly symbol: number;
  readonly text: string;
}

function sideOf(
  name: string,
  side: unknown,
  texts: readonly string[],
  indices: ReadonlyMap<string, number | null>,
): Side {
  if (typeof side === "number") {
    if (texts.length === 0) {
      throw invalidArgument(name, "a character, as there is no earlier merge,", side);
    }
    const index = integer(name, side, 0, texts.length - 1);
    return { symbol: FIRST_MERGED + index, text: texts[index] as string };
  }
  if (typeof side !== "string") {
    throw invalidArgument(name, "a character or an earlier merge", side);
  }
  const index = indices.get(side);
  if (index === null) {
    throw invalidArgument(name, "the index of one of the merges that make this text", side);
  }
  if (index !== undefined) return { symbol: FIRST_MERGED + index, text: side };
  const [character, ...more] = side;
  if (character === undefined || more.length > 0) {
    throw invalidArgument(name, "a character or the text of an earlier merge", side);
  }
  const code = character.codePointAt(0) as number;
  // Half a character is U+FFFD in texts as well.
  return { symbol: code >= 0xd800 && code <= 0xdfff ? 0xfffd : code, text: side };
}
