import test from "ava";
import { FeatureBased, type FeatureBasedOptions, maximizeSync } from "../../index.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { selects } from "../support/pairs.ts";
import { compressedRows } from "../support/sparse.ts";

const FEATURES = [
  [1.114, 0.482, 2.273, 0, 1.876],
  [0, 1.206, 0.664, 0, 1.643],
  [0.738, 1.265, 2.642, 0, 0],
  [0, 1.552, 0, 0, 2.576],
  [1.47, 0.489, 2.513, 0, 1.497],
  [0, 0.439, 2.127, 2.614, 2.461],
  [0.23, 1.124, 0, 0, 0.734],
  [2.267, 2.319, 1.7, 2.775, 0],
];

const PROPERTIES = { submodular: true, monotone: true };

// Orders and gains by plain greedy in double precision with exactly rounded sums.
const CASES: readonly (readonly [FeatureBasedOptions, order: number[], gains: number[]])[] = [
  [
    { concave: "sqrt" },
    [7, 5, 4, 0, 2, 3, 1, 6],
    [
      5.99815592886, 3.01467422143, 1.55107535075, 1.24123571338, 0.88532800047, 0.808421793558,
      0.593916032924, 0.356884279574,
    ],
  ],
  [
    { concave: "log1p" },
    [7, 5, 4, 0, 3, 2, 1, 6],
    [
      4.70518782107, 2.47293169549, 1.27241639657, 0.909394701732, 0.603678239715, 0.545095091092,
      0.361958633867, 0.219431912326,
    ],
  ],
  [
    { concave: "ratio" },
    [7, 5, 4, 0, 3, 2, 1, 6],
    [
      2.75734218124, 1.01784675028, 0.283793638611, 0.151773274553, 0.0923081420222, 0.068259084384,
      0.0382516690574, 0.0237570033611,
    ],
  ],
  [
    { concave: "power", exponent: 0.3 },
    [7, 5, 4, 0, 2, 3, 1, 6],
    [
      5.0961488245, 2.00133325555, 0.720138952854, 0.535320418212, 0.365065711214, 0.333846363459,
      0.231464667694, 0.139728372052,
    ],
  ],
  [
    { weights: [0.5, 1, 2, 0.25, 1.5] },
    [5, 4, 7, 0, 2, 3, 1, 6],
    [
      6.3367513038, 2.92933106289, 2.10286237243, 1.73635573897, 1.22457992787, 1.05073806012,
      0.826782580532, 0.389662522826,
    ],
  ],
];

for (const [options, order, gains] of CASES) {
  const { concave = "sqrt", weights } = options;
  test(`${concave}${weights === undefined ? "" : " with weights"}, dense and sparse`, async (t) => {
    const sparse = compressedRows(FEATURES);
    const expected = { ...PROPERTIES, order, gains };
    selects(t, FeatureBased.fromFeaturesSync(FEATURES, options), expected);
    selects(t, await FeatureBased.fromFeatures(FEATURES, options), expected);
    selects(t, FeatureBased.fromFeaturesSync(sparse, options), expected);
    selects(t, await FeatureBased.fromFeatures(sparse, options), expected);
  });
}

test("the square root is the default", (t) => {
  const select = (options?: FeatureBasedOptions) =>
    maximizeSync(FeatureBased.fromFeaturesSync(FEATURES, options), { cardinality: 8 });
  t.deepEqual(select(), select({ concave: "sqrt" }));
});

test("single precision takes half the memory, and is nearly as exact", (t) => {
  const data = Float64Array.from(FEATURES.flat());
  const objectives = [data, Float32Array.from(data)].map((numbers) =>
    FeatureBased.fromFeaturesSync({ data: numbers, rows: 8, columns: 5 }),
  ) as [FeatureBased, FeatureBased];
  const [exact, single] = objectives.map((f) => maximizeSync(f, { cardinality: 4 })) as [
    ReturnType<typeof maximizeSync>,
    ReturnType<typeof maximizeSync>,
  ];
  t.deepEqual(single.elements, exact.elements);
  t.true(Math.abs(single.value - exact.value) < 1e-6 * exact.value);
  t.is(objectives[0].bytes - objectives[1].bytes, 8 * 5 * 4);
});

