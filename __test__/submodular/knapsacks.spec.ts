/** Knapsacks together with other limits: what is selected, promised and refused. */

import test from "ava";
import * as fc from "fast-check";
import {
  type Constraint,
  Cut,
  DisparitySum,
  FacilityLocation,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  Modular,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

/** Three cheap elements and three good ones. */
const worth = Modular.fromWeightsSync([1, 1, 1, 9, 9, 9]);
const knapsack = { costs: [0.01, 0.01, 0.01, 5, 5, 5], budget: 15 };
const places: Constraint = { knapsack, cardinality: 3 };
/** A path of six vertices. */
const path = Cut.fromWeightsSync(
  [0, 1, 2, 3, 4, 5].map((i) => [0, 1, 2, 3, 4, 5].map((j) => Number(Math.abs(i - j) === 1))),
);

const sorted = (elements: Uint32Array): number[] => Array.from(elements).toSorted((a, b) => a - b);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12;

test("by default the first optimizer serves that promises something", async (t) => {
  const groups = [0, 0, 1, 1, 2, 2];
  const cases = [
    [worth, { knapsack }, "cost-benefit-greedy", 1 / 2],
    [worth, places, "density-threshold", 1 / 4.2],
    [worth, { knapsack: [knapsack, knapsack] }, "density-threshold", 1 / 5.4],
    [worth, { ...places, partition: { groups, limits: [1, 1, 1] } }, "density-threshold", 1 / 4.2],
    [path, { knapsack }, "fantom", 2 / 3 / 6.2],
    [path, places, "fantom", 2 / 3 / 7.2],
  ] as const;
  for (const [f, constraint, optimizer, ratio] of cases) {
    const selection = maximizeSync(f, constraint);
    t.is(selection.optimizer, optimizer);
    t.true(near(selection.guarantee?.ratio ?? t.fail(), ratio), `${selection.guarantee?.ratio}`);
    t.is(selection.reason, null);
    t.deepEqual(await maximize(f, constraint, { threads: 3 }), selection);
  }
});

test("cheap elements do not keep out the good ones", (t) => {
  const cheap = maximizeSync(worth, places, { optimizer: "cost-benefit-greedy" });
  t.is(cheap.value, 11);
  t.regex(cheap.reason ?? t.fail(), /together with another limit/);
  for (const optimizer of ["density-threshold", "fantom"] as const) {
    const best = maximizeSync(worth, places, { optimizer });
    t.deepEqual(sorted(best.elements), [3, 4, 5]);
    t.is(best.value, 27);
    t.is(best.guarantee?.rule, "badanidiyuru-vondrak");
    t.is(best.certificate?.ratio, 1);
  }
});

test("epsilon and chance change what is promised", (t) => {
  const fine = maximizeSync(worth, places, { optimizer: "density-threshold", epsilon: 0.01 });
  t.true(near(fine.guarantee?.ratio ?? t.fail(), 1 / (2 + 2 * 1.01)));
  const chance = { optimizer: "fantom", randomized: true, seed: 3 } as const;
  const selection = maximizeSync(path, places, chance);
  t.like(selection.guarantee, { rule: "mirzasoleiman-badanidiyuru-karbasi", inExpectation: true });
  t.true(near(selection.guarantee?.ratio ?? t.fail(), 2 / 3 / (2 + 2 + 2.2)));
  t.deepEqual(maximizeSync(path, places, chance), selection);
});

const small = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });
const listOf = (size: number, values: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(values, { minLength: size, maxLength: size });

const instances = small(7, 2).chain((size) =>
  fc.record({
    rows: fc.array(listOf(size, small(4)), { minLength: size, maxLength: size }),
    costs: fc.tuple(listOf(size, small(5)), listOf(size, small(5))),
    budgets: fc.tuple(small(9, 5), small(12, 5)),
    groups: listOf(size, small(1)),
    limits: listOf(2, small(3, 1)),
    cardinality: small(size, 1),
  }),
);

/** The weight of the edges out of a set. */
const cutOf = (rows: readonly number[][], set: readonly number[]): number =>
  set.reduce(
    (sum, i) =>
      sum + (rows[i] as number[]).reduce((all, w, j) => all + (set.includes(j) ? 0 : w), 0),
    0,
  );

/** How well a set represents the columns. */
const locationOf = (rows: readonly number[][], set: readonly number[]): number =>
  (rows[0] as number[]).reduce(
    (sum, _, j) => sum + Math.max(0, ...set.map((i) => (rows[i] as number[])[j] as number)),
    0,
  );

test("property: under two knapsacks, a partition and a cardinality promises are kept", (t) => {
  fc.assert(
    fc.property(instances, ({ rows, costs, budgets, groups, limits, cardinality }) => {
      const permits = (set: readonly number[]): boolean =>
        set.length <= cardinality &&
        costs.every(
          (list, k) =>
            set.reduce((sum, i) => sum + (list[i] as number), 0) <= (budgets[k] as number),
        ) &&
        limits.every((limit, group) => set.filter((i) => groups[i] === group).length <= limit);
      const all = rows.map((_, i) => i);
      const sets = Array.from({ length: 2 ** all.length }, (_, set) =>
        all.filter((i) => (set >> i) & 1),
      ).filter(permits);
      const constraint = {
        knapsack: costs.map((list, k) => ({ costs: list, budget: budgets[k] as number })),
        partition: { groups, limits },
        cardinality,
      };
      using cut = Cut.fromWeightsSync(rows);
      using location = FacilityLocation.fromSimilaritySync(rows);
      for (const [f, value, optimizer] of [
        [cut, cutOf, "fantom"],
        [location, locationOf, "density-threshold"],
      ] as const) {
        const optimum = Math.max(...sets.map((set) => value(rows, set)));
        const selection = maximizeSync(f, constraint, { optimizer });
        const elements = Array.from(selection.elements);
        t.true(permits(elements), `${elements} by ${optimizer}`);
        t.is(value(rows, elements), selection.value);
        t.true(selection.value >= (selection.guarantee?.ratio ?? t.fail()) * optimum - 1e-9);
        t.true((selection.certificate?.upperBound ?? optimum) >= optimum - 1e-9);
      }
    }),
    { numRuns: 200 },
  );
});

test("time is kept, and an aborted call rejects", async (t) => {
  const weights = uniformMatrix(400, 400, 1);
  using cut = Cut.fromWeightsSync(weights);
  const costs = Array.from({ length: 400 }, (_, i) => 1 + (i % 7));
  const constraint = { knapsack: { costs, budget: 200 }, cardinality: 150 };
  const late = maximizeSync(cut, constraint, { timeBudget: 0 });
  t.is(late.stopped, "time-budget");
  t.regex(late.reason ?? t.fail(), /time/);
  const controller = new AbortController();
  const running = maximize(cut, constraint, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await t.throwsAsync(running, { message: "enough" });
});

const twins = (f: unknown, constraint: unknown, options: unknown): Twins => ({
  sync: () => (maximizeSync as (...all: unknown[]) => unknown)(f, constraint, options),
  async: () => (maximize as (...all: unknown[]) => Promise<unknown>)(f, constraint, options),
});

test("refused: what is out of range, and what is not served", async (t) => {
  for (const optimizer of ["density-threshold", "fantom"] as const) {
    await refused(
      t,
      twins(worth, places, { optimizer, epsilon: 1 }),
      OUT_OF_RANGE,
      "Expected a number above 0 and below 1 for epsilon but received 1",
    );
    await refused(
      t,
      twins(worth, { cardinality: 2 }, { optimizer }),
      INVALID,
      "Expected an optimizer that serves constraints without a knapsack, such as 'greedy', " +
        `for optimizer but received '${optimizer}'`,
    );
    const spread = DisparitySum.fromDistancesSync(
      [0, 1, 2, 3, 4, 5].map((i) => [0, 1, 2, 3, 4, 5].map((j) => Math.abs(i - j))),
    );
    await refused(
      t,
      twins(spread, places, { optimizer } satisfies MaximizeOptions),
      INVALID,
      "Expected an optimizer that serves functions not known to be submodular, such as 'greedy', " +
        `for optimizer but received '${optimizer}'`,
    );
  }
  await refused(
    t,
    twins(worth, places, { optimizer: "density-threshold", randomized: true }),
    INVALID,
    "Expected 'double-greedy' or 'fantom', since randomized is given, for optimizer but received " +
      "'density-threshold'",
  );
});
