import test, { type ExecutionContext } from "ava";
import { getEventListeners } from "node:events";
import { availableParallelism } from "node:os";
import {
  CustomObjective,
  entropy,
  entropySync,
  FacilityLocation,
  MarkovChain,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  mutualInformation,
  mutualInformationSync,
  type Progress,
  rerank,
  rerankSync,
  selectCoordinates,
  train,
  trainSync,
} from "../index.ts";
import { type CallOptions, run, runSync } from "../lib/call.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused, rejects, throws } from "./support/errors.ts";
import { longCall } from "./support/long-call.ts";
import { runProgram } from "./support/programs.ts";
import { uniformMatrix, words } from "./support/random.ts";

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const similarity = uniformMatrix(20, 20, 1);
const rows = [
  [0.5, 0.5],
  [0.25, 0.75],
];

/** Every function that returns a promise, on inputs that it accepts. */
const ASYNC: Readonly<Record<string, (options?: CallOptions) => Promise<unknown>>> = {
  "FacilityLocation.fromSimilarity": (options) =>
    FacilityLocation.fromSimilarity(similarity, options),
  "FacilityLocation.fromFeatures": (options) => FacilityLocation.fromFeatures(similarity, options),
  maximize: (options) =>
    maximize(FacilityLocation.fromSimilaritySync(similarity), { cardinality: 2 }, options),
  "maximize with functions of the caller": (options) =>
    maximize(new CustomObjective({ size: 3, gain: () => 1 }), { cardinality: 2 }, options),
  checkStructure: (options) =>
    FacilityLocation.fromSimilaritySync(similarity).checkStructure(options),
  rerank: (options) => rerank([1, 0], rows, { k: 1, ...options }),
  "train from a string": (options) => train("ab ab", { vocabularySize: 257, ...options }),
  "train from an iterable": (options) =>
    train(new Set(["ab", "ab "]), { vocabularySize: 257, ...options }),
  "train from files": (options) =>
    train({ files: [import.meta.filename] }, { vocabularySize: 257, ...options }),
  entropy: (options) => entropy([1, 2], options),
  mutualInformation: (options) =>
    mutualInformation([1, 2, 3, 4, 5], Float64Array.of(2, 1, 3, 5, 4), options),
  "MarkovChain.fromDense": (options) => MarkovChain.fromDense(rows, { shape: [2], ...options }),
  "MarkovChain.curieWeiss": (options) =>
    MarkovChain.curieWeiss({ dimension: 3, inverseTemperature: 1, ...options }),
  selectCoordinates: (options) =>
    selectCoordinates(MarkovChain.curieWeissSync({ dimension: 3, inverseTemperature: 1 }), {
      objective: "entropy-rate",
      cardinality: 1,
      ...options,
    }),
};

for (const [name, call] of Object.entries(ASYNC)) {
  test(`${name} refuses options of the wrong kind`, async (t) => {
    const wrong = (options: unknown) => () => call(options as CallOptions);
    await rejects(
      t,
      wrong({ threads: 0 }),
      OUT_OF_RANGE,
      "Expected an integer from 1 to 1024 for threads but received 0",
    );
    await rejects(
      t,
      wrong({ threads: "2" }),
      INVALID,
      "Expected an integer from 1 to 1024 for threads but received '2'",
    );
    await rejects(
      t,
      wrong({ signal: new AbortController() }),
      INVALID,
      "Expected an AbortSignal for signal but received an object of class AbortController",
    );
    await rejects(
      t,
      wrong({ onProgress: true }),
      INVALID,
      "Expected a function for onProgress but received true",
    );
  });

  test(`${name} rejects with the reason of a signal that was aborted before`, async (t) => {
    const reason = { any: "value" };
    const signal = AbortSignal.abort(reason);
    const outcome = await call({ signal }).then(
      () => "fulfilled",
      (error: unknown) => error,
    );
    t.is(outcome, reason);
    t.is(getEventListeners(signal, "abort").length, 0);
  });

  test(`${name} leaves a signal alone that is aborted afterwards`, async (t) => {
    const controller = new AbortController();
    await call({ signal: controller.signal });
    t.is(getEventListeners(controller.signal, "abort").length, 0);
    t.notThrows(() => controller.abort());
  });

  test(`${name} tells at the end that all is done, and nothing after that`, async (t) => {
    const reports: Progress[] = [];
    await call({ onProgress: (progress) => reports.push(progress) });
    const told = reports.length;
    const last = reports.at(-1);
    t.is(typeof last?.stage, "string");
    t.is(last?.done, last?.total as number);
    await pause(20);
    t.is(reports.length, told);
  });
}

