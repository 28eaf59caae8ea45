import test from "ava";
import { maximizeSync, SaturatedCoverage } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { SIMILARITY } from "../support/pairs.ts";

test("greedy selects what an independent program does", async (t) => {
  // Plain greedy in double precision with exactly rounded sums.
  const gains = [4.999, 4.806, 4.687, 3.8274, 0.715, 0.0754];
  for (const objective of [
    SaturatedCoverage.fromSimilaritySync(SIMILARITY, { alpha: 0.6 }),
    await SaturatedCoverage.fromSimilarity(SIMILARITY, { alpha: 0.6 }),
  ]) {
    t.true(objective.properties.submodular && objective.properties.monotone);
    const selection = maximizeSync(objective, { cardinality: 6 });
    t.deepEqual(Array.from(selection.elements), [1, 3, 6, 4, 2, 7]);
    selection.gains.forEach((gain, i) => t.true(Math.abs(gain - (gains[i] as number)) < 1e-9));
  }
});

test("with alpha 1 every similarity counts, with a small one a few elements are enough", (t) => {
  const all = SaturatedCoverage.fromSimilaritySync(SIMILARITY, { alpha: 1 });
  const total = SIMILARITY.flat().reduce((sum, similarity) => sum + similarity);
  t.true(Math.abs(maximizeSync(all, { cardinality: 8 }).value - total) < 1e-12);

  const tenth = maximizeSync(SaturatedCoverage.fromSimilaritySync(SIMILARITY), { cardinality: 8 });
  t.true(Math.abs(tenth.value - total / 10) < 1e-12, "0.1 is the default");
  t.is(tenth.gains.at(-1), 0);
});

test("columns may be other things than rows", (t) => {
  const objective = SaturatedCoverage.fromSimilaritySync(
    [
      [1, 0, 3],
      [0, 2, 1],
    ],
    { alpha: 0.5 },
  );
  t.is(objective.size, 2);
  // Column sums 1, 2, 4: caps 0.5, 1, 2.
  t.deepEqual(Array.from(maximizeSync(objective, { cardinality: 2 }).gains), [2.5, 1]);
});

const build = (similarity: unknown, options?: unknown) => ({
  sync: () => SaturatedCoverage.fromSimilaritySync(similarity as never, options as never),
  async: () => SaturatedCoverage.fromSimilarity(similarity as never, options as never),
});

test("refused: similarities that are negative or no numbers", async (t) => {
  await refused(
    t,
    build([
      [1, -0.25],
      [0, 1],
    ]),
    OUT_OF_RANGE,
    "Expected numbers from 0 to 1e20 for similarity but received -0.25 at index 1",
  );
  await refused(
    t,
    build([
      [1, 0],
      [Infinity, 1],
    ]),
    INVALID,
    "Expected finite numbers for similarity but received Infinity at index 2",
  );
});

test("refused: an alpha that is no share", async (t) => {
  for (const alpha of [0, -1, 1.5]) {
    await refused(
      t,
      build(SIMILARITY, { alpha }),
      OUT_OF_RANGE,
      `Expected a number above 0 and at most 1 for alpha but received ${alpha}`,
    );
  }
  await refused(
    t,
    build(SIMILARITY, { alpha: "0.5" }),
    INVALID,
    "Expected a finite number for alpha but received '0.5'",
  );
});
