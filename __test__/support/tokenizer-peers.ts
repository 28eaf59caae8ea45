/** What the tests of drop-ins compare: outcomes of calls, and texts with special tokens. */

import { randomTexts, textsOfScripts } from "./unicode.ts";
import { Minstd } from "./random.ts";

/** What a call returns, or the message of the error that it throws. */
export function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error instanceof Error ? `Error: ${error.message}` : error;
  }
}

/** Characters that JavaScript's expressions take for white space, or for no white space, or for no s, by mistake. */
const MISTAKEN = /[\u{feff}\u{85}\u{17f}]/u;

/** Real and random texts. */
export const everyText: readonly string[] = [
  ...textsOfScripts.map(({ text }) => text.slice(0, 3000)),
  ...randomTexts(1500, 23),
];

/** Those on which JavaScript's expressions do not go wrong. */
export const plainTexts: readonly string[] = everyText.filter((text) => !MISTAKEN.test(text));

/** Those on which they do. */
export const mistakenTexts: readonly string[] = everyText.filter((text) => MISTAKEN.test(text));

const AROUND = [
  "a",
  " ",
  "<|",
  "|>",
  "endoftext",
  "\n",
  "fim",
  "<|endoftext",
  "\u{d800}",
  "é",
  "1",
];

/** Random texts with special tokens and parts of them, some of them none. */
export function textsWith(specialTokens: readonly string[], count: number): string[] {
  const random = new Minstd(41);
  const parts = [...AROUND, ...specialTokens, ...specialTokens];
  const part = (): string => parts[random.below(parts.length)]!;
  return Array.from({ length: count }, () =>
    Array.from({ length: random.below(9) }, part).join(""),
  );
}
