import test from "ava";
import { GraphCut, maximizeSync } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { selects, SIMILARITY } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

// Orders and gains by plain greedy in double precision with exactly rounded sums.

test("with a small lambda it is monotone", (t) => {
  const objective = GraphCut.fromSimilaritySync(SIMILARITY, { lambda: 0.4 });
  selects(t, objective, {
    submodular: true,
    monotone: true,
    order: [1, 3, 4, 2, 6, 5, 0, 7],
    gains: [4.599, 4.0204, 3.0948, 2.5988, 1.8422, 1.1084, 0.9556, 0.8908],
  });
  t.deepEqual(objective.properties.reasons, {
    submodular: "no similarity of two elements is negative",
    monotone: "lambda is at most 1/2 and no element lowers the value of any set",
    normalized: "the value of the empty set is 0 by definition",
  });
});

test("with a large lambda it is not, and stops where nothing helps", async (t) => {
  const objective = await GraphCut.fromSimilarity(SIMILARITY, { lambda: 0.9 });
  const gains = [4.099, 3.0384, 1.3558, 0.0648, -0.192, -1.0454, -1.286, -2.8496];
  selects(t, objective, {
    submodular: true,
    monotone: false,
    order: [1, 3, 4, 2, 7, 0, 5, 6],
    gains,
  });
  const { monotone } = objective.properties.reasons;
  t.is(monotone, "lambda is above 1/2 and element 0 lowers the value of some set");
  const selection = maximizeSync(objective, { cardinality: 8 });
  t.is(selection.elements.length, 4);
  t.is(selection.stopped, "gain");
});

test("a large lambda does no harm where elements are hardly alike", (t) => {
  const similarity = [
    [1, 0.1],
    [0.1, 1],
  ];
  const objective = GraphCut.fromSimilaritySync(similarity, { lambda: 0.8 });
  t.true(objective.properties.monotone);
  t.is(
    objective.properties.reasons.monotone,
    "lambda is above 1/2, yet no element lowers the value of any set",
  );
});

test("negative similarities cost submodularity", (t) => {
  const similarity = [
    [1, 0.5, -0.1],
    [0.5, 1, 0],
    [-0.1, 0, 1],
  ];
  const { properties } = GraphCut.fromSimilaritySync(similarity);
  t.false(properties.submodular);
  t.is(properties.reasons.submodular, "the similarity of elements 0 and 2 is negative");
  t.true(GraphCut.fromSimilaritySync(similarity, { lambda: 0 }).properties.submodular);
});

test("lambda is 1/2 by default, and both forms of each function give the same", async (t) => {
  const features = uniformMatrix(50, 5, 1);
  for (const metric of ["cosine", "euclidean", "dot", "rbf"] as const) {
    const [byDefault, sync, async] = [
      GraphCut.fromFeaturesSync(features, { metric }),
      GraphCut.fromFeaturesSync(features, { metric, lambda: 0.5 }),
      await GraphCut.fromFeatures(features, { metric, lambda: 0.5 }),
    ];
    t.is(async.size, 50);
    const expected = maximizeSync(sync, { cardinality: 20 });
    t.deepEqual(maximizeSync(async, { cardinality: 20 }), expected);
    t.deepEqual(maximizeSync(byDefault, { cardinality: 20 }), expected);
  }
});

test("refused: similarities that are not symmetric, a lambda out of range", async (t) => {
  const build = (similarity: unknown, options?: unknown) => ({
    sync: () => GraphCut.fromSimilaritySync(similarity as never, options as never),
    async: () => GraphCut.fromSimilarity(similarity as never, options as never),
  });
  await refused(
    t,
    build([
      [1, 0.5, 0.25],
      [0.5, 1, 0.125],
      [0.25, 0.75, 1],
    ]),
    INVALID,
    "Expected a symmetric matrix for similarity but received 0.125 at row 1, column 2 and 0.75 at its mirror image",
  );
  await refused(
    t,
    build([[1, 2]]),
    INVALID,
    "Expected as many rows as columns for similarity but received 1 rows and 2 columns",
  );
  await refused(
    t,
    build(SIMILARITY, { lambda: -1 }),
    OUT_OF_RANGE,
    "Expected a number that is not negative for lambda but received -1",
  );
  await refused(
    t,
    build(SIMILARITY, { lambda: "1" }),
    INVALID,
    "Expected a finite number for lambda but received '1'",
  );
  await refused(
    t,
    build(SIMILARITY, null),
    INVALID,
    "Expected an object for options but received null",
  );
});
