/**
 * The benchmark: what its report says of measurements and calls a regression, and whether its plain
 * implementations do the same work as this package.
 */

import test from "ava";
import { neighbourGraph, wordSets } from "../benchmark/definitions.ts";
import { facilityLocation, facilityLocationOnGraph } from "../benchmark/plain/facility-location.ts";
import { featureBased } from "../benchmark/plain/feature-based.ts";
import { type GrowingSet, lazyGreedy } from "../benchmark/plain/lazy-greedy.ts";
import { logDeterminant } from "../benchmark/plain/log-determinant.ts";
import { setCover } from "../benchmark/plain/set-cover.ts";
import {
  regressions,
  type Report,
  type Result,
  type Spread,
  spread,
  toMarkdown,
} from "../benchmark/report.ts";
import {
  FacilityLocation,
  FeatureBased,
  LogDeterminant,
  maximizeSync,
  type Objective,
  SetCover,
} from "../index.ts";

const around = (median: number): Spread => ({ least: median - 1, median, most: median + 1 });

const usual: Result = {
  name: "sum",
  work: "a sum",
  peer: "plain JavaScript",
  wall: { ours: 0.002, theirs: 0.02, ratio: around(10) },
  cpu: { ours: 0.004, theirs: 0.02, ratio: around(5) },
  memory: { ours: around(40), theirs: around(200) },
};

const reportOf = (...results: readonly Result[]): Report => ({
  node: "v24.0.0",
  processor: "Model 1",
  processors: 2,
  rounds: 3,
  results,
});

test("a spread has the least, the median and the largest number", (t) => {
  t.deepEqual(spread([10, 9, 2]), { least: 2, median: 9, most: 10 });
  t.deepEqual(spread([7]), { least: 7, median: 7, most: 7 });
  t.deepEqual(spread([4, 1, 3, 2]), { least: 1, median: 2, most: 4 }, "the lower of two medians");
});

test("the table has a row for each comparison", (t) => {
  const slow = { ...usual, work: "a product", wall: { ...usual.wall, ours: 2, theirs: 3e-6 } };
  t.deepEqual(toMarkdown(reportOf(usual, slow)).split("\n"), [
    "2 x Model 1, Node.js v24.0.0; medians of 3 interleaved rounds, each in a process of its own.",
    "",
    "| work | peer | time: ours / theirs | times faster | less processor time | memory |",
    "| --- | --- | --- | --- | --- | --- |",
    "| a sum | plain JavaScript | 2.00 ms / 20.0 ms | 10.0 (9.00 to 11.0) | 5.00 (4.00 to 6.00) | 40 / 200 MB |",
    "| a product | plain JavaScript | 2.00 s / 3.00 µs | 10.0 (9.00 to 11.0) | 5.00 (4.00 to 6.00) | 40 / 200 MB |",
    "",
  ]);
});

test("equal, better and overlapping measurements are no regression, nor is a new comparison", (t) => {
  const overlapping: Result = {
    ...usual,
    wall: { ...usual.wall, ratio: around(8) },
    cpu: { ...usual.cpu, ratio: around(3) },
    memory: { ...usual.memory, ours: around(42) },
  };
  const better: Result = {
    ...usual,
    wall: { ...usual.wall, ratio: around(20) },
    cpu: { ...usual.cpu, ratio: around(20) },
    memory: { ...usual.memory, ours: around(10) },
  };
  for (const now of [usual, overlapping, better, { ...usual, name: "new" }]) {
    t.deepEqual(regressions(reportOf(now), reportOf(usual)), []);
  }
});

test("time, processor time and memory are regressions of their own", (t) => {
  const worse: readonly [Partial<Result>, string][] = [
    [
      { wall: { ...usual.wall, ratio: around(7) } },
      "sum: the ratio of times fell from 10.0 (9.00 to 11.0) to 7.00 (6.00 to 8.00)",
    ],
    [
      { cpu: { ...usual.cpu, ratio: around(2) } },
      "sum: the ratio of processor times fell from 5.00 (4.00 to 6.00) to 2.00 (1.00 to 3.00)",
    ],
    [
      { memory: { ...usual.memory, ours: around(43) } },
      "sum: our memory in MB rose from 40.0 (39.0 to 41.0) to 43.0 (42.0 to 44.0)",
    ],
  ];
  for (const [change, line] of worse) {
    t.deepEqual(regressions(reportOf({ ...usual, ...change }), reportOf(usual)), [line]);
  }
  t.deepEqual(
    regressions(
      reportOf({ ...usual, ...worse[0]?.[0], ...worse[1]?.[0], ...worse[2]?.[0] }),
      reportOf(usual),
    ),
    worse.map(([, line]) => line),
  );
});

const [SIZE, CARDINALITY] = [40, 12];

/** exp(-d²) of points on a line that are nowhere equally far from one another. */
const kernel = Float32Array.from({ length: SIZE * SIZE }, (_, at) => {
  const [i, j] = [Math.floor(at / SIZE), at % SIZE];
  return Math.exp(-((i ** 1.3 - j ** 1.3) ** 2) / 50);
});
const square = { data: kernel, rows: SIZE, columns: SIZE };
const sets = wordSets(SIZE);
const graph = neighbourGraph(sets, 5);

const plain: readonly [string, GrowingSet, () => Objective][] = [
  [
    "facility location",
    facilityLocation(kernel, SIZE),
    () => FacilityLocation.fromSimilaritySync(square),
  ],
  [
    "facility location on a graph",
    facilityLocationOnGraph(graph),
    () => FacilityLocation.fromGraphSync(graph),
  ],
  [
    "feature-based functions",
    featureBased(kernel, SIZE, SIZE),
    () => FeatureBased.fromFeaturesSync(square),
  ],
  [
    "log-determinants",
    logDeterminant(kernel, SIZE, CARDINALITY),
    () => LogDeterminant.fromKernelSync(square, { regularization: 1 }),
  ],
  ["set cover", setCover(sets), () => SetCover.fromSetsSync(sets)],
];

for (const [name, set, objective] of plain) {
  test(`plain JavaScript selects the same by ${name}`, (t) => {
    const theirs = lazyGreedy(set, CARDINALITY);
    const ours = maximizeSync(objective(), { cardinality: CARDINALITY });
    t.deepEqual(theirs.elements, Array.from(ours.elements));
    t.true(Math.abs(theirs.value - ours.value) < 1e-5 * ours.value);
  });
}

test("definitions become sets of words, and a graph of those that share rare ones", (t) => {
  t.is(sets.rowOffsets.length, SIZE + 1);
  t.is(sets.columns, Math.max(...sets.columnIndices) + 1);
  for (let row = 0; row < SIZE; row++) {
    const entries = [graph.rowOffsets[row] as number, graph.rowOffsets[row + 1] as number] as const;
    const columns = Array.from(graph.columnIndices.subarray(...entries));
    const values = graph.values.subarray(...entries);
    t.true(columns.length <= 5);
    t.deepEqual(
      columns,
      columns.toSorted((a, b) => a - b),
    );
    t.is(values[columns.indexOf(row)], 1, "every definition is most like itself");
    t.true(values.every((value) => value > 0 && value <= 1));
  }
});
