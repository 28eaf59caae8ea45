import test from "ava";
import {
  type Constraint,
  DisparityMin,
  DisparitySum,
  type DistanceMetric,
  FacilityLocation,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  Mixture,
  Modular,
  type Objective,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { DISTANCE } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

const optimizer = "gist";
const features = uniformMatrix(9, 2, 1);
const apart = (metric?: DistanceMetric): DisparityMin =>
  DisparityMin.fromFeaturesSync(features, { metric });
const coverage = (): FacilityLocation =>
  FacilityLocation.fromFeaturesSync(features, { metric: "rbf", gamma: 3 });
const relevance = (): Modular => Modular.fromWeightsSync([1, 0.1, 0.4, 0, 0.7, 0.3, 0.9, 0.2, 0.6]);

/** The largest value of a set of at most `cardinality` elements. */
function optimum(objective: Objective, cardinality: number): number {
  let best = 0;
  for (let mask = 1; mask < 2 ** objective.size; mask++) {
    const set = [...Array(objective.size).keys()].filter((i) => (mask >> i) & 1);
    if (set.length <= cardinality) best = Math.max(best, objective.evaluate(set));
  }
  return best;
}

test("its guarantee holds", (t) => {
  for (const lambda of [0.1, 1, 5]) {
    for (const epsilon of [0.05, 0.1, 0.5]) {
      for (const [utility, ratio] of [
        [coverage(), 1 / (2 + 2 * epsilon)],
        [relevance(), (2 + 2 * epsilon) / (3 + 4 * epsilon)],
      ] as const) {
        const objective = Mixture.ofSync([utility, apart()], { weights: [1, lambda] });
        const selection = maximizeSync(objective, { cardinality: 4 }, { optimizer, epsilon });
        t.is(selection.optimizer, "gist");
        t.is(selection.stopped, "rounds");
        t.is(selection.guarantee?.rule, "fahrbach-et-al");
        t.true(Math.abs((selection.guarantee?.ratio ?? 0) - ratio) < 1e-15);
        t.is(selection.value, objective.evaluate(selection.elements));
        t.true(selection.value >= ratio * optimum(objective, 4));
      }
    }
  }
});

test("it is chosen wherever it serves, unless an option asks for another", (t) => {
  const mixture = Mixture.ofSync([relevance(), apart()], { weights: [1, 0.5] });
  for (const objective of [mixture, apart()]) {
    for (const constraint of [{ cardinality: 3 }, { cardinality: 4, exclude: [0] }, {}]) {
      t.deepEqual(
        maximizeSync(objective, constraint),
        maximizeSync(objective, constraint, { optimizer }),
      );
    }
    const optimizerOf = (...how: [Constraint, MaximizeOptions?]): string =>
      maximizeSync(objective, ...how).optimizer;
    t.is(optimizerOf({ cardinality: 3 }, { stopping: "full" }), "greedy");
    t.is(optimizerOf({ cardinality: 3 }, { initial: [1] }), "greedy");
    t.is(optimizerOf({ cardinality: 3, include: [1] }), "greedy");
    t.is(optimizerOf({ partition: { groups: Array(9).fill(0), limits: [3] } }), "greedy");
  }
  const supermodular = Mixture.ofSync([DisparitySum.fromFeaturesSync(features), apart()]);
  t.is(maximizeSync(supermodular, { cardinality: 3 }).optimizer, "greedy");
});

test("epsilon is 0.1 by default, and both forms give the same", async (t) => {
  const objective = Mixture.ofSync([coverage(), apart()]);
  const expected = maximizeSync(objective, { cardinality: 4 }, { optimizer, epsilon: 0.1 });
  t.deepEqual(maximizeSync(objective, { cardinality: 4 }, { optimizer }), expected);
  t.deepEqual(await maximize(objective, { cardinality: 4 }, { optimizer }), expected);
  t.deepEqual(maximizeSync(objective, { cardinality: 4 }, { optimizer, threads: 2 }), expected);
});

test("nothing is promised for distances that take shortcuts", (t) => {
  const reason = "the distances are not known to fulfil the triangle inequality";
  const squared = Mixture.ofSync([coverage(), apart("squared-euclidean")]);
  const selection = maximizeSync(squared, { cardinality: 4 }, { optimizer });
  t.is(selection.guarantee, null);
  t.is(selection.reason, reason);
  // These were rounded, and fulfil it all the same.
  const given = DisparityMin.fromDistancesSync(DISTANCE);
  t.not(maximizeSync(given, { cardinality: 4 }, { optimizer }).guarantee, null);
});

test("refused: what it does not serve", async (t) => {
  const build = (objective: Objective, constraint: object, options: object = {}) => ({
    sync: () => maximizeSync(objective, constraint, { optimizer, ...options }),
    async: () => maximize(objective, constraint, { optimizer, ...options }),
  });
  const unserved =
    "Expected an optimizer other than 'gist', which serves the least distance alone or mixed with monotone submodular objectives, for optimizer but received 'gist'";
  await refused(t, build(coverage(), { cardinality: 2 }), INVALID, unserved);
  const sum = DisparitySum.fromFeaturesSync(features);
  const both = Mixture.ofSync([sum, apart()]);
  await refused(t, build(both, { cardinality: 2 }), INVALID, unserved);
  await refused(
    t,
    build(apart(), { cardinality: 2, include: [1] }),
    INVALID,
    "Expected nothing but cardinality, exclude and candidates with 'gist' for constraint but received more",
  );
  await refused(
    t,
    build(apart(), { cardinality: 2 }, { epsilon: 0.6 }),
    OUT_OF_RANGE,
    "Expected a number above 0 and at most 0.5 for epsilon but received 0.6",
  );
  await refused(
    t,
    build(apart(), { cardinality: 2 }, { epsilon: "0.1" }),
    INVALID,
    "Expected a finite number for epsilon but received '0.1'",
  );
});
