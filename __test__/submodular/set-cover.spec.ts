import test from "ava";
import { maximizeSync, SetCover, type SetCoverOptions, type Sets } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { selects } from "../support/pairs.ts";
import { Minstd } from "../support/random.ts";

const SETS = [[1, 7], [9, 4, 6, 3], [5, 7, 9, 10], [0, 1, 4], [10], [4, 5, 9], [10], [6, 7]];
const WEIGHTS = [
  0.732, 2.354, 0.946, 2.382, 2.431, 2.955, 0.523, 0.505, 1.699, 1.992, 1.232, 0.418,
];

/** The same sets in compressed rows. */
function compressed(sets: readonly (readonly number[])[], columns: number) {
  const rowOffsets = [0];
  for (const set of sets) rowOffsets.push((rowOffsets.at(-1) as number) + set.length);
  return {
    rowOffsets,
    columnIndices: sets.flatMap((set) => set.toSorted((a, b) => a - b)),
    columns,
  };
}

test("greedy selects what an independent program does, from lists and compressed rows", async (t) => {
  // Plain greedy in double precision with exactly rounded sums.
  const expected = {
    submodular: true,
    monotone: true,
    order: [5, 3, 1, 2, 0, 4, 6, 7],
    gains: [7.378, 3.086, 2.905, 1.737, 0, 0, 0, 0],
  };
  const options = { weights: WEIGHTS };
  selects(t, SetCover.fromSetsSync(SETS, options), expected);
  selects(t, await SetCover.fromSets(SETS, options), expected);
  selects(t, SetCover.fromSetsSync(compressed(SETS, 12), options), expected);
  selects(
    t,
    SetCover.fromSetsSync(
      SETS.map((set) => Uint16Array.from(set)),
      options,
    ),
    expected,
  );
});

// Exact ties: orders by the rule that the smallest index wins.
for (const [name, sets, order, gains] of [
  [
    "disjoint sets",
    [
      [0, 1],
      [2, 3],
      [4, 5],
    ],
    [0, 1, 2],
    [2, 2, 2],
  ],
  ["nested sets", [[0], [0, 1], [0, 1, 2]], [2, 0, 1], [3, 0, 0]],
  ["empty sets", [[], [], []], [0, 1, 2], [0, 0, 0]],
] as const) {
  test(`without weights gains are integers: ${name}`, (t) => {
    const objective = SetCover.fromSetsSync(sets);
    const selection = maximizeSync(objective, { cardinality: 3 }, { stopping: "full" });
    t.deepEqual(Array.from(selection.elements), [...order]);
    t.deepEqual(Array.from(selection.gains), [...gains]);
  });
}

test("many elements: bits for large sets, lists for small ones, with and without weights", (t) => {
  const elements = 1_000_000;
  for (const [count, size] of [
    [5, 100_000],
    [300, 100],
  ] as const) {
    const random = new Minstd(count);
    const sets = Array.from({ length: count }, () =>
      Uint32Array.from(new Set(Array.from({ length: size }, () => random.below(elements)))),
    );
    const plain = SetCover.fromSetsSync(sets, { elements });
    const weighted = SetCover.fromSetsSync(sets, { weights: new Float64Array(elements).fill(1) });
    const cardinality = 5;
    const selection = maximizeSync(plain, { cardinality });
    t.deepEqual(selection, maximizeSync(weighted, { cardinality }));
    const chosen = Array.from(selection.elements, (i) => Array.from(sets[i] as Uint32Array));
    t.is(selection.value, new Set(chosen.flat()).size);
  }
});

test("the smallest cover", (t) => {
  const objective = SetCover.fromSetsSync([
    [0, 1, 2],
    [3, 4],
    [2, 3],
    [0, 4],
  ]);
  const selection = maximizeSync(objective, { cover: 5 });
  t.deepEqual(Array.from(selection.elements), [0, 1]);
  t.is(selection.value, 5);
});

const build = (sets: unknown, options?: SetCoverOptions) => ({
  sync: () => SetCover.fromSetsSync(sets as Sets, options),
  async: () => SetCover.fromSets(sets as Sets, options),
});

test("refused: what is no set", async (t) => {
  await refused(
    t,
    build([]),
    INVALID,
    "Expected at least one set for sets but received an array of length 0",
  );
  await refused(
    t,
    build([[0], 1]),
    INVALID,
    "Expected an array of elements for sets[1] but received 1",
  );
  await refused(
    t,
    build([[0], [1, 2, 1]]),
    INVALID,
    "Expected distinct elements for sets[1] but received 1 twice",
  );
  await refused(
    t,
    build([[0], [1.5]]),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967294 for sets[1][0] but received 1.5",
  );
  await refused(
    t,
    build([[0], ["1"]]),
    INVALID,
    "Expected an integer from 0 to 4294967294 for sets[1][0] but received '1'",
  );
});

test("refused: elements out of range", async (t) => {
  await refused(
    t,
    build([[0], [1, 5]], { elements: 5 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4 for sets[1][1] but received 5",
  );
  await refused(
    t,
    build([[0], [-1]], { weights: [1, 2] }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 1 for sets[1][0] but received -1",
  );
  await refused(
    t,
    build({ rowOffsets: [0, 1], columnIndices: [3], columns: 3 }),
    OUT_OF_RANGE,
    "Expected column indices below 3 for sets.columnIndices but received 3 in row 0",
  );
  await refused(
    t,
    build({ rowOffsets: [0, 1], columnIndices: [0], columns: 3 }, { elements: 4 }),
    INVALID,
    "Expected 3, the number of columns of sets for elements but received 4",
  );
});

test("refused: compressed rows that are not in order", async (t) => {
  const expected =
    "Expected strictly ascending column indices in each row for sets.columnIndices but received";
  const rows = (columnIndices: number[]) => ({ rowOffsets: [0, 2, 3], columnIndices, columns: 9 });
  await refused(t, build(rows([4, 2, 5])), INVALID, `${expected} 2 after 4 in row 0`);
  await refused(t, build(rows([4, 4, 5])), INVALID, `${expected} 4 after 4 in row 0`);
});

test("refused: weights that do not fit", async (t) => {
  await refused(
    t,
    build([[0]], { weights: [Number.NaN] }),
    INVALID,
    "Expected finite numbers for weights but received NaN at index 0",
  );
  await refused(
    t,
    build(compressed([[0]], 2), { weights: [1, 2, 3] }),
    INVALID,
    "Expected 2 numbers for weights but received 3 numbers",
  );
});
