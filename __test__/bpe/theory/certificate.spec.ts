import test from "ava";
import * as fc from "fast-check";
import {
  certificate,
  certificateSync,
  compressionUtilitySync,
  greedyMergesSync,
  type Merge,
  type MergeCertificate,
  trainSync,
  WordCounts,
} from "../../../index.ts";
import { loadDefinitions } from "../../../examples/data/definitions.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { golden, plainOptimum, plainUtility } from "../../support/theory.ts";

const definitions = loadDefinitions(["adv"]).slice(0, 1500);

test("bounds of counts are the golden ones, and none is below the optimum", (t) => {
  for (const { text, merges: count, optimum, len, bigram, tri } of golden("upperBounds")) {
    // Merges that do not occur count as merges.
    const merges = Array.from({ length: count }, (_, i): Merge => ["x", String(i)]);
    const { bounds, utility } = certificateSync(merges, text, { rounds: 60 });
    t.deepEqual([bounds.words, bounds.bigrams, bounds.trigrams], [len, bigram, tri], text);
    t.is(utility, 0);
    t.true([bounds.paths ?? optimum, bounds.forests ?? optimum].every((bound) => bound >= optimum));
  }
});

test("property: no ratio is above the true one, for any number of threads", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 40 }),
      (words, count, rounds) => {
        const { merges } = greedyMergesSync(words, count);
        const found = certificateSync(merges, words, { rounds });
        const optimum = plainOptimum(words, merges.length);
        t.is(found.utility, plainUtility(words, merges));
        t.true(found.upperBound >= optimum);
        t.is(found.upperBound, found.bounds[found.boundBy] as number);
        t.is(found.ratio, found.upperBound === 0 ? 1 : found.utility / found.upperBound);
        t.deepEqual(certificateSync(merges, words, { rounds, threads: 2 }), found);
      },
    ),
    { numRuns: 100 },
  );
});

test("training on English is certified to more than nine tenths", async (t) => {
  using counts = WordCounts.countSync(definitions);
  using model = trainSync(counts, { vocabularySize: 256 + 100 });
  const found = await certificate(model, counts, { rounds: 150 });
  t.is(found.utility, compressionUtilitySync(counts, model));
  t.true(found.ratio > 0.95 && found.ratio <= 1, String(found.ratio));
  t.is(found.boundBy, "forests");
  t.true(found.complete);
  const { words, bigrams, trigrams, paths, forests } = found.bounds;
  t.true(Math.min(words, bigrams, trigrams, paths!) > forests!);
  t.deepEqual(certificateSync(model, counts, { rounds: 150, threads: 1 }), found);
  // Merges of nobody's choice are certified to what they are worth.
  const letters = model.merges.filter((pair) => pair.join("").length === 2).toReversed();
  const poor = certificateSync(letters, counts, { rounds: 20 });
  t.true(poor.ratio < found.ratio);
});

test("without rounds or time there are the bounds of counts", async (t) => {
  using counts = WordCounts.countSync(definitions);
  using model = trainSync(counts, { vocabularySize: 256 + 30 });
  const quick = certificateSync(model, counts, { rounds: 0 });
  t.deepEqual([quick.bounds.paths, quick.bounds.forests, quick.rounds], [null, null, 0]);
  t.true(quick.complete);
  const hurried: MergeCertificate = await certificate(model, counts, { timeBudget: 0 });
  t.deepEqual(hurried, { ...quick, complete: false });
});

test("it can be cancelled", async (t) => {
  using counts = WordCounts.countSync(definitions);
  using model = trainSync(counts, { vocabularySize: 256 + 300 });
  const running = certificate(model, counts, { rounds: 1e9, signal: AbortSignal.timeout(200) });
  await t.throwsAsync(running, { any: true, name: "TimeoutError" });
});

test("nothing to save is saved completely", (t) => {
  for (const words of ["", [], "a", ["a", "b"]]) {
    const { ratio, upperBound, complete } = certificateSync([["a", "b"]], words);
    t.deepEqual({ ratio, upperBound, complete }, { ratio: 1, upperBound: 0, complete: true });
  }
});

test("refused: models and counts that do not go together, and options of the wrong kind", async (t) => {
  using counts = WordCounts.countSync("a b a b", { pattern: "whitespace" });
  using model = trainSync("a b a b", { vocabularySize: 257 });
  const both = (merges: unknown, words: unknown, options?: unknown) => ({
    sync: () => certificateSync(merges as never, words as never, options as never),
    async: () => certificate(merges as never, words as never, options as never),
  });
  await refused(
    t,
    both(model, counts),
    INVALID,
    "Expected counts by the pattern of the model, gpt2, for words but received counts by whitespace",
  );
  await refused(
    t,
    both(counts, model),
    INVALID,
    "Expected a string, an array of them or word counts for words but received an object of class Model",
  );
  await refused(
    t,
    both([], "ab", { rounds: -1 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for rounds but received -1",
  );
  await refused(
    t,
    both([], "ab", { timeBudget: NaN }),
    OUT_OF_RANGE,
    "Expected a finite number for timeBudget but received NaN",
  );
});