test("a function that blocks takes neither a signal nor a listener", (t) => {
  const calls: ((options: object) => unknown)[] = [
    (options) => FacilityLocation.fromSimilaritySync(similarity, options),
    (options) => FacilityLocation.fromFeaturesSync(similarity, options),
    (options) => new CustomObjective({ size: 3, gain: () => 1 }).checkStructureSync(options),
    (options) => rerankSync([1, 0], rows, { k: 1, ...options }),
    (options) => entropySync([1, 2], options),
    (options) => mutualInformationSync([1, 2, 3, 4], [1, 2, 3, 4], options),
    (options) => trainSync("ab", { vocabularySize: 256, ...options }),
    (options) => MarkovChain.fromDenseSync(rows, { shape: [2], ...options }),
    (options) => MarkovChain.curieWeissSync({ dimension: 2, inverseTemperature: 1, ...options }),
  ];
  const reason = "no value, since a call that blocks can neither be cancelled nor report";
  for (const call of calls) {
    throws(
      t,
      () => call({ signal: new AbortController().signal }),
      INVALID,
      `Expected ${reason} for signal but received an object of class AbortSignal`,
    );
    throws(
      t,
      () => call({ onProgress: () => {} }),
      INVALID,
      `Expected ${reason} for onProgress but received a function`,
    );
  }
});

test("options that are undefined count as left out", async (t) => {
  const options = { threads: undefined, signal: undefined, onProgress: undefined };
  t.deepEqual(await entropy([1, 2], options), await entropy([1, 2]));
  t.deepEqual(entropySync([1, 2], { threads: undefined }), entropySync([1, 2]));
});

test("a panic becomes an error, and the process goes on", async (t) => {
  const panicked = gainfulError("ERR_GAINFUL_INTERNAL");
  const message = "Internal error of gainful, please report it: on purpose";
  for (let i = 0; i < 3; i++) {
    await refused(
      t,
      {
        sync: () => runSync(undefined, (addon) => addon.panicSync("on purpose")),
        async: () => run(undefined, (addon, call) => addon.panic(call, "on purpose")),
      },
      panicked,
      message,
    );
  }
  t.deepEqual(await entropy([1, 1]), entropySync([1, 1]));
});

test("many calls at once all end", async (t) => {
  const expected = entropySync([1, 2, 3]);
  const calls = Array.from({ length: 300 }, () => entropy([1, 2, 3]));
  for (const estimate of await Promise.all(calls)) t.deepEqual(estimate, expected);
});

// What follows keeps all threads busy, so it runs by itself.

/** The reason that a call rejects with, or "fulfilled". */
const reasonOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "fulfilled",
    (reason: unknown) => reason,
  );

test.serial("a call that runs is cancelled, and its promise has the signal's reason", async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  const reports: Progress[] = [];
  let start = (): void => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const onProgress = (progress: Progress): void => {
    reports.push(progress);
    start();
  };
  const calls = [longCall({ signal, onProgress }), longCall({ signal, onProgress })];
  await started;
  // Reports that queue up while nobody can hear them would come after the promise has settled.
  const end = performance.now() + 400;
  while (performance.now() < end);
  const reason = new Error("no longer needed");
  controller.abort(reason);
  const told = reports.length;
  for (const call of calls) t.is(await reasonOf(call), reason);
  t.is(getEventListeners(signal, "abort").length, 0);
  await pause(300);
  t.is(reports.length, told, "no report comes after the promise has settled");
});

test.serial("without a reason of its own, a call rejects with what the signal has", async (t) => {
  const controller = new AbortController();
  const aborted = longCall({ signal: controller.signal });
  setImmediate(() => controller.abort());
  t.like(await reasonOf(aborted), { name: "AbortError" });
  t.like(await reasonOf(longCall({ signal: AbortSignal.timeout(1) })), { name: "TimeoutError" });
  t.is(await reasonOf(longCall({ signal: AbortSignal.abort(null) })), null);
});

test.serial("cancelled calls leave no thread busy, whether they ran or waited", async (t) => {
  // More than there are job threads: some of them run and some wait.
  const controllers = Array.from(
    { length: 4 + Math.max(4, availableParallelism()) },
    () => new AbortController(),
  );
  const calls = controllers.map(({ signal }) => reasonOf(longCall({ signal })));
  await pause(50);
  for (const controller of controllers) controller.abort("enough");
  t.deepEqual(new Set(await Promise.all(calls)), new Set(["enough"]));
  // If they ran on, this would wait for them for many minutes.
  t.is((await entropy([1, 1])).value, 0);
});