test("it says why it is submodular", (t) => {
  const { reasons } = FeatureBased.fromFeaturesSync(FEATURES).properties;
  t.true(reasons.submodular.startsWith("concave functions of sums"), reasons.submodular);
});

const build = (features: unknown, options?: unknown) => ({
  sync: () => FeatureBased.fromFeaturesSync(features as never, options as never),
  async: () => FeatureBased.fromFeatures(features as never, options as never),
});

test("refused: features that are negative, too large or no numbers", async (t) => {
  const expected = "Expected numbers from 0 to 1e20 for features but received";
  await refused(
    t,
    build([
      [1, 2],
      [3, -0.5],
    ]),
    OUT_OF_RANGE,
    `${expected} -0.5 at index 3`,
  );
  await refused(t, build([[1, 1e21]]), OUT_OF_RANGE, `${expected} 1e21 at index 1`);
  await refused(
    t,
    build([[1, Number.NaN]]),
    INVALID,
    "Expected finite numbers for features but received NaN at index 1",
  );
  await refused(
    t,
    build(
      compressedRows([
        [0, 1],
        [2, -1],
      ]),
    ),
    OUT_OF_RANGE,
    "Expected numbers from 0 to 1e20 for features.values but received -1 at index 2",
  );
});

test("refused: compressed rows that do not fit together", async (t) => {
  const rows = compressedRows([
    [1, 2],
    [3, 4],
  ]);
  await refused(
    t,
    build({ ...rows, columnIndices: [0, 1, 1, 0] }),
    INVALID,
    "Expected strictly ascending column indices in each row for features.columnIndices but received 0 after 1 in row 1",
  );
  await refused(
    t,
    build({ ...rows, columnIndices: [0, 0, 0, 1] }),
    INVALID,
    "Expected strictly ascending column indices in each row for features.columnIndices but received 0 after 0 in row 0",
  );
  await refused(
    t,
    build({ ...rows, columnIndices: [0, 1, 0, 2] }),
    OUT_OF_RANGE,
    "Expected column indices below 2 for features.columnIndices but received 2 in row 1",
  );
  await refused(
    t,
    build({ ...rows, values: [1, 2, 3] }),
    INVALID,
    "Expected 4 numbers, one for each column index for features.values but received 3 numbers",
  );
});

test("refused: options that make no sense", async (t) => {
  await refused(
    t,
    build(FEATURES, { concave: "square" }),
    INVALID,
    "Expected 'sqrt' or 'log1p' or 'ratio' or 'power' or 'cap' for concave but received 'square'",
  );
  await refused(
    t,
    build(FEATURES, { concave: "power" }),
    INVALID,
    "Expected a finite number for exponent but received undefined",
  );
  for (const exponent of [0, 1, -0.5]) {
    await refused(
      t,
      build(FEATURES, { concave: "power", exponent }),
      OUT_OF_RANGE,
      `Expected a number between 0 and 1 for exponent but received ${exponent}`,
    );
  }
  await refused(
    t,
    build(FEATURES, { concave: "cap", cap: 0 }),
    OUT_OF_RANGE,
    "Expected a positive number for cap but received 0",
  );
  await refused(
    t,
    build(FEATURES, { weights: [1, 2] }),
    INVALID,
    "Expected 5 numbers for weights but received 2 numbers",
  );
  await refused(
    t,
    build(FEATURES, { weights: [1, 2, -3, 4, 5] }),
    OUT_OF_RANGE,
    "Expected numbers from 0 to 1e15 for weights but received -3 at index 2",
  );
});

test("refused: columns for which there is no memory, empty ones though they are", async (t) => {
  const columns = 2 ** 32 - 1;
  const sparse = { rowOffsets: [0, 1], columnIndices: [0], values: [1], columns };
  const bytes = 96 * columns;
  await refused(
    t,
    build(sparse),
    gainfulError("ERR_OUT_OF_MEMORY"),
    `Out of memory: ${bytes} bytes were needed for the ${columns} columns of features`,
  );
});
