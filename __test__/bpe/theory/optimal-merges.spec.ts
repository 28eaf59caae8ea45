import test from "ava";
import * as fc from "fast-check";
import { optimalMerges, optimalMergesSync, type Progress, WordCounts } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { golden, plainOptimum, plainUtility } from "../../support/theory.ts";

/** Long enough that an exact search of eight merges takes hours. */
const LONG = "it is not the voice that commands the story but the ear that hears it ".repeat(3);

test("optima are the golden ones", async (t) => {
  for (const { text, merges: count, optimum } of golden("optimal")) {
    const found = optimalMergesSync(text, count);
    t.is(found.utility, optimum, text);
    t.is(found.upperBound, optimum);
    t.true(found.complete);
    t.is(plainUtility([text], found.merges), optimum);
    t.deepEqual(await optimalMerges(text, count), found);
  }
});

test("greedy is not always best", (t) => {
  // The smallest strings for which it is not, whatever the ties.
  for (const [text, count, utility, greedyUtility] of [
    ["aaaabaaab", 3, 6, 5],
    ["aaaabaaaba", 2, 5, 4],
  ] as const) {
    const found = optimalMergesSync(text, count);
    t.is(found.utility, utility);
    t.is(found.greedyUtility, greedyUtility);
  }
});

test("every cut leaves the optimum as it is, and visits less", (t) => {
  const text = "she sells sea shells by the sea shore";
  const none = { order: false, bound: false, memory: false };
  const all = optimalMergesSync(text, 2, { cuts: none });
  t.is(all.cutByOrder + all.cutByBound + all.cutByMemory + all.remembered, 0);
  for (const cut of ["order", "bound", "memory"] as const) {
    const found = optimalMergesSync(text, 2, { cuts: { ...none, [cut]: true } });
    t.is(found.utility, all.utility);
    // One level below the last there is nothing that can be remembered twice after two merges.
    t.true(cut === "memory" ? found.nodes <= all.nodes : found.nodes < all.nodes, cut);
  }
});

test("property: the optimum of words is that of trying all", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (words, count) => {
        const { utility, merges, complete } = optimalMergesSync(words, count);
        t.true(complete && merges.length <= count);
        t.is(utility, plainOptimum(words, count));
        t.is(utility, plainUtility(words, merges));
      },
    ),
    { numRuns: 300 },
  );
});

test("counted words", (t) => {
  using counts = WordCounts.countSync("aaaabaaaba aaaabaaaba", { pattern: "whitespace" });
  t.is(optimalMergesSync(counts, 2).utility, 10);
});

test("with little time it returns what it has, and says so", async (t) => {
  for (const timeBudget of [0, 30]) {
    const found = await optimalMerges(LONG, 8, { timeBudget });
    t.false(found.complete);
    t.true(found.utility >= found.greedyUtility && found.utility <= found.upperBound);
    t.is(found.utility, plainUtility([LONG], found.merges));
  }
  t.true(optimalMergesSync("abab", 1, { timeBudget: 60_000 }).complete);
});

test("it can be cancelled and tells how far it is", async (t) => {
  const heard: Progress[] = [];
  const running = optimalMerges(LONG, 8, {
    signal: AbortSignal.timeout(300),
    onProgress: (progress) => heard.push(progress),
  });
  await t.throwsAsync(running, { any: true, name: "TimeoutError" });
  t.true(heard.some(({ stage, done }) => stage === "searching" && done > 0));
});

test("nothing to merge", (t) => {
  for (const [words, count] of [
    ["", 5],
    ["abab", 0],
    [["a", "b"], 9],
  ] as const) {
    const { merges, utility, upperBound, complete } = optimalMergesSync(words, count);
    t.deepEqual(
      { merges, utility, upperBound, complete },
      {
        merges: [],
        utility: 0,
        upperBound: 0,
        complete: true,
      },
    );
  }
});

test("refused: options of the wrong kind", async (t) => {
  const both = (count: unknown, options?: unknown) => ({
    sync: () => optimalMergesSync("ab", count as never, options as never),
    async: () => optimalMerges("ab", count as never, options as never),
  });
  await refused(
    t,
    both(-1),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for count but received -1",
  );
  await refused(
    t,
    both(1, { timeBudget: -1 }),
    OUT_OF_RANGE,
    "Expected a number that is not negative for timeBudget but received -1",
  );
  await refused(
    t,
    both(1, { cuts: { order: 1 } }),
    INVALID,
    "Expected true or false for cuts.order but received 1",
  );
  await refused(
    t,
    both(1, { cuts: true }),
    INVALID,
    "Expected an object for cuts but received true",
  );
  await refused(t, both(1, 3), INVALID, "Expected an object for options but received 3");
});
