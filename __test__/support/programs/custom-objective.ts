/**
 * Calls on an objective of the caller's functions: waits for one (`end`), or ends in the middle of
 * some that would take hours: by `process.exit` (`exit`), by an exception that nobody catches
 * (`throw`), or in worker threads that are terminated or exit (`worker`).
 */

import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { CustomObjective, maximize, maximizeSync } from "../../../index.ts";

const quick = new CustomObjective({ size: 4, gain: (element) => element * 2 });

/** Gains that never end; `onFirst` is called at the first one. */
function endless(onFirst: () => void): CustomObjective {
  let first = true;
  return new CustomObjective({
    size: 1_000_000,
    gain: (element, selected) => {
      if (first) onFirst();
      first = false;
      const end = performance.now() + 1;
      while (performance.now() < end);
      return element + selected.length;
    },
  });
}

/** Starts calls that never end; `onFirst` is called within the first one. */
function start(onFirst: () => void): void {
  for (let i = 0; i < 3; i++) void maximize(endless(onFirst), { cardinality: 2 });
}

/** Starts a worker, ends it when its calls run, and tells how it ended. */
async function worker(how: "terminate" | "exit", kind: "promise" | "blocking"): Promise<number> {
  const thread = new Worker(new URL(import.meta.url), {
    workerData: { how, kind },
    execArgv: ["--import=@oxc-node/core/register"],
  });
  return new Promise((resolve, reject) => {
    thread.on("error", reject);
    thread.on("exit", resolve);
    thread.on("message", () => {
      if (how === "terminate") void thread.terminate();
    });
  });
}

if (!isMainThread) {
  const { how, kind } = workerData as { how: string; kind: string };
  const onFirst = (): void => {
    parentPort?.postMessage("running");
    if (how === "exit") process.exit(3);
  };
  if (kind === "promise") start(onFirst);
  else maximizeSync(endless(onFirst), { cardinality: 2 });
} else if (process.argv[2] === "end") {
  const { value } = await maximize(quick, { cardinality: 4 });
  console.log(value);
} else if (process.argv[2] === "exit") {
  start(() => process.exit(7));
} else if (process.argv[2] === "throw") {
  start(() => {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
} else {
  const terminated = await Promise.all([
    worker("terminate", "promise"),
    worker("terminate", "blocking"),
  ]);
  console.log(`terminated: ${terminated.join(", ")}`);
  const exited = await Promise.all([worker("exit", "promise"), worker("exit", "blocking")]);
  console.log(`exited: ${exited.join(", ")}`);
  console.log((await maximize(quick, { cardinality: 4 })).value);
}
