import test from "ava";
import { Cut } from "../../index.ts";
import { INVALID, refused } from "../support/errors.ts";
import { selects } from "../support/pairs.ts";

const UNDIRECTED = [
  [0, 0.426, 0.355, 0.373, 0.2, 0.922, 0.085, 0.191],
  [0.426, 0, 0.21, 0.634, 0.408, 0.605, 0.842, 0.585],
  [0.355, 0.21, 0, 0.041, 0.36, 0.095, 0.876, 0.341],
  [0.373, 0.634, 0.041, 0, 0.37, 0.792, 0.909, 0.762],
  [0.2, 0.408, 0.36, 0.37, 0, 0.324, 0.94, 0.28],
  [0.922, 0.605, 0.095, 0.792, 0.324, 0, 0.57, 0.116],
  [0.085, 0.842, 0.876, 0.909, 0.94, 0.57, 0, 0.743],
  [0.191, 0.585, 0.341, 0.762, 0.28, 0.116, 0.743, 0],
];

const DIRECTED = [
  [0, 0, 0.266, 0, 0.74, 0.363, 0, 0],
  [0.603, 0, 0, 1.981, 0.099, 0, 0.598, 0],
  [0.364, 0, 0, 0.995, 0, 0, 0, 0.23],
  [0, 0, 1.01, 0, 1.296, 0, 0, 0],
  [0, 0.831, 1.693, 0, 0, 1.289, 1.337, 0.773],
  [0.772, 1.711, 1.193, 0.989, 0, 0, 0, 0],
  [0.966, 0, 1.327, 0.054, 1.172, 0.818, 0, 0.106],
  [0, 0, 1.446, 0, 0.447, 0.502, 0.091, 0],
];

// Orders and gains by plain greedy in double precision with exactly rounded sums.

test("the cut of an undirected graph", (t) => {
  selects(t, Cut.fromWeightsSync(UNDIRECTED), {
    submodular: true,
    monotone: false,
    order: [6, 0, 3, 1, 2, 4, 7, 5],
    gains: [4.965, 2.382, 1.317, -0.094, -0.686, -1.674, -2.786, -3.424],
  });
});

test("the cut of a directed graph", async (t) => {
  selects(t, await Cut.fromWeights(DIRECTED), {
    submodular: true,
    monotone: false,
    order: [4, 5, 6, 7, 1, 3, 0, 2],
    gains: [5.923, 3.376, 1.116, 0.567, 0.042, -2.014, -2.075, -6.935],
  });
});

test("properties follow the weights", (t) => {
  const negative = Cut.fromWeightsSync([
    [0, 1, 1],
    [0, 0, -1],
    [0, -1, 0],
  ]);
  t.false(negative.properties.submodular);
  t.is(
    negative.properties.reasons.submodular,
    "the weight both ways of elements 1 and 2 is negative",
  );
  t.is(negative.properties.reasons.monotone, "the cut of all elements is empty again");
  const empty = Cut.fromWeightsSync([
    [3, 0],
    [0, 3],
  ]);
  t.true(empty.properties.submodular && empty.properties.monotone);
});

test("refused: what is no graph", async (t) => {
  const build = (weights: unknown) => ({
    sync: () => Cut.fromWeightsSync(weights as never),
    async: () => Cut.fromWeights(weights as never),
  });
  await refused(
    t,
    build([[1, 2]]),
    INVALID,
    "Expected as many rows as columns for weights but received 1 rows and 2 columns",
  );
  await refused(
    t,
    build([[Number.NaN]]),
    INVALID,
    "Expected finite numbers for weights but received NaN at index 0",
  );
});
