/** Saves a model where it was told to, and says what came of it. */

import { GainfulError, trainSync } from "../../../lib/bpe/index.ts";

try {
  trainSync("", { vocabularySize: 256 }).saveSync(process.argv[2] ?? "", {
    format: "tokenizer-json",
  });
  console.log("saved");
} catch (error) {
  if (!(error instanceof GainfulError)) throw error;
  console.log(error.code, error.message);
}
