import test from "ava";
import { FacilityLocation, type FeatureOptions, maximizeSync, Objective } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused, rejects } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

/** A candidate for each row, a point to represent for each column. */
const SIMILARITY = [
  [-0.174, 0.639, -0.305, -0.048, 0.596, 0.299],
  [-0.46, 0.785, -0.301, -0.238, 0.482, -0.139],
  [-0.185, -0.497, -0.474, 0.216, -0.26, 0.242],
  [-0.08, 0.034, 0.743, 0.077, 0.204, 0.613],
  [-0.344, -0.384, 0.672, 0.545, -0.251, -0.334],
  [0.435, 0.717, -0.325, 0.73, 0.635, 0.245],
  [-0.01, -0.455, -0.546, 0.748, -0.266, 0.386],
  [-0.24, 0.553, 0.235, -0.189, -0.354, 0.408],
];

const FEATURES = [
  [3.6, 2.95, 2.81],
  [3.17, 3.66, 1.41],
  [2.74, 3.6, 3.48],
  [1.67, 3.16, 3.45],
  [2.29, 2.5, 1.53],
  [2.33, 2.44, 0.32],
  [2.56, 3.97, 3.52],
  [2.91, 1.55, 2.94],
];

// Orders and values by plain greedy in double precision with exactly rounded sums, checked against
// a second implementation.

test("similarities: negative ones count as nothing, since f is 0 without elements", (t) => {
  const objective = FacilityLocation.fromSimilaritySync(SIMILARITY);
  t.true(objective instanceof Objective);
  t.is(objective.size, 8);
  const { elements, value } = maximizeSync(objective, { cardinality: 4 });
  t.deepEqual(Array.from(elements), [5, 3, 1, 6]);
  t.true(Math.abs(value - 3.959) < 1e-9);
});

const METRICS: readonly (readonly [FeatureOptions, order: number[], value: number])[] = [
  [{ metric: "rbf", gamma: 0.25 }, [2, 4, 7, 1, 0, 5, 3, 6], 8],
  [{ metric: "euclidean" }, [0, 4, 2, 7, 1, 5, 3, 6], 101.0704],
  [{ metric: "dot" }, [6, 0, 1, 2, 3, 4, 5, 7], 217.5555],
  [{ metric: "cosine-squared" }, [4, 2, 7, 5, 0, 3, 1, 6], 8],
  [{ metric: "inverse-distance" }, [2, 4, 7, 1, 0, 5, 3, 6], 8],
];

for (const [options, order, expected] of METRICS) {
  test(`features by ${options.metric}`, (t) => {
    const objective = FacilityLocation.fromFeaturesSync(FEATURES, options);
    const { elements, value } = maximizeSync(objective, { cardinality: 8 });
    t.deepEqual(Array.from(elements), order);
    t.true(Math.abs(value - expected) < 1e-9 * expected, `${value}`);
  });
}

test("cosine is the default, does not see lengths, and is 0 for a zero row", (t) => {
  const rows = [
    [2, 0],
    [0.5, 0],
    [3, 3],
    [0, 0],
  ];
  const objective = FacilityLocation.fromFeaturesSync(rows);
  const cosine = FacilityLocation.fromFeaturesSync(rows, { metric: "cosine" });
  const selection = maximizeSync(objective, { cardinality: 4 });
  t.deepEqual(selection, maximizeSync(cosine, { cardinality: 4 }));
  // Row 0 represents itself and row 1 fully and row 2 by cos 45 degrees; then row 2 adds the rest.
  t.deepEqual(Array.from(selection.elements), [0, 2, 1, 3]);
  const expected = [2 + Math.SQRT1_2, 1 - Math.SQRT1_2, 0, 0];
  selection.gains.forEach((gain, i) => t.true(Math.abs(gain - (expected[i] as number)) < 1e-12));
});

test("gamma is one over the number of columns unless it is given", (t) => {
  const options = { metric: "rbf" } as const;
  const byDefault = FacilityLocation.fromFeaturesSync(FEATURES, options);
  const third = FacilityLocation.fromFeaturesSync(FEATURES, { ...options, gamma: 1 / 3 });
  const other = FacilityLocation.fromFeaturesSync(FEATURES, { ...options, gamma: 1 });
  const valueOf = (f: FacilityLocation): number => maximizeSync(f, { cardinality: 1 }).value;
  t.is(valueOf(byDefault), valueOf(third));
  t.not(valueOf(byDefault), valueOf(other));
});

