/** Body of a worker thread: trains and posts the merges, then starts calls that would take minutes. */

import { parentPort, workerData } from "node:worker_threads";
import { optimalMerges, train } from "../../../index.ts";

const { text, ends } = workerData as { text: string; ends: boolean };
using model = await train(text, { merges: 20 });
using refused = await train(text, { merges: 20, onMerge: () => false });
const { merges } = model;

void optimalMerges(text, 12);
let asked = 0;
const training = train(text, {
  merges: 1e6,
  onMerge: () => {
    if (++asked > 1) return;
    parentPort?.postMessage({ merges, refused: refused.merges });
    if (ends) process.exit(0);
  },
});
await training;
