/** What the calls of the module do with a signal, with disposed objects, and in a worker thread. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import test from "ava";
import {
  adapt,
  backwardCurvature,
  certificate,
  compressionUtility,
  greedyMerges,
  improveMerges,
  Model,
  optimalMerges,
  tokenCounts,
  tokensPerByte,
  train,
  trainSuperwords,
  trainSync,
  WordCounts,
} from "../../index.ts";
import { gainfulError, rejects, throws } from "../support/errors.ts";
import { words as randomWords } from "../support/random.ts";

interface Options {
  readonly signal?: AbortSignal;
}

/** A call on a model and word counts of the text. */
type Call = (options: Options, model: Model, counts: WordCounts) => Promise<unknown>;

const text = randomWords(60_000, 5).join(" ");
const unbroken = randomWords(60_000, 7).join("");
const letters = unbroken.slice(0, 400);

const [model, counts] = [trainSync(text, { merges: 100 }), WordCounts.countSync(text)];

/** Calls that would take from a second to ages. */
const LONG: Readonly<Record<string, Call>> = {
  train: (options) => train(unbroken.repeat(8), { merges: 1e6, pattern: "none", ...options }),
  "train, of word counts": (options, _, of) =>
    train(of, { merges: 1e6, onMerge: () => undefined, ...options }),
  "WordCounts.count": (options) => WordCounts.count(text.repeat(300), options),
  trainSuperwords: (options, of) =>
    trainSuperwords(unbroken.repeat(8), { model: of, merges: 1e6, ...options }),
  adapt: (options, of) => adapt(of, unbroken.repeat(8), { add: 1e6, ...options }),
  backwardCurvature: (options) =>
    backwardCurvature(letters, model.merges.slice(0, 5), {
      samples: 1e9,
      exactUpTo: 0,
      ...options,
    }),
  certificate: (options, of, words) => certificate(of, words, { rounds: 1e9, ...options }),
  greedyMerges: (options) => greedyMerges(unbroken, 100_000, options),
  optimalMerges: (options) => optimalMerges(letters, 12, options),
  improveMerges: (options, of, words) => improveMerges(words, of, options),
};

/** Calls that end soon. */
const SHORT: Readonly<Record<string, Call>> = {
  compressionUtility: (options, of, words) => compressionUtility(words, of, options),
  tokenCounts: (options, of) => tokenCounts(of.tokenizer(), text, options),
  tokensPerByte: (options, of) => tokensPerByte(of.tokenizer(), { noise: text }, options),
  merge: (options, _, words) => words.merge([words], options),
  subtract: (options, _, words) => words.subtract(words, options),
  toBytes: (options, _, words) => words.toBytes(options),
  fromBytes: (options) => WordCounts.fromBytes(counts.toBytesSync(), options),
  toTiktoken: (options, of) => of.toTiktoken(options),
  fromTiktoken: (options) => Model.fromTiktoken("YQ== 0", { pattern: "gpt2", ...options }),
  fromTokenizerJson: (options) => Model.fromTokenizerJson(model.toTokenizerJson(), options),
  fromSubwordNmt: (options) => Model.fromSubwordNmt("#version: 0.2\n", options),
};

/** What a promise rejects with. */
const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "it was resolved",
    (reason: unknown) => reason,
  );

for (const [name, call] of Object.entries({ ...LONG, ...SHORT })) {
  test(`${name}: aborted before it begins`, async (t) => {
    using own = await WordCounts.count("a b");
    const signal = AbortSignal.abort("no need");
    t.is(await reasonOf(call({ signal }, model, own)), "no need");
    // Nothing is left of it.
    t.is(own.get("a"), 1);
  });
}

for (const [name, call] of Object.entries(LONG)) {
  test.serial(`${name}: aborted while it runs`, async (t) => {
    const controller = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      controller.abort("enough");
    }, 50);
    t.is(await reasonOf(call({ signal: controller.signal }, model, counts)), "enough");
    // Far less than the rest of the work; the machine may be busy with other tests.
    t.true(performance.now() - aborted < 2000);
  });
}

test("disposed models and word counts are refused", async (t) => {
  const [gone, none] = [trainSync("a b", { merges: 1 }), WordCounts.countSync("a b")];
  gone.dispose();
  none.dispose();
  const refused = gainfulError("ERR_DISPOSED");
  const message = (of: string): string => `This ${of} was disposed and cannot be used any more`;
  for (const call of [
    LONG["trainSuperwords"],
    LONG["adapt"],
    LONG["certificate"],
    LONG["improveMerges"],
    SHORT["compressionUtility"],
    SHORT["tokenCounts"],
    SHORT["toTiktoken"],
  ]) {
    await rejects(t, async () => call?.({}, gone, counts), refused, message("Model"));
  }
  for (const name of ["train, of word counts", "certificate", "improveMerges"]) {
    await rejects(t, async () => LONG[name]?.({}, model, none), refused, message("WordCounts"));
  }
  for (const name of ["merge", "subtract", "toBytes"]) {
    await rejects(t, async () => SHORT[name]?.({}, model, none), refused, message("WordCounts"));
  }
  for (const call of [
    () => gone.merges,
    () => gone.vocabulary,
    () => gone.tokenizer(),
    () => gone.truncate(256),
    () => gone.shrink([1], 256),
    () => gone.toTokenizerJson(),
    () => gone.saveSync("model.json"),
  ]) {
    throws(t, call, refused, message("Model"));
  }
});

test("what is disposed while a call uses it stays until the call has ended", async (t) => {
  const own = trainSync(text, { merges: 100 });
  const words = WordCounts.countSync(text);
  const proving = certificate(own, words, { rounds: 2 });
  own.dispose();
  words.dispose();
  t.deepEqual(await proving, await certificate(model, counts, { rounds: 2 }));
});

test("worker threads train as the main one does, and may end while calls run", async (t) => {
  const expected = trainSync(text, { merges: 20 }).merges;
  for (const ends of [true, false, true, false]) {
    const worker = new Worker(new URL("../support/programs/bpe-worker.ts", import.meta.url), {
      workerData: { text, ends },
      execArgv: ["--import=@oxc-node/core/register"],
    });
    const [found] = await once(worker, "message");
    t.deepEqual(found, { merges: expected, refused: [] });
    const exit = once(worker, "exit");
    if (!ends) await worker.terminate();
    await exit;
  }
});
