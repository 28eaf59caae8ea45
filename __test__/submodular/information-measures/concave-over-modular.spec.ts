import test from "ava";
import { ConcaveOverModular, maximizeSync } from "../../../index.ts";
import { OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { instance, selectsAsGiven } from "../../support/information-measures.ts";

test("greedy on given similarities", async (t) => {
  const { candidate_query_similarity: similarity, eta } = instance("concave_over_modular");
  for (const objective of [
    ConcaveOverModular.fromSimilaritySync(similarity, { eta }),
    await ConcaveOverModular.fromSimilarity(similarity, { eta, concave: "sqrt" }),
  ]) {
    selectsAsGiven(t, "concave_over_modular", objective, [true, true]);
  }
});

test("features, and another concave function", async (t) => {
  const data = { features: [[0], [1], [10], [11]], queries: [[1.1], [10]] };
  const options = { metric: "rbf", gamma: 0.5, concave: "cap", cap: 1 } as const;
  for (const objective of [
    ConcaveOverModular.fromFeaturesSync(data, options),
    await ConcaveOverModular.fromFeatures(data, options),
  ]) {
    t.deepEqual(Array.from(maximizeSync(objective, { cardinality: 2 }).elements), [2, 1]);
  }
});

test("refused: negative similarities", async (t) => {
  await refused(
    t,
    {
      sync: () => ConcaveOverModular.fromSimilaritySync([[1, -1]]),
      async: () => ConcaveOverModular.fromSimilarity([[1, -1]]),
    },
    OUT_OF_RANGE,
    "Expected numbers from 0 to 1e20 for candidateQuerySimilarity but received -1 at index 1",
  );
});
