import test from "ava";
import {
  LogDeterminantConditionalGain,
  LogDeterminantConditionalMutualInformation,
  LogDeterminantMutualInformation,
  maximizeSync,
} from "../../../index.ts";
import { OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { instance, selectsAsGiven } from "../../support/information-measures.ts";

// Eight candidates, two queries, two privates.
const { kernel } = instance("log_determinant_conditional_mutual_information");

/** The kernel of some of the points. */
function of(points: readonly number[]): number[][] {
  return points.map((i) => points.map((j) => kernel[i]?.[j] as number));
}

const CANDIDATES = [0, 1, 2, 3, 4, 5, 6, 7];

test("greedy on given kernels", async (t) => {
  selectsAsGiven(
    t,
    "log_determinant_mutual_information",
    LogDeterminantMutualInformation.fromKernelSync(of([...CANDIDATES, 8, 9]), {
      queryCount: 2,
      eta: 0.8,
    }),
    [false, true],
  );
  selectsAsGiven(
    t,
    "log_determinant_conditional_gain",
    await LogDeterminantConditionalGain.fromKernel(of([...CANDIDATES, 10, 11]), {
      privateCount: 2,
      nu: 0.9,
    }),
    [true, false],
  );
  selectsAsGiven(
    t,
    "log_determinant_conditional_mutual_information",
    await LogDeterminantConditionalMutualInformation.fromKernel(kernel, {
      queryCount: 2,
      privateCount: 2,
      eta: 0.8,
      nu: 0.9,
    }),
    // Monotone as it happens, but with different factors nobody knows.
    [false, false],
  );
});

test("differences of submodular functions say so, and lazy greedy does not serve them", (t) => {
  const options = { queryCount: 2 };
  const objective = LogDeterminantMutualInformation.fromKernelSync(kernel, options);
  t.is(objective.properties.reasons.submodular, "it is the difference of two submodular functions");
  t.throws(() => maximizeSync(objective, { cardinality: 3 }, { optimizer: "lazy-greedy" }), {
    instanceOf: TypeError,
  });
  t.is(maximizeSync(objective, { cardinality: 3 }).optimizer, "greedy");
});

test("features", async (t) => {
  const features = [[0], [1], [2], [10], [11], [12]];
  const options = { metric: "rbf", gamma: 0.5, regularization: 0.1 } as const;
  const data = { features, queries: [[11.1]], privates: [[1]] };
  for (const objective of [
    LogDeterminantMutualInformation.fromFeaturesSync(data, options),
    await LogDeterminantMutualInformation.fromFeatures(data, options),
    LogDeterminantConditionalMutualInformation.fromFeaturesSync(data, options),
    await LogDeterminantConditionalMutualInformation.fromFeatures(data, options),
  ]) {
    t.is(maximizeSync(objective, { cardinality: 1 }, { stopping: "full" }).elements[0], 4);
  }
  for (const objective of [
    LogDeterminantConditionalGain.fromFeaturesSync(data, options),
    await LogDeterminantConditionalGain.fromFeatures(data, options),
  ]) {
    const { elements } = maximizeSync(objective, { cardinality: 6 }, { stopping: "full" });
    t.is(elements[5], 1);
  }
});

test("refused: counts that leave no candidate", async (t) => {
  const build = (options: unknown) => ({
    sync: () => LogDeterminantMutualInformation.fromKernelSync([[1]], options as never),
    async: () => LogDeterminantMutualInformation.fromKernel([[1]], options as never),
  });
  await refused(
    t,
    build({ queryCount: 1 }),
    OUT_OF_RANGE,
    "Expected a number of points from 1 to 0 for queryCount but received 1",
  );
  await refused(
    t,
    build({ queryCount: 0 }),
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for queryCount but received 0",
  );
});
