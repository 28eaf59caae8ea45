/** The optimizers beside greedy and lazy greedy: what each selects, promises and refuses. */

import test from "ava";
import {
  Cut,
  DisparitySum,
  FacilityLocation,
  LogDeterminant,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  type Optimizer,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

/**
 * Similarities and edge weights, and what an independent program makes of them: brute force in double
 * precision with exactly rounded sums.
 */
const SIMILARITY = [
  [1, 0.43, 0.532, 0.442, 0.175, 0.089, 0.04, 0.014],
  [0.43, 1, 0.878, 0.482, 0.486, 0.288, 0.933, 0.502],
  [0.532, 0.878, 1, 0.558, 0.598, 0.086, 0.917, 0.057],
  [0.442, 0.482, 0.558, 1, 0.753, 0.769, 0.621, 0.181],
  [0.175, 0.486, 0.598, 0.753, 1, 0.659, 0.585, 0.23],
  [0.089, 0.288, 0.086, 0.769, 0.659, 1, 0.15, 0.029],
  [0.04, 0.933, 0.917, 0.621, 0.585, 0.15, 1, 0.441],
  [0.014, 0.502, 0.057, 0.181, 0.23, 0.029, 0.441, 1],
];
const WEIGHTS = [
  [0, 0.426, 0.355, 0.373, 0.2, 0.922, 0.085, 0.191],
  [0.426, 0, 0.21, 0.634, 0.408, 0.605, 0.842, 0.585],
  [0.355, 0.21, 0, 0.041, 0.36, 0.095, 0.876, 0.341],
  [0.373, 0.634, 0.041, 0, 0.37, 0.792, 0.909, 0.762],
  [0.2, 0.408, 0.36, 0.37, 0, 0.324, 0.94, 0.28],
  [0.922, 0.605, 0.095, 0.792, 0.324, 0, 0.57, 0.116],
  [0.085, 0.842, 0.876, 0.909, 0.94, 0.57, 0, 0.743],
  [0.191, 0.585, 0.341, 0.762, 0.28, 0.116, 0.743, 0],
];

const objective = FacilityLocation.fromSimilaritySync(SIMILARITY);
const cut = Cut.fromWeightsSync(WEIGHTS);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

interface Expected {
  readonly options: MaximizeOptions & { readonly optimizer: Optimizer };
  readonly cardinality?: number;
  readonly elements: readonly number[];
  readonly value: number;
  readonly rule: string | null;
}

const COVERAGE: readonly Expected[] = [
  {
    options: { optimizer: "approximate-lazy-greedy", beta: 0.95 },
    cardinality: 5,
    elements: [1, 3, 0, 7, 4],
    value: 7.58,
    rule: "goundan-schulz",
  },
  {
    options: { optimizer: "threshold-greedy", epsilon: 0.05 },
    cardinality: 4,
    elements: [1, 3, 0, 7],
    value: 7.333,
    rule: "badanidiyuru-vondrak",
  },
  {
    options: { optimizer: "batch-greedy", batch: 2 },
    cardinality: 4,
    elements: [1, 3, 0, 7],
    value: 7.333,
    rule: null,
  },
  {
    options: { optimizer: "bidirectional-greedy", pool: 3 },
    elements: [1, 3, 4, 2, 6, 5, 0, 7],
    value: 8,
    rule: null,
  },
  {
    options: {
      optimizer: "distorted-greedy",
      costs: [1.015, 0.941, 1.1, 0.677, 1.788, 0.449, 1.416, 0.686],
    },
    cardinality: 3,
    elements: [3, 1],
    value: 4.659,
    rule: "harshaw-feldman-ward-karbasi",
  },
];

const CUTS: readonly Expected[] = [
  {
    options: { optimizer: "double-greedy" },
    elements: [0, 3, 4, 6],
    value: 8.526,
    rule: "buchbinder-feldman-naor-schwartz",
  },
  {
    options: { optimizer: "repeated-greedy" },
    cardinality: 3,
    elements: [6, 0, 3],
    value: 8.664,
    rule: "gupta-roth-schoenebeck-talwar",
  },
  {
    options: { optimizer: "exhaustive" },
    elements: [0, 5, 6, 7],
    value: 8.705,
    rule: "exhaustive-search",
  },
];

for (const [f, cases] of [
  [objective, COVERAGE],
  [cut, CUTS],
] as const) {
  for (const { options, cardinality, elements, value, rule } of cases) {
    test(`${options.optimizer} selects and promises what it should, in both forms`, async (t) => {
      const selection = maximizeSync(f, { cardinality }, options);
      t.deepEqual(Array.from(selection.elements), elements);
      t.true(near(selection.value, value), `${selection.value}`);
      t.is(selection.optimizer, options.optimizer);
      t.is(selection.guarantee?.rule ?? null, rule);
      t.is(selection.reason === null, rule !== null);
      t.deepEqual(await maximize(f, { cardinality }, options), selection);
    });
  }
}

test("a guarantee says what it is about", (t) => {
  const costs = SIMILARITY.map(() => 1);
  const distorted = maximizeSync(objective, {}, { optimizer: "distorted-greedy", costs });
  t.is(
    distorted.guarantee?.statement,
    "value >= ratio * gain(O) - cost(O) for every permitted set O",
  );
  const random = maximizeSync(cut, { cardinality: 2 }, { optimizer: "random-greedy" });
  t.like(random.guarantee, {
    statement: "value >= ratio * optimum",
    ratio: 1 / 2,
    inExpectation: true,
  });
});

test("samples depend on the seed alone, and the lazy form picks the same", async (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(400, 5, 3));
  const select = (optimizer: Optimizer, seed: number, threads: number) =>
    maximize(f, { cardinality: 20 }, { optimizer, seed, threads, epsilon: 0.1 });
  const first = await select("stochastic-greedy", 1, 1);
  t.deepEqual(await select("stochastic-greedy", 1, 3), first);
  t.notDeepEqual((await select("stochastic-greedy", 2, 1)).elements, first.elements);
  const lazy = await select("lazier-than-lazy-greedy", 1, 2);
  t.deepEqual(lazy.elements, first.elements);
  t.is(lazy.value, first.value);
  t.true(lazy.evaluations < first.evaluations);
  t.true(near(first.guarantee?.ratio ?? t.fail(), 1 - 1 / Math.E - 0.1));
});

