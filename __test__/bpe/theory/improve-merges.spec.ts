import test from "ava";
import * as fc from "fast-check";
import {
  compressionUtilitySync,
  greedyMergesSync,
  improveMerges,
  improveMergesSync,
  trainSync,
  WordCounts,
} from "../../../index.ts";
import { loadDefinitions } from "../../../examples/data/definitions.ts";
import { OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { Minstd } from "../../support/random.ts";
import { plainOptimum, plainUtility } from "../../support/theory.ts";

const definitions = loadDefinitions(["adv"]).slice(0, 800);

test("the smallest example that greedy misses is mended", async (t) => {
  const text = "aaaabaaaba";
  const { merges, utility } = greedyMergesSync(text, 2);
  t.is(utility, 4);
  const found = await improveMerges(text, merges);
  t.is(found.utility, 5);
  t.deepEqual([found.utilityBefore, found.saved, found.localOptimum], [4, 1, true]);
  t.is(plainUtility([text], found.merges), 5);
  t.deepEqual(improveMergesSync(text, merges), found);
});

test("property: never worse than before, never better than the optimum", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 9 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (words, count) => {
        const { merges, utility } = greedyMergesSync(words, count);
        const found = improveMergesSync(words, merges);
        t.is(found.utilityBefore, utility);
        t.true(found.utility >= utility && found.utility <= plainOptimum(words, count));
        t.is(found.utility, plainUtility(words, found.merges));
        t.is(found.saved, found.utility - utility);
      },
    ),
    { numRuns: 200 },
  );
});

test("a model's merges, and a model of what was found", (t) => {
  using counts = WordCounts.countSync(definitions);
  using model = trainSync(counts, { vocabularySize: 256 + 60 });
  const before = compressionUtilitySync(counts, model);
  const found = improveMergesSync(counts, model, { maxMoves: 120 });
  t.is(found.utilityBefore, before);
  t.true(found.saved >= 0 && found.tried <= 120);
  t.is(found.merges.length, 60);
  t.is(compressionUtilitySync(counts, found.merges), found.utility);

  using better = trainSync(counts, { merges: 60, initialMerges: found.merges });
  t.is(compressionUtilitySync(counts, better), found.utility);
  t.deepEqual(improveMergesSync(counts, model, { maxMoves: 120, threads: 1 }), found);
});

test("greedy merges of random words are surpassed now and then", (t) => {
  let saved = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const random = new Minstd(seed);
    const letters = (): string => Array.from({ length: 20 }, () => "abc"[random.below(3)]).join("");
    const words = Array.from({ length: 40 }, letters);
    const { merges, utility } = greedyMergesSync(words, 15);
    const found = improveMergesSync(words, merges);
    t.is(found.utility, plainUtility(words, found.merges));
    t.is(found.saved, found.utility - utility);
    saved += found.saved;
  }
  t.true(saved > 0);
});

test("limits of moves and time are kept", (t) => {
  using counts = WordCounts.countSync(definitions);
  const { merges, utility } = greedyMergesSync(counts, 40);
  for (const options of [{ maxMoves: 0 }, { timeBudget: 0 }]) {
    const found = improveMergesSync(counts, merges, options);
    t.deepEqual([found.utility, found.tried, found.localOptimum], [utility, 0, false]);
    t.deepEqual(found.merges, merges);
  }
});

test("it can be cancelled", async (t) => {
  using counts = WordCounts.countSync(definitions);
  const { merges } = greedyMergesSync(counts, 1000);
  const running = improveMerges(counts, merges, { signal: AbortSignal.timeout(100) });
  await t.throwsAsync(running, { any: true, name: "TimeoutError" });
});

test("nothing to improve", (t) => {
  for (const [words, merges] of [
    ["", []],
    ["abab", []],
    ["", [["a", "b"]]],
  ] as const) {
    const { utility, saved, localOptimum } = improveMergesSync(words, merges);
    t.deepEqual({ utility, saved, localOptimum }, { utility: 0, saved: 0, localOptimum: true });
  }
});

test("refused: limits that are none", async (t) => {
  const both = (options: unknown) => ({
    sync: () => improveMergesSync("ab", [], options as never),
    async: () => improveMerges("ab", [], options as never),
  });
  await refused(
    t,
    both({ maxMoves: -1 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 9007199254740991 for maxMoves but received -1",
  );
});
