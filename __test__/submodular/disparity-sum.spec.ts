import test from "ava";
import { DisparitySum, type DistanceMetric, maximizeSync } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { DISTANCE, selects } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

test("greedy on given distances", (t) => {
  // By plain greedy in double precision with exactly rounded sums.
  selects(t, DisparitySum.fromDistancesSync(DISTANCE), {
    submodular: false,
    monotone: true,
    order: [0, 6, 1, 3, 2, 7, 5, 4],
    gains: [0, 7.319, 14.105, 19.412, 25.35, 28.814, 35.736, 31.839],
  });
});

test("it is supermodular, so lazy greedy does not serve it", (t) => {
  const objective = DisparitySum.fromDistancesSync(DISTANCE);
  t.is(
    objective.properties.reasons.submodular,
    "it is supermodular: an element adds its distances to those before it",
  );
  t.throws(() => maximizeSync(objective, { cardinality: 3 }, { optimizer: "lazy-greedy" }), {
    instanceOf: TypeError,
  });
  t.is(maximizeSync(objective, { cardinality: 3 }).optimizer, "greedy");
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
    const objective = DisparitySum.fromFeaturesSync(features, { metric });
    const { value } = maximizeSync(objective, { cardinality: 2 });
    t.true(Math.abs(value - expected[metric]) < 1e-12, `${metric}: ${value}`);
  }
});

test("both forms of each function give the same, and the metric is euclidean by default", async (t) => {
  const features = uniformMatrix(40, 3, 1);
  const select = (objective: DisparitySum) => maximizeSync(objective, { cardinality: 8 });
  const expected = select(DisparitySum.fromFeaturesSync(features, { metric: "euclidean" }));
  t.deepEqual(select(DisparitySum.fromFeaturesSync(features)), expected);
  t.deepEqual(select(await DisparitySum.fromFeatures(features)), expected);
  t.deepEqual(
    select(await DisparitySum.fromDistances(DISTANCE)),
    select(DisparitySum.fromDistancesSync(DISTANCE)),
  );
});

test("refused: distances that are negative or not symmetric, unknown metrics", async (t) => {
  const build = (distances: unknown) => ({
    sync: () => DisparitySum.fromDistancesSync(distances as never),
    async: () => DisparitySum.fromDistances(distances as never),
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
      sync: () => DisparitySum.fromFeaturesSync(DISTANCE, options),
      async: () => DisparitySum.fromFeatures(DISTANCE, options),
    },
    INVALID,
    "Expected 'euclidean' or 'squared-euclidean' or 'cosine' or 'angular' for metric but received 'manhattan'",
  );
});
