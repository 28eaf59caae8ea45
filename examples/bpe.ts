/** Trains a vocabulary on the definitions of verbs, and shows how it cuts words that it never saw. */

import { trainSync } from "../index.ts";
import { loadDefinitions } from "./data/definitions.ts";

const definitions = loadDefinitions(["verb"]);
using model = trainSync(definitions, { vocabularySize: 4000 });
using tokenizer = model.tokenizer();

const cut = (text: string): string =>
  Array.from(tokenizer.encode(text), (token) => tokenizer.decode([token])).join("|");

console.log(`${model.merges.length} merges from ${definitions.length} definitions.`);
console.log(
  `The first ones: ${model.merges
    .slice(0, 8)
    .map((pair) => pair.join("+"))
    .join("  ")}`,
);
for (const text of ["to restructure a disagreement", "to hyperventilate", "to google"]) {
  console.log(`  ${cut(text)}`);
}

const text = definitions.join("\n");
const tokens = tokenizer.encode(text);
console.log(`${(text.length / tokens.length).toFixed(2)} characters per token on average.`);
if (tokenizer.decode(tokens) !== text) throw new Error("decoding gave another text");

// model.toTokenizerJson() is the file `tokenizer.json` that Hugging Face's libraries load.
