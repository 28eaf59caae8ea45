import test from "ava";
import { LogDeterminant, maximizeSync } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { instance, selectsAsGiven } from "../support/information-measures.ts";
import { uniformMatrix } from "../support/random.ts";

const { kernel } = instance("log_determinant");

test("without regularization it is not monotone, and selection stops where nothing helps", (t) => {
  const objective = LogDeterminant.fromKernelSync(kernel);
  selectsAsGiven(t, "log_determinant", objective, [true, false]);
  t.deepEqual(objective.properties.reasons, {
    submodular: "pivots of a positive semidefinite kernel never grow",
    monotone: "the regularization is below 1, so that pivots may be, too",
    normalized: "the value of the empty set is 0 by definition",
  });
  const selection = maximizeSync(objective, { cardinality: 8 });
  t.deepEqual(Array.from(selection.elements), [3, 6, 1, 0]);
  t.is(selection.stopped, "gain");
});

test("with a regularization of 1 it is, and with a scale an information gain", async (t) => {
  const shifted = await LogDeterminant.fromKernel(kernel, { regularization: 1 });
  selectsAsGiven(t, "log_determinant_shifted", shifted, [true, true]);
  const scaled = LogDeterminant.fromKernelSync(kernel, { regularization: 1, scale: 2 });
  selectsAsGiven(t, "log_determinant_information", scaled, [true, true]);
});

test("features give what the kernel of their similarities gives", async (t) => {
  const features = uniformMatrix(40, 6, 1);
  const rows = Array.from({ length: 40 }, (_, i) =>
    Array.from(features.data.subarray(i * 6, (i + 1) * 6)),
  );
  const products = rows.map((x) =>
    rows.map((y) => x.reduce((sum, value, k) => sum + value * (y[k] as number), 0)),
  );
  const options = { regularization: 0.5 };
  const fromKernel = LogDeterminant.fromKernelSync(products, options);
  for (const objective of [
    LogDeterminant.fromFeaturesSync(features, { ...options, metric: "dot" }),
    await LogDeterminant.fromFeatures(features, { ...options, metric: "dot" }),
  ]) {
    t.is(objective.size, 40);
    const [actual, expected] = [objective, fromKernel].map((f) =>
      maximizeSync(f, { cardinality: 20 }, { stopping: "full" }),
    );
    t.deepEqual(actual?.elements, expected?.elements);
    t.true(Math.abs((actual?.value ?? 0) - (expected?.value ?? 0)) < 1e-9);
  }
});

test("where rank runs out gains are the logarithm of the floor", (t) => {
  // Three points on a line through the origin and one off it: rank 2.
  const features = [
    [1, 0],
    [2, 0],
    [3, 0],
    [0, 2],
  ];
  const objective = LogDeterminant.fromFeaturesSync(features, { metric: "dot" });
  const selection = maximizeSync(objective, { cardinality: 4 }, { stopping: "full" });
  t.deepEqual(Array.from(selection.elements), [2, 3, 0, 1]);
  const floor = Math.log(9e-10);
  selection.gains.forEach((gain, i) => {
    const expected = [Math.log(9), Math.log(4), floor, floor][i] as number;
    t.true(Math.abs(gain - expected) < 1e-12, `${gain}, not ${expected}`);
  });
  t.deepEqual(Array.from(maximizeSync(objective, { cardinality: 4 }).elements), [2, 3]);
});

test("a kernel that is not positive semidefinite without showing it has finite gains", (t) => {
  // Two eigenvalues are 1.9 and one is -0.8.
  const indefinite = [
    [1, -0.9, -0.9],
    [-0.9, 1, -0.9],
    [-0.9, -0.9, 1],
  ];
  const objective = LogDeterminant.fromKernelSync(indefinite);
  const { gains } = maximizeSync(objective, { cardinality: 3 }, { stopping: "full" });
  t.true(Math.abs((gains[1] as number) - Math.log(0.19)) < 1e-12);
  t.true(Math.abs((gains[2] as number) - Math.log(1e-10)) < 1e-9);
});

test("lazy greedy selects what greedy does", (t) => {
  const objective = LogDeterminant.fromFeaturesSync(uniformMatrix(300, 20, 2), { metric: "rbf" });
  const [lazy, naive] = (["lazy-greedy", "greedy"] as const).map((optimizer) =>
    maximizeSync(objective, { cardinality: 60 }, { optimizer, stopping: "full" }),
  );
  t.deepEqual(lazy?.elements, naive?.elements);
  t.deepEqual(lazy?.gains, naive?.gains);
});

test("refused: what shows that it is no kernel, and options out of range", async (t) => {
  const build = (matrix: unknown, options?: unknown) => ({
    sync: () => LogDeterminant.fromKernelSync(matrix as never, options as never),
    async: () => LogDeterminant.fromKernel(matrix as never, options as never),
  });
  const distances = [
    [0, 3],
    [3, 0],
  ];
  await refused(
    t,
    build(distances),
    INVALID,
    "Expected a positive semidefinite matrix for kernel but received 3 at row 1, column 0, more than the diagonal permits",
  );
  await refused(
    t,
    build([[-1]]),
    INVALID,
    "Expected a positive semidefinite matrix for kernel but received -1 on the diagonal at row 0",
  );
  await refused(
    t,
    build([[1]], { scale: 0 }),
    OUT_OF_RANGE,
    "Expected a positive number for scale but received 0",
  );
  await refused(
    t,
    build([[1]], { regularization: -1 }),
    OUT_OF_RANGE,
    "Expected a number that is not negative for regularization but received -1",
  );
  await refused(
    t,
    {
      sync: () => LogDeterminant.fromFeaturesSync([[1]], { metric: "euclidean" }),
      async: () => LogDeterminant.fromFeatures([[1]], { metric: "euclidean" }),
    },
    INVALID,
    "Expected a metric whose similarities are a positive semidefinite matrix for metric but received 'euclidean'",
  );
});