const twins = (f: unknown, constraint: unknown, options: unknown): Twins => ({
  sync: () => (maximizeSync as (...all: unknown[]) => unknown)(f, constraint, options),
  async: () => (maximize as (...all: unknown[]) => Promise<unknown>)(f, constraint, options),
});

test("refused: options that the optimizer does not take", async (t) => {
  await refused(
    t,
    twins(objective, { cardinality: 2 }, { batch: 2 }),
    INVALID,
    "Expected 'batch-greedy', since batch is given, for optimizer but received 'lazy-greedy'",
  );
  await refused(
    t,
    twins(cut, {}, { optimizer: "double-greedy", stopping: "full" }),
    INVALID,
    "Expected 'greedy' or 'lazy-greedy' or 'approximate-lazy-greedy' or 'stochastic-greedy' or " +
      "'lazier-than-lazy-greedy' or 'batch-greedy' or 'random-greedy' or 'repeated-greedy' or " +
      "'matroid-greedy' or 'cost-benefit-greedy' or 'partial-enumeration' or 'density-threshold' or " +
      "'fantom', since stopping is given, for optimizer but received 'double-greedy'",
  );
});

test("refused: options out of their range", async (t) => {
  const cases = [
    [
      { optimizer: "approximate-lazy-greedy", beta: 0 },
      "a number above 0 and at most 1 for beta but received 0",
    ],
    [
      { optimizer: "threshold-greedy", epsilon: 1 },
      "a number above 0 and below 1 for epsilon but received 1",
    ],
    [
      { optimizer: "batch-greedy", batch: 0 },
      "an integer from 1 to 4294967295 for batch but received 0",
    ],
    [
      { optimizer: "bidirectional-greedy", pool: 1.5 },
      "an integer from 1 to 4294967295 for pool but received 1.5",
    ],
    [
      { optimizer: "distorted-greedy", costs: [0, 0, 0, -1, 0, 0, 0, 0] },
      "finite numbers, none of them negative, for costs but received -1 at index 3",
    ],
  ] as const;
  for (const [options, message] of cases) {
    await refused(
      t,
      twins(objective, { cardinality: 2 }, options),
      OUT_OF_RANGE,
      `Expected ${message}`,
    );
  }
  await refused(
    t,
    twins(objective, { cardinality: 2 }, { optimizer: "distorted-greedy", costs: [1] }),
    INVALID,
    "Expected 8 numbers, one for each element, for costs but received 1",
  );
});

test("refused: constraints and objectives that the optimizer does not serve", async (t) => {
  await refused(
    t,
    twins(cut, { cardinality: 2 }, { optimizer: "double-greedy" }),
    INVALID,
    "Expected one without cardinality, for the sake of 'double-greedy', for constraint but received one with it",
  );
  await refused(
    t,
    twins(
      FacilityLocation.fromFeaturesSync(uniformMatrix(40, 2, 1)),
      { cardinality: 20 },
      { optimizer: "exhaustive" },
    ),
    INVALID,
    "Expected one of at most 16777216 sets, for the sake of 'exhaustive', for constraint but received " +
      "one of 618679078298 sets",
  );
  const distances = DisparitySum.fromDistancesSync([
    [0, 1],
    [1, 0],
  ]);
  await refused(
    t,
    twins(distances, { cardinality: 1 }, { optimizer: "lazier-than-lazy-greedy" }),
    INVALID,
    "Expected an optimizer that serves functions not known to be submodular, such as 'greedy', for " +
      "optimizer but received 'lazier-than-lazy-greedy'",
  );
});

test("without any limit, functions that are not monotone get a guarantee where there is one", (t) => {
  const chosen = maximizeSync(cut, {});
  t.deepEqual(chosen, maximizeSync(cut, {}, { optimizer: "repeated-greedy" }));
  t.is(chosen.guarantee?.ratio, 1 / 7);
  const greedy = maximizeSync(cut, {}, { optimizer: "lazy-greedy" });
  t.true(chosen.value >= greedy.value);
  // The optimum by enumeration is 8.705.
  t.true(chosen.value >= 8.705 / 7);

  t.is(maximizeSync(cut, { cardinality: 3 }).optimizer, "lazy-greedy");
  t.is(maximizeSync(cut, {}, { stopping: "full" }).optimizer, "lazy-greedy");
  const determinant = LogDeterminant.fromKernelSync(SIMILARITY, {
    scale: 0.5,
    regularization: 0.6,
  });
  t.is(maximizeSync(determinant, {}).optimizer, "lazy-greedy");
});
