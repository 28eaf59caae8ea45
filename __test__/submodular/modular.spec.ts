import test from "ava";
import { maximizeSync, Modular } from "../../index.ts";
import { INVALID, refused } from "../support/errors.ts";
import { selects } from "../support/pairs.ts";

const WEIGHTS = [0.566, 1.346, 1.16, 0.269, 1.362, 0.155, 0.193, 0.782];

test("greedy sorts by weight", async (t) => {
  const expected = {
    submodular: true,
    monotone: true,
    order: [4, 1, 2, 7, 0, 3, 6, 5],
    gains: [1.362, 1.346, 1.16, 0.782, 0.566, 0.269, 0.193, 0.155],
  };
  selects(t, Modular.fromWeightsSync(WEIGHTS), expected);
  selects(t, Modular.fromWeightsSync(Float64Array.from(WEIGHTS)), expected);
  selects(t, await Modular.fromWeights(WEIGHTS), expected);
});

test("negative weights make it lose monotonicity, and are not selected unasked", (t) => {
  const objective = Modular.fromWeightsSync(Float32Array.of(1, -1, 2));
  t.false(objective.properties.monotone);
  t.is(objective.properties.reasons.monotone, "the weight of element 1 is negative");
  t.deepEqual(Array.from(maximizeSync(objective, { cardinality: 3 }).elements), [2, 0]);
});

test("refused: what is no weight", async (t) => {
  const build = (weights: unknown) => ({
    sync: () => Modular.fromWeightsSync(weights as never),
    async: () => Modular.fromWeights(weights as never),
  });
  await refused(
    t,
    build([]),
    INVALID,
    "Expected at least one number for weights but received none",
  );
  await refused(
    t,
    build([1, Infinity]),
    INVALID,
    "Expected finite numbers for weights but received Infinity at index 1",
  );
  await refused(t, build([1, "2"]), INVALID, "Expected a number for weights[1] but received '2'");
});
