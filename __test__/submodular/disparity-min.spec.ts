import test from "ava";
import { DisparityMin, type DistanceMetric, maximizeSync } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { DISTANCE, selects } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

test("greedy on given distances", (t) => {
  // By plain greedy in double precision with exactly rounded sums.
  selects(t, DisparityMin.fromDistancesSync(DISTANCE), {
    submodular: false,
    monotone: false,
    order: [0, 6, 1, 3, 5, 2, 4, 7],
    gains: [0, 7.319, -2.185, -2.075, -0.535, -0.412, -1.501, -0.145],
  });
});

test("it is neither submodular nor monotone, and says why", (t) => {
  const { reasons } = DisparityMin.fromDistancesSync(DISTANCE).properties;
  t.is(
    reasons.submodular,
    "the second element raises the least distance from 0, the first does not",
  );
  t.is(reasons.monotone, "a third element can lower the least distance");
});

test("distances from features by each metric", (t) => {
  const features = [
    [1, 0],
    [0, 3],
  ];
  const expected: Record<DistanceMetric, number> = {
    euclidean: Math.sqrt(10),
    "squared-euclidean": 10,
    cosine: 1,
    angular: 0.5,
  };
  for (const metric of Object.keys(expected) as DistanceMetric[]) {
    const objective = DisparityMin.fromFeaturesSync(features, { metric });
    const { value } = maximizeSync(objective, { cardinality: 2 });
    t.true(Math.abs(value - expected[metric]) < 1e-12, `${metric}: ${value}`);
  }
});

test("both forms of each function give the same, and the metric is euclidean by default", async (t) => {
  const features = uniformMatrix(40, 3, 1);
  const select = (objective: DisparityMin) => maximizeSync(objective, { cardinality: 8 });
  const expected = select(DisparityMin.fromFeaturesSync(features, { metric: "euclidean" }));
  t.deepEqual(select(DisparityMin.fromFeaturesSync(features)), expected);
  t.deepEqual(select(await DisparityMin.fromFeatures(features)), expected);
  t.deepEqual(
    select(await DisparityMin.fromDistances(DISTANCE)),
    select(DisparityMin.fromDistancesSync(DISTANCE)),
  );
});

test("refused: distances that are negative or not symmetric, unknown metrics", async (t) => {
  const build = (distances: unknown) => ({
    sync: () => DisparityMin.fromDistancesSync(distances as never),
    async: () => DisparityMin.fromDistances(distances as never),
  });
  await refused(
    t,
    build([
      [0, -1],
      [-1, 0],
    ]),
    OUT_OF_RANGE,
    "Expected distances from 0 for distances but received -1 between elements 0 and 1",
  );
  await refused(
    t,
    build([
      [0, 1],
      [2, 0],
    ]),
    INVALID,
    "Expected a symmetric matrix for distances but received 1 at row 0, column 1 and 2 at its mirror image",
  );
  const options = { metric: "manhattan" } as never;
  await refused(
    t,
    {
      sync: () => DisparityMin.fromFeaturesSync(DISTANCE, options),
      async: () => DisparityMin.fromFeatures(DISTANCE, options),
    },
    INVALID,
    "Expected 'euclidean' or 'squared-euclidean' or 'cosine' or 'angular' for metric but received 'manhattan'",
  );
});
