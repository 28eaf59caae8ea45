import test from "ava";
import { maximizeSync, ProbabilisticSetCover } from "../../index.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { selects } from "../support/pairs.ts";
import { compressedRows } from "../support/sparse.ts";

const PROBABILITIES = [
  [0.824, 0.714, 0, 0.036, 0.779, 0.947, 0.997],
  [0.849, 0, 0.41, 0, 0.451, 0.887, 0.55],
  [0, 0.819, 0.326, 0, 0.866, 0, 0],
  [0.242, 0.088, 0.977, 0, 0.718, 0.505, 0.342],
  [0.275, 0, 0.868, 0.035, 0.687, 0, 1],
  [0, 0.678, 0.88, 0.689, 0, 0.559, 0],
  [0.164, 0.907, 0.671, 0, 0, 0, 0.141],
  [0.273, 0.411, 0.005, 0.538, 0.917, 0.989, 0.093],
];

const WEIGHTS = [0.667, 2.806, 1.485, 2.778, 2.441, 1.332, 0.89];

test("greedy selects what an independent program does, dense and sparse", async (t) => {
  // Plain greedy in double precision with exactly rounded sums.
  const expected = {
    submodular: true,
    monotone: true,
    order: [0, 5, 7, 6, 4, 1, 2, 3],
    gains: [
      6.703373, 3.7355055, 1.11294627573, 0.271360857298, 0.11656317869, 0.0536976587934,
      0.0197369863377, 0.00586709407958,
    ],
  };
  const sparse = compressedRows(PROBABILITIES);
  const options = { weights: WEIGHTS };
  selects(t, ProbabilisticSetCover.fromProbabilitiesSync(PROBABILITIES, options), expected);
  selects(t, await ProbabilisticSetCover.fromProbabilities(PROBABILITIES, options), expected);
  selects(t, ProbabilisticSetCover.fromProbabilitiesSync(sparse, options), expected);
  selects(t, await ProbabilisticSetCover.fromProbabilities(sparse, options), expected);
});

test("small probabilities are not lost, nor is what remains of large ones", (t) => {
  const sets = 1000;
  const data = new Float64Array(2 * sets).map((_, i) => (i % 2 === 0 ? 1e-12 : 0.9));
  const objective = ProbabilisticSetCover.fromProbabilitiesSync(
    { data, rows: sets, columns: 2 },
    { weights: [1, 0] },
  );
  const { value } = maximizeSync(objective, { cardinality: sets });
  const expected = -Math.expm1(sets * Math.log1p(-1e-12));
  t.true(Math.abs(value - expected) < 1e-12 * expected, `${value}, not ${expected}`);

  const large = ProbabilisticSetCover.fromProbabilitiesSync(
    Array.from({ length: 50 }, () => [0.9]),
  );
  const { gains } = maximizeSync(large, { cardinality: 50 });
  const last = 0.9 * 0.1 ** 49;
  t.true(Math.abs((gains[49] as number) - last) < 1e-12 * last, `${gains[49]}, not ${last}`);
});

test("certain covers are set cover", (t) => {
  const objective = ProbabilisticSetCover.fromProbabilitiesSync([
    [1, 0, 1],
    [0, 1, 1],
    [1, 1, 1],
  ]);
  const selection = maximizeSync(objective, { cardinality: 3 }, { stopping: "full" });
  t.deepEqual(Array.from(selection.elements), [2, 0, 1]);
  t.deepEqual(Array.from(selection.gains), [3, 0, 0]);
});

const build = (probabilities: unknown, options?: unknown) => ({
  sync: () => ProbabilisticSetCover.fromProbabilitiesSync(probabilities as never, options as never),
  async: () => ProbabilisticSetCover.fromProbabilities(probabilities as never, options as never),
});

test("refused: what is no probability", async (t) => {
  for (const outside of [-0.1, 1.5]) {
    await refused(
      t,
      build([[0.5, outside]]),
      OUT_OF_RANGE,
      `Expected probabilities from 0 to 1 for probabilities but received ${outside} at index 1`,
    );
    await refused(
      t,
      build(compressedRows([[0, outside]])),
      OUT_OF_RANGE,
      `Expected probabilities from 0 to 1 for probabilities.values but received ${outside} at index 0`,
    );
  }
  await refused(
    t,
    build([[Number.NaN]]),
    INVALID,
    "Expected finite numbers for probabilities but received NaN at index 0",
  );
});

test("refused: weights that do not fit", async (t) => {
  await refused(
    t,
    build([[0.5, 0.5]], { weights: [1] }),
    INVALID,
    "Expected 2 numbers for weights but received 1 numbers",
  );
  await refused(
    t,
    build([[0.5, 0.5]], { weights: [1, -1] }),
    OUT_OF_RANGE,
    "Expected numbers from 0 to 1e15 for weights but received -1 at index 1",
  );
});

test("refused: columns for which there is no memory, empty ones though they are", async (t) => {
  const columns = 2 ** 32 - 1;
  const sparse = { rowOffsets: [0, 1], columnIndices: [0], values: [1], columns };
  const bytes = 48 * columns;
  await refused(
    t,
    build(sparse),
    gainfulError("ERR_OUT_OF_MEMORY"),
    `Out of memory: ${bytes} bytes were needed for the ${columns} columns of probabilities`,
  );
});
