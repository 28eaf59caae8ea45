/**
 * Body of a worker thread: uses the addon, starts a call that would take minutes, says so, and ends
 * by itself where it is told to; the call is still running then. It uses the addon without the
 * facade, whose TypeScript would take longer to translate than all the rest.
 */

import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

const addon = createRequire(import.meta.url)("#native");
const form = { unit: "nats", clamp: false };
const { value } = addon.entropySync(
  0,
  { sample: Uint8Array.of(1, 2) },
  { ...form, estimator: "maximum-likelihood", prior: "jeffreys" },
);

let state = 1;
const uniform = () => (state = (48271 * state) % 2147483647) / 2147483647;
const [rows, columns] = [50_000, 20];
const data = new Float64Array(rows * columns).map(uniform);
const x = { data, rows, columns };
const options = { ...form, estimator: "ksg1", k: 3, local: false };
void addon.mutualInformation(new addon.Call(0, undefined), x, x, options);

parentPort.postMessage(value);
if (workerData.ends) process.exit(0);
