import test from "ava";
import { maximizeSync, SumRedundancy } from "../../index.ts";
import { INVALID, refused } from "../support/errors.ts";
import { selects, SIMILARITY } from "../support/pairs.ts";
import { uniformMatrix } from "../support/random.ts";

test("the least redundant elements come first", async (t) => {
  // By plain greedy in double precision with exactly rounded sums.
  const expected = {
    submodular: true,
    monotone: false,
    order: [0, 7, 5, 6, 2, 4, 3, 1],
    gains: [-1, -1.028, -1.236, -2.262, -4.184, -5.494, -7.648, -8.998],
  };
  selects(t, SumRedundancy.fromSimilaritySync(SIMILARITY), expected);
  selects(t, await SumRedundancy.fromSimilarity(SIMILARITY), expected);
});

test("sums that are equal but for rounding are ties", (t) => {
  const size = 30;
  const similarity = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 0.7 : 0.1)),
  );
  const objective = SumRedundancy.fromSimilaritySync(similarity);
  for (const optimizer of ["greedy", "lazy-greedy"] as const) {
    const options = { optimizer, stopping: "full" } as const;
    const { elements } = maximizeSync(objective, { cardinality: size }, options);
    t.deepEqual(Array.from(elements), [...Array(size).keys()]);
  }
});

test("both forms of each function give the same", async (t) => {
  const features = uniformMatrix(40, 3, 1);
  const [sync, async] = [
    SumRedundancy.fromFeaturesSync(features, { metric: "rbf", gamma: 2 }),
    await SumRedundancy.fromFeatures(features, { metric: "rbf", gamma: 2 }),
  ];
  const constraint = { cardinality: 10 };
  const options = { stopping: "full" } as const;
  t.deepEqual(maximizeSync(async, constraint, options), maximizeSync(sync, constraint, options));
});

test("refused: similarities that are not symmetric", async (t) => {
  const similarity = [
    [1, 2],
    [3, 1],
  ];
  await refused(
    t,
    {
      sync: () => SumRedundancy.fromSimilaritySync(similarity),
      async: () => SumRedundancy.fromSimilarity(similarity),
    },
    INVALID,
    "Expected a symmetric matrix for similarity but received 2 at row 0, column 1 and 3 at its mirror image",
  );
});
