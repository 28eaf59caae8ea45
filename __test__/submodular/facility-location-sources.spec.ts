import test from "ava";
import {
  FacilityLocation,
  maximizeSync,
  type PlanOptions,
  type SparseMatrix,
} from "../../index.ts";
import { gainfulError, INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

const SIMILARITY = [
  [0.441, 0.842, 0.519, 0.64, 0.5, 0.662],
  [0.457, 0.278, 0.998, 0.996, 0.84, 0.708],
  [0.315, 0.23, 0.289, 0.07, 0.766, 0.4],
  [0.847, 0.387, 0.958, 0.847, 0.001, 0.21],
  [0.91, 0.47, 0.98, 0.397, 0.073, 0.629],
  [0.779, 0.27, 0.087, 0.333, 0.964, 0.758],
  [0.118, 0.246, 0.101, 0.06, 0.797, 0.178],
  [0.559, 0.447, 0.191, 0.732, 0.131, 0.644],
];

const WEIGHTS = [0.675, 1.131, 0.819, 0.905, 1.956, 1.705];

const GRAPH: SparseMatrix = {
  rowOffsets: [0, 1, 2, 4, 5, 8, 10, 13, 16],
  columnIndices: [2, 4, 0, 1, 0, 1, 2, 8, 0, 9, 0, 4, 8, 1, 2, 5],
  values: [
    0.267, 0.252, 0.306, 0.473, 0.217, 0.394, 0.896, 0.981, 0.927, 0.501, 0.618, 0.121, 0.114,
    0.121, 0.569, 0.75,
  ],
  columns: 10,
};

const features = uniformMatrix(300, 5, 3, Float32Array);

const picked = (objective: FacilityLocation, cardinality: number): number[] =>
  Array.from(maximizeSync(objective, { cardinality }).elements);

// Orders and values by plain greedy in double precision with exactly rounded sums.

test("weights of points", async (t) => {
  const options = { weights: WEIGHTS };
  for (const objective of [
    FacilityLocation.fromSimilaritySync(SIMILARITY, options),
    await FacilityLocation.fromSimilarity(SIMILARITY, { weights: Float64Array.from(WEIGHTS) }),
  ]) {
    const { elements, value } = maximizeSync(objective, { cardinality: 4 });
    t.deepEqual(Array.from(elements), [1, 0, 5, 4]);
    t.true(Math.abs(value - 6.463268) < 1e-9);
  }
});

test("a graph", async (t) => {
  const typed = {
    rowOffsets: Uint32Array.from(GRAPH.rowOffsets),
    columnIndices: Int32Array.from(GRAPH.columnIndices),
    values: Float64Array.from(GRAPH.values),
    columns: 10,
  };
  for (const objective of [
    FacilityLocation.fromGraphSync(GRAPH),
    FacilityLocation.fromGraphSync(typed),
    await FacilityLocation.fromGraph(typed, { weights: new Float32Array(10).fill(1) }),
  ]) {
    t.is(objective.size, 8);
    const { elements, value } = maximizeSync(objective, { cardinality: 4 });
    t.deepEqual(Array.from(elements), [4, 5, 7, 1]);
    t.true(Math.abs(value - 4.701) < 1e-9);
  }
  const single = FacilityLocation.fromGraphSync({
    ...typed,
    values: Float32Array.from(GRAPH.values),
  });
  t.deepEqual(picked(single, 4), [4, 5, 7, 1]);
  t.true(single.bytes < FacilityLocation.fromGraphSync(typed).bytes);
});

test("similarities are the same whether kept or computed anew", (t) => {
  for (const metric of ["cosine", "correlation-squared", "inverse-distance"] as const) {
    const options = { metric, weights: features.data.subarray(0, 300) };
    const dense = FacilityLocation.fromFeaturesSync(features, { ...options, method: "dense" });
    const blocks = FacilityLocation.fromFeaturesSync(features, { ...options, method: "blocks" });
    t.true(blocks.bytes < dense.bytes / 10);
    t.deepEqual(
      maximizeSync(blocks, { cardinality: 40 }),
      maximizeSync(dense, { cardinality: 40 }),
    );
  }
});

test("all neighbours are all similarities, fewer are worth less", (t) => {
  const dense = FacilityLocation.fromFeaturesSync(features, { method: "dense" });
  const all = FacilityLocation.fromFeaturesSync(features, { neighbours: 300 });
  t.deepEqual(picked(all, 10), picked(dense, 10));
  const values = [1, 5, 50].map((neighbours) => {
    const graph = FacilityLocation.fromFeaturesSync(features, { neighbours });
    return maximizeSync(graph, { cardinality: 10 }).value;
  });
  t.is(values[0], 10);
  t.deepEqual(
    values.toSorted((a, b) => a - b),
    values,
  );
});

test("memory decides whether similarities are kept", async (t) => {
  const options: PlanOptions = { memoryLimit: 300_000 };
  const objective = await FacilityLocation.fromFeatures(features, options);
  t.true(objective.bytes < 300_000);
  t.true(FacilityLocation.fromFeaturesSync(features).bytes > 300 * 300 * 4);
  t.deepEqual(picked(objective, 20), picked(FacilityLocation.fromFeaturesSync(features), 20));
});

test("a plan tells what would be done", (t) => {
  const dense = FacilityLocation.plan(features);
  t.is(dense.method, "dense");
  t.true(dense.bytes > 300 * 300 * 4 && dense.bytes < 300 * 300 * 8);
  t.true(dense.seconds > 0 && dense.seconds < 1);
  t.regex(dense.reason, /^all similarities fit/);

  const large = { rows: 100_000, columns: 100 };
  const blocks = FacilityLocation.plan(large, { memoryLimit: 2 ** 31, threads: 1 });
  t.is(blocks.method, "blocks");
  t.true(blocks.bytes < 2 ** 28);
  t.regex(blocks.reason, /takes 40121200000 bytes and the limit is 2147483648;/);
  const longer = FacilityLocation.plan(large, {
    memoryLimit: 2 ** 31,
    threads: 1,
    cardinality: 100,
  });
  t.true(longer.seconds > blocks.seconds);
  t.true(FacilityLocation.plan({ ...large, precision: "double" }).bytes > blocks.bytes);

  const neighbours = FacilityLocation.plan(large, { method: "neighbours" });
  t.is(neighbours.method, "neighbours");
  t.deepEqual(FacilityLocation.plan(large, { neighbours: 32 }), neighbours);
  t.regex(neighbours.reason, /^nearest neighbours were asked for/);
});

test("the assignment names the element that represents each point", (t) => {
  const objective = FacilityLocation.fromSimilaritySync([
    [0.5, 0, 0.9],
    [0.5, 0, 1],
  ]);
  t.deepEqual(objective.assignment([1, 0]), Int32Array.of(0, -1, 1));
  t.deepEqual(objective.assignment(Uint32Array.of(1)), Int32Array.of(1, -1, 1));
  t.deepEqual(objective.assignment([]), Int32Array.of(-1, -1, -1));
  t.throws(() => objective.assignment([2]), { instanceOf: RangeError });
  t.throws(() => objective.assignment([0, 0]), { instanceOf: TypeError });
});

const REFUSED: readonly (readonly [options: object, kind: Kind, message: string])[] = [
  [
    { method: "sparse" },
    INVALID,
    "Expected 'auto' or 'dense' or 'blocks' or 'neighbours' for method but received 'sparse'",
  ],
  [
    { method: "dense", neighbours: 3 },
    INVALID,
    "Expected no value with the method 'dense' for neighbours but received 3",
  ],
  [
    { neighbours: 0 },
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for neighbours but received 0",
  ],
  [
    { method: "dense", memoryLimit: 1000 },
    OUT_OF_RANGE,
    "Expected at least 381600 bytes for memoryLimit but received 1000",
  ],
  [{ memoryLimit: null }, INVALID, "Expected a finite number for memoryLimit but received null"],
  [
    { memoryLimit: -1 },
    OUT_OF_RANGE,
    "Expected a number that is not negative for memoryLimit but received -1",
  ],
  [
    { weights: [1, 2] },
    INVALID,
    "Expected 300 numbers, one for each point to represent, for weights but received 2",
  ],
  [
    { weights: new Float64Array(300).fill(-1) },
    OUT_OF_RANGE,
    "Expected numbers that are not negative for weights but received -1 at index 0",
  ],
];

for (const [options, kind, message] of REFUSED) {
  test(`refused: ${message}`, async (t) => {
    await refused(
      t,
      {
        sync: () => FacilityLocation.fromFeaturesSync(features, options),
        async: () => FacilityLocation.fromFeatures(features, options),
      },
      kind,
      message,
    );
  });
}

test("refused: features of no shape", (t) => {
  const error = (message: string) => ({ instanceOf: RangeError, message });
  t.throws(
    () => FacilityLocation.plan({ rows: 0, columns: 1 }),
    error("Expected an integer from 1 to 4294967295 for features.rows but received 0"),
  );
});

const GRAPHS: readonly (readonly [change: object, kind: Kind, message: string])[] = [
  [
    { rowOffsets: [0, 2, 1, 4, 5, 8, 10, 13, 16] },
    INVALID,
    "Expected offsets that never decrease for graph.rowOffsets but received 1 after 2 at row 1",
  ],
  [
    { columns: 9 },
    OUT_OF_RANGE,
    "Expected column indices below 9 for graph.columnIndices but received 9 in row 5",
  ],
  [
    { columnIndices: [2, 4, 1, 1, 0, 1, 2, 8, 0, 9, 0, 4, 8, 1, 2, 5] },
    INVALID,
    "Expected strictly ascending column indices in each row for graph.columnIndices but received " +
      "1 after 1 in row 2",
  ],
  [
    { values: new Float32Array(15) },
    INVALID,
    "Expected 16 numbers, one for each column index for graph.values but received 15 numbers",
  ],
  [
    { values: new Float32Array(16).fill(Number.NaN, 5) },
    INVALID,
    "Expected finite numbers for graph.values but received NaN at index 5 (row 4)",
  ],
  [
    { rowOffsets: [0, 1.5] },
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for graph.rowOffsets[1] but received 1.5",
  ],
  [
    { columnIndices: "012" },
    INVALID,
    "Expected an array of numbers for graph.columnIndices but received '012'",
  ],
];

for (const [change, kind, message] of GRAPHS) {
  test(`refused: ${message}`, async (t) => {
    const graph = { ...GRAPH, ...change };
    await refused(
      t,
      {
        sync: () => FacilityLocation.fromGraphSync(graph),
        async: () => FacilityLocation.fromGraph(graph),
      },
      kind,
      message,
    );
  });
}

test("refused: columns for which there is no memory, empty ones though they are", async (t) => {
  const columns = 2 ** 32 - 1;
  const sparse = { rowOffsets: [0, 1], columnIndices: [0], values: [1], columns };
  const bytes = 8 * columns;
  await refused(
    t,
    {
      sync: () => FacilityLocation.fromGraphSync(sparse),
      async: () => FacilityLocation.fromGraph(sparse),
    },
    gainfulError("ERR_OUT_OF_MEMORY"),
    `Out of memory: ${bytes} bytes were needed for the ${columns} columns of graph`,
  );
});
