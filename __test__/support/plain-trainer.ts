/**
 * A trainer that counts all pairs anew before each merge: slow, short, and independent of the addon.
 * The rules are those of the programs that they are named after.
 */

import type { Alphabet, Merge, Overlap, TieBreak } from "../../index.ts";

/** What to train, and how. */
export interface PlainOptions {
  readonly tieBreak: TieBreak;
  readonly alphabet: Alphabet;
  readonly overlap: Overlap;
  readonly merges: number;
  /** What splits a text into words; what it does not match is dropped. */
  readonly pattern: RegExp;
  readonly endOfWordSuffix?: string;
}

/** The merges, and what the corpus was like at each of them. */
export interface PlainResult {
  readonly merges: readonly Merge[];
  readonly counts: readonly number[];
  readonly gains: readonly number[];
}

/** A word in the ids of its symbols, and how often it occurs. */
interface Word {
  symbols: number[];
  readonly count: number;
}

/** A pair of ids, how often it occurs, and which of all places is its first one. */
interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  readonly place: number;
}

/** GPT-2's table: printable bytes are themselves, all others the characters from U+0100 on. */
const BYTE_CHARACTERS: readonly string[] = (() => {
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(isPrintable ? byte : 0x100 + others++);
  });
})();

function byCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Trains on texts that are split one by one. */
export function trainPlainly(texts: readonly string[], options: PlainOptions): PlainResult {
  const { tieBreak, alphabet, overlap, pattern, endOfWordSuffix = "" } = options;
  const frequencies = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(pattern)) {
      frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
    }
  }

  const spell = (word: string): string[] => {
    if (alphabet !== "characters") {
      return Array.from(Buffer.from(word), (byte) => BYTE_CHARACTERS[byte] as string);
    }
    const characters = [...word];
    return characters.map((character, i) =>
      i < characters.length - 1 ? character : character + endOfWordSuffix,
    );
  };
  const spelled = Array.from(frequencies, ([word, count]) => ({ symbols: spell(word), count }));
  const start = [...new Set(spelled.flatMap(({ symbols }) => symbols))].toSorted(byCodePoints);
  if (alphabet !== "characters" && (tieBreak === "raw-ids" || tieBreak === "first-seen")) {
    const byte = (symbol: string): number => BYTE_CHARACTERS.indexOf(symbol);
    start.sort((one, other) => byte(one) - byte(other));
  }
  const tokens = [...start];
  const lengths = tokens.map(() => 1);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const words: Word[] = spelled.map(({ symbols, count }) => ({
    symbols: symbols.map((symbol) => ids.get(symbol) as number),
    count,
  }));

  const text = (id: number): string => tokens[id] as string;
  const joined = ({ left, right }: Pair): string => text(left) + text(right);
  const length = ({ left, right }: Pair): number =>
    (lengths[left] as number) + (lengths[right] as number);
  /** Negative if the first one of two pairs that are equally frequent comes first. */
  const compare = (one: Pair, other: Pair): number => {
    switch (tieBreak) {
      case "huggingface":
      case "raw-ids":
        return one.left - other.left || one.right - other.right;
      case "first-seen":
        return one.place - other.place;
      case "subword-nmt":
        return (
          byCodePoints(text(other.left), text(one.left)) ||
          byCodePoints(text(other.right), text(one.right))
        );
      case "sentencepiece":
        return length(one) - length(other) || byCodePoints(joined(one), joined(other));
    }
  };

  const merges: Merge[] = [];
  const [counts, gains]: [number[], number[]] = [[], []];
  while (merges.length < options.merges) {
    let best: Pair | undefined;
    for (const pair of countPairs(words, overlap).values()) {
      const isBetter =
        best === undefined ||
        pair.count > best.count ||
        (pair.count === best.count && compare(pair, best) < 0);
      if (isBetter) best = pair;
    }
    if (best === undefined) break;
    const token = tokens.length;
    tokens.push(joined(best));
    lengths.push(length(best));
    merges.push([text(best.left), text(best.right)]);
    counts.push(best.count);
    gains.push(replace(words, best, token));
  }
  return { merges, counts, gains };
}

function countPairs(words: readonly Word[], overlap: Overlap): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  let place = 0;
  for (const { symbols, count } of words) {
    let counted = -1;
    for (let i = 0; i + 1 < symbols.length; i++, place++) {
      const [left, right] = [symbols[i] as number, symbols[i + 1] as number];
      const key = left * 2 ** 24 + right;
      let pair = pairs.get(key);
      if (pair === undefined) pairs.set(key, (pair = { left, right, count: 0, place }));
      const overlaps = left === right && i > 0 && counted === i - 1 && symbols[i - 1] === left;
      if (overlap === "disjoint" && overlaps) continue;
      pair.count += count;
      counted = i;
    }
  }
  return pairs;
}

/** Replaces a pair from left to right, and returns how many symbols vanish. */
function replace(words: readonly Word[], { left, right }: Pair, token: number): number {
  let gain = 0;
  for (const word of words) {
    const symbols: number[] = [];
    for (let i = 0; i < word.symbols.length; i++) {
      if (word.symbols[i] === left && word.symbols[i + 1] === right) {
        symbols.push(token);
        gain += word.count;
        i++;
      } else {
        symbols.push(word.symbols[i] as number);
      }
    }
    word.symbols = symbols;
  }
  return gain;
}
