/** What the tests of the theory of merges share: golden values, and plain programs that judge. */

import { readFileSync } from "node:fs";
import type { Merge } from "../../index.ts";

/** A case of the golden values, which are shared with the tests of the crate. */
export interface GoldenCase {
  readonly text: string;
  readonly merges: number;
  readonly optimum: number;
  readonly oneOptimal: readonly string[];
  readonly sequences: number;
  readonly len: number;
  readonly bigram: number;
  readonly tri: number;
}

/** A section of the golden values. */
export function golden<Case = GoldenCase>(section: "kappa" | "optimal" | "upperBounds"): Case[] {
  const path = new URL("../../crates/bpe/tests/golden/theory.json", import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"))[section] as Case[];
}

/** A merge that is written as a tree in parentheses. */
export function mergeOf(tree: string): Merge {
  const inner = Array.from(tree.slice(1, -1));
  let depth = 0;
  const end = inner.findIndex((character) => {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    return depth === 0;
  });
  const text = (characters: string[]): string => characters.join("").replaceAll(/[()]/g, "");
  return [text(inner.slice(0, end + 1)), text(inner.slice(end + 1))];
}

/** Symbols after one merge, from left to right. */
function replaced(symbols: readonly string[], [left, right]: Merge): string[] {
  const next: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    const isPair = symbols[at] === left && symbols[at + 1] === right;
    next.push(isPair ? left + right : (symbols[at] as string));
    if (isPair) at++;
  }
  return next;
}

/** By how many symbols merges shorten words, one merge after the other. */
export function plainUtility(words: readonly string[], merges: readonly Merge[]): number {
  return words.reduce((sum, word) => {
    const symbols = Array.from(word);
    return sum + symbols.length - merges.reduce(replaced, symbols).length;
  }, 0);
}

/** The largest utility of at most `count` merges, by trying all. */
export function plainOptimum(words: readonly string[], count: number): number {
  const best = (segmented: readonly (readonly string[])[], left: number): number => {
    if (left === 0) return 0;
    const pairs = new Map<string, Merge>();
    for (const symbols of segmented) {
      for (let at = 0; at + 1 < symbols.length; at++) {
        const pair: Merge = [symbols[at] as string, symbols[at + 1] as string];
        pairs.set(JSON.stringify(pair), pair);
      }
    }
    let most = 0;
    for (const pair of pairs.values()) {
      const next = segmented.map((symbols) => replaced(symbols, pair));
      const gain = segmented.reduce((sum, word, i) => sum + word.length - next[i]!.length, 0);
      most = Math.max(most, gain + best(next, left - 1));
    }
    return most;
  };
  return best(
    words.map((word) => Array.from(word)),
    count,
  );
}
