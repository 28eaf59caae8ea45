import test from "ava";
import {
  DisparitySum,
  FacilityLocation,
  GraphCut,
  maximize,
  maximizeSync,
  Mixture,
  Modular,
} from "../../index.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused, throws } from "../support/errors.ts";
import { DISTANCE, SIMILARITY } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

const coverage = (): FacilityLocation => FacilityLocation.fromSimilaritySync(SIMILARITY);
const relevance = (): Modular => Modular.fromWeightsSync([0, 1, 2, 3, 4, 5, 6, 7]);

test("the weighted sum of its objectives", async (t) => {
  const mixture = await Mixture.of([coverage(), relevance()], { weights: [2, 0.5] });
  t.is(mixture.size, 8);
  const { elements, value } = maximizeSync(mixture, { cardinality: 8 });
  const expected = 2 * maximizeSync(coverage(), { cardinality: 8 }).value + 0.5 * 28;
  t.true(Math.abs(value - expected) < 1e-12);
  t.not(elements[0], maximizeSync(coverage(), { cardinality: 1 }).elements[0]);
});

test("weights are 1 by default, and both forms give the same", async (t) => {
  const parts = [coverage(), GraphCut.fromSimilaritySync(SIMILARITY), relevance()];
  const expected = maximizeSync(Mixture.ofSync(parts, { weights: [1, 1, 1] }), { cardinality: 5 });
  t.deepEqual(maximizeSync(Mixture.ofSync(parts), { cardinality: 5 }), expected);
  t.deepEqual(maximizeSync(await Mixture.of(parts), { cardinality: 5 }), expected);
});

test("it has the properties that all of its objectives have", (t) => {
  const good = Mixture.ofSync([coverage(), relevance()]).properties;
  t.true(good.submodular && good.monotone && good.normalized);
  t.is(good.reasons.submodular, "all objectives are submodular and no weight is negative");
  const parts = [coverage(), DisparitySum.fromDistancesSync(DISTANCE)];
  const { submodular, monotone, reasons } = Mixture.ofSync(parts).properties;
  t.deepEqual([submodular, monotone], [false, true]);
  t.is(
    reasons.submodular,
    "objective 1 is not known to be submodular: it is supermodular: an element adds its distances to those before it",
  );
  t.true(Mixture.ofSync(parts, { weights: [1, 0] }).properties.submodular);
});

test("it outlives its objectives", async (t) => {
  const features = uniformMatrix(300, 4, 1);
  const parts = [
    FacilityLocation.fromFeaturesSync(features),
    GraphCut.fromFeaturesSync(features, { metric: "rbf" }),
  ];
  const mixture = Mixture.ofSync(parts);
  const expected = maximizeSync(mixture, { cardinality: 50 });
  const selecting = maximize(mixture, { cardinality: 50 });
  const making = Mixture.of(parts);
  parts.forEach((part) => part.dispose());
  t.deepEqual(maximizeSync(mixture, { cardinality: 50 }), expected);
  t.deepEqual(await selecting, expected);
  t.deepEqual(maximizeSync(await making, { cardinality: 50 }), expected);
  // The matrices of both are still there.
  t.true(mixture.bytes > 2 * 300 * 300 * 8);
  throws(
    t,
    () => Mixture.ofSync(parts),
    gainfulError("ERR_DISPOSED"),
    "This FacilityLocation was disposed and cannot be used any more",
  );
});

test("more objectives than a function can have arguments", (t) => {
  const part = Modular.fromWeightsSync([1, 2]);
  const mixture = Mixture.ofSync(Array.from({ length: 150_000 }, () => part));
  t.is(mixture.evaluate([0, 1]), 450_000);
});

test("refused: objectives that cannot be mixed", async (t) => {
  const build = (objectives: unknown, options?: unknown) => ({
    sync: () => Mixture.ofSync(objectives as never, options as never),
    async: () => Mixture.of(objectives as never, options as never),
  });
  await refused(
    t,
    build([]),
    INVALID,
    "Expected at least one objective for objectives but received none",
  );
  await refused(
    t,
    build([coverage(), Modular.fromWeightsSync([1])]),
    INVALID,
    "Expected objectives of 8 elements as the first one for objectives but received one of 1 elements at index 1",
  );
  await refused(
    t,
    build([coverage(), {}]),
    INVALID,
    "Expected an objective such as a FacilityLocation for objectives[1] but received an object of class Object",
  );
  await refused(
    t,
    build(coverage()),
    INVALID,
    "Expected an array of objectives for objectives but received an object of class FacilityLocation",
  );
  await refused(
    t,
    build([coverage()], { weights: [1, 2] }),
    INVALID,
    "Expected 1 numbers, one for each objective, for weights but received 2",
  );
  await refused(
    t,
    build([coverage()], { weights: [-1] }),
    OUT_OF_RANGE,
    "Expected finite numbers from 0 for weights but received -1 at index 0",
  );
});
