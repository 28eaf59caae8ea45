import test from "ava";
import { type MergeCandidate, train, trainSync } from "../../index.ts";
import { INVALID } from "../support/errors.ts";
import { words } from "../support/random.ts";

const TEXT = words(1000, 7).join(" ");

/** A copy, since what is passed is the addon's. */
const copy = (merge: MergeCandidate): MergeCandidate => ({ ...merge });

test("hears of each merge before it is done", async (t) => {
  const heard: MergeCandidate[] = [];
  const options = { merges: 40, onMerge: (merge: MergeCandidate) => void heard.push(copy(merge)) };
  const model = trainSync(TEXT, options);
  t.deepEqual(model.merges, trainSync(TEXT, { merges: 40 }).merges);
  const { merges, trace } = model;
  t.deepEqual(
    heard,
    merges.map(([left, right], index) => {
      return { index, left, right, token: left + right, count: trace?.counts[index] as number };
    }),
  );
  const before = heard.splice(0);
  t.deepEqual((await train(TEXT, options)).merges, merges);
  t.deepEqual(heard, before);
});

test("a pair that is refused is never merged, and is asked about once", async (t) => {
  const asked: string[] = [];
  const options = {
    merges: 60,
    onMerge: ({ left, right, token }: MergeCandidate) => {
      asked.push(`${left} ${right}`);
      return !token.includes("e");
    },
  };
  const model = trainSync(TEXT, options);
  t.is(model.merges.length, 60);
  t.false(model.merges.some((pair) => pair.join("").includes("e")));
  t.is(new Set(asked).size, asked.length);
  t.true(asked.length > 60);
  asked.length = 0;
  t.deepEqual((await train(TEXT, options)).merges, model.merges);
});

test("what it throws reaches the caller unchanged", async (t) => {
  const error = new Error("enough");
  const options = {
    merges: 60,
    onMerge: ({ index }: MergeCandidate) => {
      if (index === 7) throw error;
    },
  };
  t.is(
    t.throws(() => trainSync(TEXT, options)),
    error,
  );
  t.is(await t.throwsAsync(train(TEXT, options)), error);
});

test("an answer must be true, false or nothing", async (t) => {
  const options = { merges: 6, onMerge: (async () => false) as never };
  const expected = {
    ...INVALID,
    message: /^Expected true, false or nothing for the answer of onMerge but received /u,
  };
  t.throws(() => trainSync(TEXT, options), expected as never);
  await t.throwsAsync(train(TEXT, options), expected as never);
});

test("timers have their turn between the answers, and a signal ends the training", async (t) => {
  const controller = new AbortController();
  let heard = 0;
  setTimeout(() => controller.abort(), 1);
  const training = train(TEXT.repeat(2), {
    merges: 100_000,
    signal: controller.signal,
    onMerge: () => {
      heard++;
      const end = performance.now() + 1;
      while (performance.now() < end);
      return false;
    },
  });
  await t.throwsAsync(training, { any: true, name: "AbortError" });
  const then = heard;
  t.true(heard > 0 || controller.signal.aborted);
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.is(heard, then, "nothing is asked after the end");
});

test("a training can be started while another one asks", (t) => {
  const inner: number[] = [];
  const model = trainSync("abab abab", {
    merges: 2,
    onMerge: () => {
      inner.push(trainSync("cdcd", { merges: 1, onMerge: () => true }).merges.length);
    },
  });
  t.deepEqual(inner, [1, 1]);
  t.is(model.merges.length, 2);
});