test.serial("one signal cancels the calls of all modules and no others", async (t) => {
  const [first, second] = [new AbortController(), new AbortController()];
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(1500, 2, 1, Float32Array));
  const cancelled = longCall({ signal: first.signal });
  const options: MaximizeOptions & CallOptions = { optimizer: "greedy", signal: first.signal };
  const other = maximize(f, { cardinality: 1500 }, options);
  const kept = maximize(f, { cardinality: 3 }, { signal: second.signal });
  first.abort("stop");
  t.is(await reasonOf(cancelled), "stop");
  t.is(await reasonOf(other), "stop");
  t.is((await kept).elements.length, 3);
});

test.serial("many calls share one listener of a signal, which goes with the last", async (t) => {
  const { signal } = new AbortController();
  const calls = Array.from({ length: 20 }, (_, i) => entropy([i, i + 1, 0], { signal }));
  t.is(getEventListeners(signal, "abort").length, 1);
  await Promise.all(calls);
  t.is(getEventListeners(signal, "abort").length, 0);
});

test.serial(
  "a call that is cancelled while it waits for its turn gives its inputs back",
  async (t) => {
    const controller = new AbortController();
    // More calls than may run at once.
    const long = Array.from({ length: 24 }, () =>
      longCall({ signal: controller.signal, threads: 1 }),
    );
    const waiting = new AbortController();
    const before = process.memoryUsage().rss;
    const calls = Array.from({ length: 40 }, () => entropy(new Uint8Array(10_000_000), waiting));
    waiting.abort("never mind");
    t.deepEqual(new Set(await Promise.all(calls.map(reasonOf))), new Set(["never mind"]));
    const more = process.memoryUsage().rss - before;
    controller.abort("enough");
    t.deepEqual(new Set(await Promise.all(long.map(reasonOf))), new Set(["enough"]));
    // Their copies together take 400 MB.
    t.true(more < 200_000_000, `${more} bytes`);
  },
);

test.serial("short calls do not wait for long ones that use all threads", async (t) => {
  const controller = new AbortController();
  const long = [1, 2, 3].map(() => longCall({ signal: controller.signal }));
  let ended = 0;
  for (const call of long) call.catch(() => ended++);
  await pause(200);
  // Enough work to be shared among threads, so that it would get caught in theirs.
  const f = await FacilityLocation.fromFeatures(uniformMatrix(1000, 16, 1));
  t.is((await maximize(f, { cardinality: 20 })).elements.length, 20);
  t.is(maximizeSync(f, { cardinality: 20 }).elements.length, 20);
  t.is(ended, 0);
  controller.abort();
  await Promise.allSettled(long);
});

/** Reports of a call, each with the time at which it came. */
type Timed = Progress & { readonly time: number };

async function reportsOf(
  start: (onProgress: (progress: Progress) => void) => Promise<unknown>,
): Promise<Timed[]> {
  const reports: Timed[] = [];
  await start((progress) => reports.push({ ...progress, time: performance.now() }));
  return reports;
}

function assertReports(t: ExecutionContext, reports: readonly Timed[], stages: string[]): void {
  t.deepEqual([...new Set(reports.map(({ stage }) => stage))], stages);
  for (const stage of stages) {
    const own = reports.filter((report) => report.stage === stage);
    for (const [i, { done, total }] of own.entries()) {
      t.true(done >= (own[i - 1]?.done ?? 0), "done never falls");
      t.true(total === null || done <= total);
    }
    t.is(own.at(-1)?.done, own.at(-1)?.total as number, "the last report says that all is done");
  }
  const seconds = ((reports.at(-1)?.time ?? 0) - (reports[0]?.time ?? 0)) / 1000;
  // Ten a second, and one more at the end of each stage and at both ends of the time.
  const most = 10 * seconds + stages.length + 2;
  t.true(reports.length <= most, `${reports.length} reports in ${seconds} s`);
}

test.serial("progress grows to its end, ten times a second", async (t) => {
  const x = uniformMatrix(8000, 4, 1);
  const reports = await reportsOf((onProgress) => mutualInformation(x, x, { onProgress }));
  assertReports(t, reports, ["neighbours"]);
});

test.serial("a call with several stages tells each of them", async (t) => {
  const text = words(400_000, 1).join(" ");
  const options = { vocabularySize: 3000 };
  assertReports(t, await reportsOf((onProgress) => train(text, { ...options, onProgress })), [
    "counting",
    "merging",
  ]);
});

test.serial(
  "what a listener throws is an uncaught exception and does not stop the call",
  async (t) => {
    const { code, output, errors } = await runProgram("throwing-listener");
    t.is(code, 0, errors);
    t.deepEqual(JSON.parse(output), {
      samples: 20_000,
      sizes: [300, 300],
      thrown: ["from the listener"],
    });
  },
);