test("all forms of a matrix give the same objective, in single precision nearly so", async (t) => {
  const expected = maximizeSync(FacilityLocation.fromSimilaritySync(SIMILARITY), {
    cardinality: 4,
  });
  const data = Float64Array.from(SIMILARITY.flat());
  const shared = new Float64Array(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  for (const matrix of [
    { data, rows: 8, columns: 6 },
    { data, shape: [8, 6] },
    { data: shared, rows: 8, columns: 6 },
    SIMILARITY.map((row) => Float64Array.from(row)),
  ] as const) {
    for (const objective of [
      FacilityLocation.fromSimilaritySync(matrix),
      await FacilityLocation.fromSimilarity(matrix),
    ]) {
      t.deepEqual(maximizeSync(objective, { cardinality: 4 }), expected);
    }
  }

  const single = { data: Float32Array.from(data), rows: 8, columns: 6 };
  const objective = FacilityLocation.fromSimilaritySync(single);
  const selection = maximizeSync(objective, { cardinality: 4 });
  t.deepEqual(selection.elements, expected.elements);
  t.true(Math.abs(selection.value - expected.value) < 1e-5);
  t.not(selection.value, expected.value);
  t.true(objective.bytes < FacilityLocation.fromSimilaritySync(SIMILARITY).bytes);
});

test("both forms of each function give the same objective", async (t) => {
  const features = uniformMatrix(50, 5, 1);
  for (const metric of ["cosine", "euclidean", "dot", "rbf"] as const) {
    const [sync, async] = [
      FacilityLocation.fromFeaturesSync(features, { metric }),
      await FacilityLocation.fromFeatures(features, { metric }),
    ];
    t.is(async.size, 50);
    t.is(async.bytes, sync.bytes);
    t.deepEqual(maximizeSync(async, { cardinality: 20 }), maximizeSync(sync, { cardinality: 20 }));
  }
});

test("what the caller changes afterwards does not matter", async (t) => {
  const matrix = uniformMatrix(40, 40, 1);
  const expected = maximizeSync(FacilityLocation.fromSimilaritySync(matrix), { cardinality: 9 });
  const expectedOfFeatures = maximizeSync(FacilityLocation.fromFeaturesSync(matrix), {
    cardinality: 9,
  });

  const blocking = FacilityLocation.fromSimilaritySync(matrix);
  const promised = FacilityLocation.fromSimilarity(matrix);
  const promisedOfFeatures = FacilityLocation.fromFeatures(matrix);
  matrix.data.fill(0);
  t.deepEqual(maximizeSync(blocking, { cardinality: 9 }), expected);
  t.deepEqual(maximizeSync(await promised, { cardinality: 9 }), expected);
  t.deepEqual(maximizeSync(await promisedOfFeatures, { cardinality: 9 }), expectedOfFeatures);
});

const REFUSED: readonly (readonly [title: string, numbers: number[], Kind, found: string])[] = [
  ["NaN", [1, 2, Number.NaN, Number.NaN], INVALID, "NaN at index 2"],
  ["infinity", [1, Infinity, 2, Number.NaN], INVALID, "Infinity at index 1"],
  ["minus infinity", [1, 2, 3, -Infinity], INVALID, "-Infinity at index 3"],
];

for (const [title, numbers, kind, found] of REFUSED) {
  for (const type of [Float32Array, Float64Array]) {
    test(`refused: ${title} in a ${type.name}, the first one is named`, async (t) => {
      const matrix = { data: type.from(numbers), rows: 2, columns: 2 };
      const message = (name: string): string =>
        `Expected finite numbers for ${name} but received ${found}`;
      await refused(
        t,
        {
          sync: () => FacilityLocation.fromSimilaritySync(matrix),
          async: () => FacilityLocation.fromSimilarity(matrix),
        },
        kind,
        message("similarity"),
      );
      await refused(
        t,
        {
          sync: () => FacilityLocation.fromFeaturesSync(matrix),
          async: () => FacilityLocation.fromFeatures(matrix),
        },
        kind,
        message("features"),
      );
    });
  }
}

test("refused: similarities that are empty or of the wrong size", async (t) => {
  const build = (matrix: unknown) => ({
    sync: () => FacilityLocation.fromSimilaritySync(matrix as never),
    async: () => FacilityLocation.fromSimilarity(matrix as never),
  });
  await refused(
    t,
    build([]),
    INVALID,
    "Expected at least one row for similarity but received an array of length 0",
  );
  await refused(
    t,
    build({ data: new Float64Array(5), rows: 2, columns: 2 }),
    INVALID,
    "Expected 2 x 2 = 4 numbers for similarity.data but received 5 numbers",
  );
});

test("refused: options of the wrong kind", async (t) => {
  const build = (options: unknown) => ({
    sync: () => FacilityLocation.fromFeaturesSync(FEATURES, options as never),
    async: () => FacilityLocation.fromFeatures(FEATURES, options as never),
  });
  await refused(
    t,
    build({ metric: "manhattan" }),
    INVALID,
    "Expected 'cosine' or 'cosine-squared' or 'correlation-squared' or 'euclidean' or 'dot' or " +
      "'rbf' or 'inverse-distance' for metric but received 'manhattan'",
  );
  for (const gamma of [0, -1]) {
    await refused(
      t,
      build({ metric: "rbf", gamma }),
      OUT_OF_RANGE,
      `Expected a positive number for gamma but received ${gamma}`,
    );
  }
  await refused(
    t,
    build({ metric: "rbf", gamma: Number.NaN }),
    OUT_OF_RANGE,
    "Expected a finite number for gamma but received NaN",
  );
  await refused(
    t,
    build({ metric: "rbf", gamma: "1" }),
    INVALID,
    "Expected a finite number for gamma but received '1'",
  );
  await refused(t, build(null), INVALID, "Expected an object for options but received null");
});

test("refused: a width for a metric that has none", async (t) => {
  const options = { metric: "cosine", gamma: 2 } as const;
  const error = { ...INVALID, message: /no value with the metric 'cosine' for .*gamma/ };
  t.throws(() => FacilityLocation.fromFeaturesSync(FEATURES, options), error as never);
  await t.throwsAsync(FacilityLocation.fromFeatures(FEATURES, options), error as never);
});

test("a mistake of the caller rejects and never throws", async (t) => {
  await rejects(
    t,
    () => FacilityLocation.fromSimilarity(undefined as never),
    INVALID,
    "Expected an object for similarity but received undefined",
  );
});
