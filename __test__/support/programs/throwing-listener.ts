/**
 * Calls whose listeners throw: prints each result and what was thrown. The exceptions of a listener
 * are uncaught ones and do not reach the call.
 */

import { mutualInformation, train } from "../../../index.ts";
import { uniformMatrix, words } from "../random.ts";

const thrown: unknown[] = [];
process.on("uncaughtException", (error) => thrown.push(error.message));

const text = words(600_000, 1).join(" ");
const onProgress = (): void => {
  throw new Error("from the listener");
};
const x = uniformMatrix(20_000, 2, 1);

const estimate = await mutualInformation(x, x, { onProgress });
const model = await train(text, { vocabularySize: 300, onProgress });
// Longer than a batch, so that the iterable itself reports.
const ofIterable = await train([text, text, text], { vocabularySize: 300, onProgress });
await new Promise(setImmediate);
console.log(
  JSON.stringify({
    samples: estimate.samples,
    sizes: [model.vocabularySize, ofIterable.vocabularySize],
    thrown: [...new Set(thrown)],
  }),
);
