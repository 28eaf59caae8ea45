import test, { type ExecutionContext } from "ava";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { entropySync } from "../index.ts";
import { native } from "../lib/native.ts";
import { longCall } from "./support/long-call.ts";
import { runProgram } from "./support/programs.ts";

test("the addon is loaded once", (t) => {
  t.is(native(), native());
});

test("the process can exit while calls run", async (t) => {
  const { code, signal, output, errors } = await runProgram("exit-during-call");
  t.deepEqual(
    { code, signal, output, errors },
    { code: 7, signal: null, output: "exiting\n", errors: "" },
  );
});

test("an exception that nobody catches ends the process while calls run", async (t) => {
  const { code, signal, errors } = await runProgram("throw-during-call");
  t.deepEqual({ code, signal }, { code: 1, signal: null });
  t.regex(errors, /nobody catches this/);
});

/** Starts a worker thread and ends it while a call of it runs that would take minutes. */
async function useWorker(t: ExecutionContext, ends: "by itself" | "terminated"): Promise<void> {
  const worker = new Worker(new URL("support/programs/worker.mjs", import.meta.url), {
    workerData: { ends: ends === "by itself" },
    execArgv: [],
  });
  const exited = once(worker, "exit");
  const [value] = (await once(worker, "message")) as [number];
  t.is(value, Math.LN2);
  if (ends === "terminated") await worker.terminate();
  const [code] = (await exited) as [number];
  t.is(code, ends === "terminated" ? 1 : 0);
}

test.serial("worker threads come and go while they compute, one after another", async (t) => {
  for (let i = 0; i < 30; i++) await useWorker(t, i % 3 === 0 ? "by itself" : "terminated");
  t.is(entropySync([1, 1]).value, 0);
});

test.serial("worker threads end without disturbing a call of another thread", async (t) => {
  const controller = new AbortController();
  const call = longCall({ signal: controller.signal });
  const ends = (["by itself", "terminated"] as const).map((end) => useWorker(t, end));
  await Promise.all(ends);
  controller.abort("still running");
  t.is(await call.catch((reason: unknown) => reason), "still running");
});
