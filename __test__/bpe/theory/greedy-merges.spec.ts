import test from "ava";
import * as fc from "fast-check";
import { greedyMerges, greedyMergesSync, trainSync, WordCounts } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { plainOptimum, plainUtility } from "../../support/theory.ts";

test("the pair that saves most comes first", async (t) => {
  // By hand: a+b and b+a save three and two; then a+ab and ab+a save two each.
  const expected = {
    merges: [
      ["a", "b"],
      ["a", "ab"],
    ],
    utility: 5,
  } as const;
  t.deepEqual(greedyMergesSync("abaabaab", 2), expected);
  t.deepEqual(await greedyMerges("abaabaab", 2), expected);
});

test("disjoint places count, and equal words together", (t) => {
  // "aaa" has one disjoint place of a+a; two words "bc" have more.
  const { merges, utility } = greedyMergesSync(["aaa", "bc", "bc"], 1);
  t.deepEqual(merges, [["b", "c"]]);
  t.is(utility, 2);
});

test("property: at least a third of the optimum, and the utility is that of the merges", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (words, count) => {
        const { merges, utility } = greedyMergesSync(words, count);
        t.true(merges.length <= count);
        t.is(utility, plainUtility(words, merges));
        t.true(3 * utility >= plainOptimum(words, count));
      },
    ),
    { numRuns: 300 },
  );
});

test("training with disjoint overlap saves as much where ties do not matter", (t) => {
  const text = "the quick brown fox jumps over the lazy dog while the other dog sleeps";
  using counts = WordCounts.countSync(text);
  using model = trainSync(counts, { vocabularySize: 256 + 3, overlap: "disjoint" });
  const { merges, utility } = greedyMergesSync(counts, 3);
  t.is(
    utility,
    [...model.trace!.gains].reduce((sum, gain) => sum + gain, 0),
  );
  t.is(merges.length, 3);
});

test("nothing to merge", (t) => {
  for (const [words, count] of [
    ["", 5],
    ["abab", 0],
    [["a", "b"], 9],
    [[], 1],
  ] as const) {
    t.deepEqual(greedyMergesSync(words, count), { merges: [], utility: 0 });
  }
});

test("refused: counts that are none", async (t) => {
  const both = (words: unknown, count: unknown) => ({
    sync: () => greedyMergesSync(words as never, count as never),
    async: () => greedyMerges(words as never, count as never),
  });
  const expected = "Expected an integer from 0 to 4294967295 for count but received";
  await refused(t, both("ab", -1), OUT_OF_RANGE, `${expected} -1`);
  await refused(t, both("ab", 1.5), OUT_OF_RANGE, `${expected} 1.5`);
  await refused(t, both("ab", "2"), INVALID, `${expected} '2'`);
  await refused(
    t,
    both({ files: [] }, 2),
    INVALID,
    "Expected a string, an array of them or word counts for words but received an object of class Object",
  );
});

test("it can be cancelled", async (t) => {
  const text = Array.from({ length: 300_000 }, (_, i) => "abcdefgh"[(i * i + 3 * i) % 8]).join("");
  const running = greedyMerges(text, 100_000, { signal: AbortSignal.timeout(20) });
  await t.throwsAsync(running, { any: true, name: "TimeoutError" });
});
