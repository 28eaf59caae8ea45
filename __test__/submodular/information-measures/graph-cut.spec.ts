import test from "ava";
import {
  GraphCutConditionalGain,
  GraphCutMutualInformation,
  maximizeSync,
} from "../../../index.ts";
import { INVALID, refused } from "../../support/errors.ts";
import { instance, selectsAsGiven } from "../../support/information-measures.ts";

test("greedy on given similarities", async (t) => {
  const mutual = instance("graph_cut_mutual_information");
  const similarity = mutual.candidate_query_similarity;
  for (const objective of [
    GraphCutMutualInformation.fromSimilaritySync(similarity, { lambda: mutual.lambda }),
    await GraphCutMutualInformation.fromSimilarity(similarity, { lambda: mutual.lambda }),
  ]) {
    selectsAsGiven(t, "graph_cut_mutual_information", objective, [true, true]);
  }
  const gain = instance("graph_cut_conditional_gain");
  const data = {
    similarity: gain.similarity,
    candidatePrivateSimilarity: gain.candidate_private_similarity,
  };
  const options = { lambda: gain.lambda, nu: gain.nu };
  for (const objective of [
    GraphCutConditionalGain.fromSimilaritySync(data, options),
    await GraphCutConditionalGain.fromSimilarity(data, options),
  ]) {
    selectsAsGiven(t, "graph_cut_conditional_gain", objective, [true, true]);
  }
});

test("features", async (t) => {
  const features = [[0], [1], [2], [10], [11], [12]];
  const options = { metric: "rbf", gamma: 0.5 } as const;
  const data = { features, queries: [[11.1]], privates: [[0.9]] };
  for (const objective of [
    GraphCutMutualInformation.fromFeaturesSync(data, options),
    await GraphCutMutualInformation.fromFeatures(data, options),
    GraphCutConditionalGain.fromFeaturesSync(data, options),
    await GraphCutConditionalGain.fromFeatures(data, options),
  ]) {
    t.is(maximizeSync(objective, { cardinality: 1 }).elements[0], 4);
  }
});

test("refused: as many rows for privates as candidates are expected", async (t) => {
  const data = { similarity: [[1]], candidatePrivateSimilarity: [[1], [2]] };
  await refused(
    t,
    {
      sync: () => GraphCutConditionalGain.fromSimilaritySync(data),
      async: () => GraphCutConditionalGain.fromSimilarity(data),
    },
    INVALID,
    "Expected a matrix of 1 rows for candidatePrivateSimilarity but received 2 rows",
  );
});
