import test from "ava";
import {
  FacilityLocationConditionalGain,
  FacilityLocationConditionalMutualInformation,
  FacilityLocationMutualInformation,
  FacilityLocationQueryMutualInformation,
  maximizeSync,
} from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { instance, selectsAsGiven } from "../../support/information-measures.ts";

test("greedy on given similarities", async (t) => {
  const mutual = instance("facility_location_mutual_information");
  selectsAsGiven(
    t,
    "facility_location_mutual_information",
    FacilityLocationMutualInformation.fromSimilaritySync(
      { similarity: mutual.similarity, querySimilarity: mutual.query_similarity },
      { eta: mutual.eta },
    ),
    [true, true],
  );
  const query = instance("facility_location_query_mutual_information");
  selectsAsGiven(
    t,
    "facility_location_query_mutual_information",
    await FacilityLocationQueryMutualInformation.fromSimilarity(query.candidate_query_similarity, {
      eta: query.eta,
    }),
    [true, true],
  );
  const gain = instance("facility_location_conditional_gain");
  selectsAsGiven(
    t,
    "facility_location_conditional_gain",
    await FacilityLocationConditionalGain.fromSimilarity(
      { similarity: gain.similarity, privateSimilarity: gain.private_similarity },
      { nu: gain.nu },
    ),
    [true, true],
  );
  const conditional = instance("facility_location_conditional_mutual_information");
  selectsAsGiven(
    t,
    "facility_location_conditional_mutual_information",
    await FacilityLocationConditionalMutualInformation.fromSimilarity(
      {
        similarity: conditional.similarity,
        querySimilarity: conditional.query_similarity,
        privateSimilarity: conditional.private_similarity,
      },
      { eta: conditional.eta, nu: conditional.nu },
    ),
    [true, true],
  );
});

/** Two clusters of points of a line, and a point of interest near each. */
const FEATURES = [[0], [1], [2], [10], [11], [12]];
const OPTIONS = { metric: "rbf", gamma: 0.5 } as const;

test("features: a query draws the selection to its cluster, a private keeps it away", async (t) => {
  const [queries, privates] = [[[11.1]], [[0.9]]];
  const first = (objective: FacilityLocationMutualInformation): number | undefined =>
    maximizeSync(objective, { cardinality: 1 }).elements[0];
  const data = { features: FEATURES, queries, privates };
  t.is(first(FacilityLocationMutualInformation.fromFeaturesSync(data, OPTIONS)), 4);
  t.is(first(await FacilityLocationMutualInformation.fromFeatures(data, OPTIONS)), 4);
  t.is(first(FacilityLocationQueryMutualInformation.fromFeaturesSync(data, OPTIONS)), 4);
  t.is(first(await FacilityLocationQueryMutualInformation.fromFeatures(data, OPTIONS)), 4);
  t.is(first(FacilityLocationConditionalGain.fromFeaturesSync(data, OPTIONS)), 4);
  t.is(first(await FacilityLocationConditionalGain.fromFeatures(data, OPTIONS)), 4);
  t.is(first(FacilityLocationConditionalMutualInformation.fromFeaturesSync(data, OPTIONS)), 4);
  t.is(first(await FacilityLocationConditionalMutualInformation.fromFeatures(data, OPTIONS)), 4);
});

test("once the queries are covered no element adds anything", (t) => {
  const data = { features: FEATURES, queries: [[11]] };
  const objective = FacilityLocationMutualInformation.fromFeaturesSync(data, OPTIONS);
  const { elements, gains } = maximizeSync(objective, { cardinality: 3 });
  t.is(elements[0], 4);
  t.deepEqual(Array.from(gains.subarray(1)), [0, 0]);
});

test("refused: sizes that do not fit, factors out of range", async (t) => {
  const build = (data: unknown, options?: unknown) => ({
    sync: () =>
      FacilityLocationMutualInformation.fromSimilaritySync(data as never, options as never),
    async: () => FacilityLocationMutualInformation.fromSimilarity(data as never, options as never),
  });
  const similarity = [
    [1, 0],
    [0, 1],
  ];
  await refused(
    t,
    build({ similarity, querySimilarity: [[1]] }),
    INVALID,
    "Expected a matrix of 2 columns for querySimilarity but received 1 columns",
  );
  await refused(
    t,
    build({ similarity, querySimilarity: [[NaN, 1]] }),
    INVALID,
    "Expected finite numbers for querySimilarity but received NaN at index 0",
  );
  await refused(
    t,
    build({ similarity: [[1, NaN]], querySimilarity: [[1, 1]] }),
    INVALID,
    "Expected finite numbers for similarity but received NaN at index 1",
  );
  await refused(
    t,
    build({ similarity, querySimilarity: similarity }, { eta: -1 }),
    OUT_OF_RANGE,
    "Expected a number that is not negative for eta but received -1",
  );
  await refused(
    t,
    {
      sync: () =>
        FacilityLocationMutualInformation.fromFeaturesSync({ features: [[1]], queries: [[1, 2]] }),
      async: () =>
        FacilityLocationMutualInformation.fromFeatures({ features: [[1]], queries: [[1, 2]] }),
    },
    INVALID,
    "Expected a matrix of 1 columns for queries but received 2 columns",
  );
});
