import test from "ava";
import * as fc from "fast-check";
import {
  type Constraint,
  FacilityLocation,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  Modular,
  type Optimizer,
  type Selection,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

/** Elements of the weights 6, 5, 4, 3, 2 and 1. */
const modular = Modular.fromWeightsSync([6, 5, 4, 3, 2, 1]);

const selected = (constraint: Constraint, options?: MaximizeOptions): number[] =>
  Array.from(maximizeSync(modular, constraint, options).elements);

const GROUPS = [0, 0, 0, 1, 1, 2];

const EXAMPLES: readonly (readonly [string, Constraint, number[]])[] = [
  ["one knapsack", { knapsack: { costs: [3, 1, 1, 1, 1, 1], budget: 3 } }, [1, 2, 3]],
  [
    "two knapsacks",
    {
      knapsack: [
        { costs: [3, 1, 1, 1, 1, 1], budget: 3 },
        { costs: Float32Array.of(0, 2, 0, 0, 0, 0), budget: 1 },
      ],
    },
    [2, 3, 4],
  ],
  ["a partition", { partition: { groups: GROUPS, limits: [1, 2, 0] } }, [0, 3, 4]],
  [
    "two partitions",
    {
      partition: [
        { groups: GROUPS, limits: [1, 2, 1] },
        { groups: Uint8Array.of(0, 0, 0, 0, 1, 1), limits: [1, 2] },
      ],
    },
    [0, 4, 5],
  ],
  [
    "nested groups",
    { laminar: { groups: [[0, 1], [0, 1, 2, 3], []], limits: [1, 2, 0] } },
    [0, 2, 4, 5],
  ],
  [
    "a graph",
    {
      graphic: {
        edges: [
          [0, 1],
          [1, 2],
          [2, 0],
          [2, 2],
          [0, 1],
          [2, 3],
        ],
        vertices: 4,
      },
    },
    [0, 1, 5],
  ],
  [
    "a graph in one array",
    { graphic: { edges: Uint32Array.of(0, 1, 1, 2, 2, 0, 2, 2, 0, 1, 2, 3), vertices: 4 } },
    [0, 1, 5],
  ],
  [
    "fairness",
    { cardinality: 3, fairness: { groups: GROUPS, lower: [0, 1, 1], upper: [2, 2, 2] } },
    [0, 3, 5],
  ],
  [
    "lower bounds alone",
    { cardinality: 3, fairness: { groups: GROUPS, lower: [0, 0, 1] } },
    [0, 1, 5],
  ],
  [
    "upper bounds alone",
    { cardinality: 3, fairness: { groups: GROUPS, upper: [1, 1, 1] } },
    [0, 3, 5],
  ],
  [
    "a distance of features",
    { minimumDistance: { distance: 2, features: [[0], [1], [2], [3], [4], [5]] } },
    [0, 2, 4],
  ],
  [
    "given distances",
    {
      cardinality: 2,
      minimumDistance: {
        distance: 2,
        distances: [0, 1, 2, 3, 4, 5].map((i) => [0, 1, 2, 3, 4, 5].map((j) => Math.abs(i - j))),
      },
    },
    [0, 2],
  ],
  ["a cover", { cover: 10.5 }, [0, 1]],
  ["a cover without the best", { cover: 10.5, exclude: [0], include: [5] }, [5, 1, 2, 3]],
];

for (const [name, constraint, elements] of EXAMPLES) {
  test(`greedy under ${name}`, async (t) => {
    for (const optimizer of ["greedy", "lazy-greedy"] as const) {
      if (name.includes("knapsack")) break;
      t.deepEqual(selected(constraint, { optimizer }), elements);
    }
    t.deepEqual(selected(constraint).toSorted(), elements.toSorted());
    t.deepEqual(await maximize(modular, constraint), maximizeSync(modular, constraint));
  });
}

test("by default knapsacks are served by cost-benefit greedy", (t) => {
  const constraint = { knapsack: { costs: [1, 2, 3, 4, 5, 6], budget: 7 } };
  for (const optimizer of [undefined, "auto"] as const) {
    const { optimizer: ran, guarantee, reason } = maximizeSync(modular, constraint, { optimizer });
    t.is(ran, "cost-benefit-greedy");
    t.deepEqual(guarantee, { ...guarantee, ratio: 0.5, rule: "yaroslavtsev-zhou-avdiukhin" });
    t.is(reason, null);
  }
  const pairs = maximizeSync(modular, constraint, { optimizer: "partial-enumeration" });
  t.is(pairs.guarantee?.rule, "feldman-nutov-shoham");
  const triples = { optimizer: "partial-enumeration", seedSize: 3 } as const;
  t.is(maximizeSync(modular, constraint, triples).guarantee?.rule, "sviridenko");
  const plain = maximizeSync(modular, constraint, { optimizer: "greedy" });
  t.is(plain.guarantee, null);
  t.regex(plain.reason ?? t.fail(), /knapsacks/);
});

test("an exchange mends what greedy does wrong", (t) => {
  // The worst case of greedy: it takes the first of two equal elements, and the wrong one.
  const f = FacilityLocation.fromSimilaritySync([
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
  const constraint = { partition: { groups: [0, 1, 0], limits: [1, 1] } };
  t.is(maximizeSync(f, constraint).value, 1);
  t.is(maximizeSync(f, constraint).guarantee?.ratio, 1 / 2);
  const exchanged = maximizeSync(f, constraint, { optimizer: "matroid-greedy" });
  t.is(exchanged.value, 2);
  t.deepEqual(exchanged.certificate, { upperBound: 2, ratio: 1 });
});

test("a cover comes with a lower bound on the size of any", (t) => {
  const { sizeCertificate, certificate, stopped } = maximizeSync(modular, { cover: 14 });
  t.deepEqual(sizeCertificate, { lowerBound: 3, ratio: 1 });
  t.is(certificate, null);
  t.is(stopped, "cover");
  t.is(maximizeSync(modular, { cardinality: 2 }).sizeCertificate, null);
});

/** A constraint on `size` elements, and what it permits by its definition. */
interface Case {
  readonly constraint: Constraint;
  readonly permits: (set: readonly number[]) => boolean;
}

const listOf = (size: number, values: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(values, { minLength: size, maxLength: size });
const small = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });
const sumOver = (values: readonly number[], set: readonly number[]): number =>
  set.reduce((sum, element) => sum + (values[element] as number), 0);
const countOf = (groups: readonly number[], set: readonly number[], group: number): number =>
  set.filter((element) => groups[element] === group).length;

const FAMILIES: Record<string, (size: number) => fc.Arbitrary<Case>> = {
  knapsack: (size) =>
    fc.tuple(listOf(size, small(5)), small(12, 5)).map(([costs, budget]) => ({
      constraint: { knapsack: { costs, budget } },
      permits: (set) => sumOver(costs, set) <= budget,
    })),
  partition: (size) =>
    fc.tuple(listOf(size, small(2)), listOf(3, small(2, 1))).map(([groups, limits]) => ({
      constraint: { partition: { groups, limits } },
      permits: (set) => limits.every((limit, group) => countOf(groups, set, group) <= limit),
    })),
  laminar: (size) =>
    fc.tuple(small(size), small(size), listOf(3, small(3, 1))).map(([a, b, limits]) => {
      const all = Array.from({ length: size }, (_, i) => i);
      const groups = [all, all.slice(0, Math.max(a, b)), all.slice(0, Math.min(a, b))];
      return {
        constraint: { laminar: { groups, limits } },
        permits: (set) =>
          limits.every((limit, g) => set.filter((e) => groups[g]?.includes(e)).length <= limit),
      };
    }),
  fairness: (size) =>
    fc.tuple(listOf(size, small(1)), small(size, 2)).map(([groups, cardinality]) => {
      const lower = [0, 1].map((group) => Math.min(1, groups.filter((g) => g === group).length));
      const upper = [cardinality, 2];
      return {
        constraint: { fairness: { groups, lower, upper }, cardinality },
        permits: (set) =>
          set.length <= cardinality &&
          lower.every((bound, group) => {
            const count = countOf(groups, set, group);
            return count >= bound && count <= (upper[group] as number);
          }),
      };
    }),
  minimumDistance: (size) =>
    fc.tuple(listOf(size, small(9)), small(4)).map(([places, distance]) => ({
      constraint: { minimumDistance: { distance, features: places.map((place) => [place]) } },
      permits: (set) =>
        set.every((i, position) =>
          set
            .slice(0, position)
            .every((j) => Math.abs((places[i] as number) - (places[j] as number)) >= distance),
        ),
    })),
};

const similarity = fc.tuple(small(7, 2), small(5, 1)).chain(([rows, columns]) => {
  const number = small(8, -2).map((n) => n / 4);
  return fc.array(listOf(columns, number), { minLength: rows, maxLength: rows });
});

/** f(S) by its definition. */
function valueOf(rows: readonly number[][], set: readonly number[]): number {
  const best = (column: number): number =>
    Math.max(0, ...set.map((row) => (rows[row] as number[])[column] as number));
  return (rows[0] as number[]).reduce((sum, _, column) => sum + best(column), 0);
}

function subsets(size: number): number[][] {
  const all = Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: 2 ** size }, (_, set) => all.filter((i) => (set >> i) & 1));
}

for (const [name, family] of Object.entries(FAMILIES)) {
  test(`property: selections under ${name} are permitted and keep what they promise`, (t) => {
    const optimizers: readonly (Optimizer | "auto")[] =
      name === "knapsack"
        ? ["auto", "greedy", "partial-enumeration"]
        : ["auto", "greedy", "matroid-greedy"];
    const instances = similarity.chain((rows) => fc.tuple(fc.constant(rows), family(rows.length)));
    fc.assert(
      fc.property(instances, ([rows, { constraint, permits }]) => {
        using f = FacilityLocation.fromSimilaritySync(rows);
        const permitted = subsets(rows.length).filter(permits);
        const optimum = Math.max(...permitted.map((set) => valueOf(rows, set)));
        for (const optimizer of optimizers) {
          const selection = maximizeSync(f, constraint, { optimizer });
          const { elements, value, guarantee, certificate } = selection;
          t.true(permits(Array.from(elements)), `${elements} by ${optimizer}`);
          t.true(Math.abs(valueOf(rows, Array.from(elements)) - value) < 1e-9);
          t.true((certificate ?? t.fail()).upperBound >= optimum - 1e-9);
          t.true(value >= (guarantee?.ratio ?? 0) * optimum - 1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });
}

test("property: no smaller set reaches the target of a cover than the certificate says", (t) => {
  const instances = fc.tuple(similarity, fc.double({ min: 0.1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(instances, ([rows, share]) => {
      using f = FacilityLocation.fromSimilaritySync(rows);
      const target = share * valueOf(rows, [...rows.keys()]);
      const { elements, value, sizeCertificate } = maximizeSync(f, { cover: target });
      const reaching = subsets(rows.length).filter((set) => valueOf(rows, set) >= target);
      const smallest = Math.min(...reaching.map((set) => set.length));
      t.true(value >= target - 1e-9 && elements.length >= smallest);
      t.true((sizeCertificate ?? t.fail()).lowerBound <= smallest);
    }),
    { numRuns: 100 },
  );
});

test("elements to include, to exclude and from the beginning count", (t) => {
  const knapsack = { costs: [3, 1, 1, 1, 1, 1], budget: 3 };
  t.deepEqual(selected({ knapsack, include: [5], exclude: [1] }), [5, 2, 3]);
  t.deepEqual(selected({ knapsack, candidates: [0, 4, 5] }), [0]);
  t.deepEqual(selected({ knapsack }, { initial: [1, 2] }), [3]);
  const partition = { groups: GROUPS, limits: [1, 1, 1] };
  t.deepEqual(selected({ partition, include: [2] }), [2, 3, 5]);
  t.deepEqual(selected({ partition }, { initial: [2, 4] }), [5]);
  const fairness = { groups: GROUPS, lower: [1, 1, 1] };
  t.deepEqual(selected({ fairness, cardinality: 4, include: [2] }), [2, 0, 3, 5]);
  t.deepEqual(selected({ fairness, cardinality: 3 }, { initial: [2] }), [0, 3, 5]);
  const last = { groups: GROUPS, lower: [0, 0, 1] };
  t.deepEqual(selected({ fairness: last, cardinality: 1 }, { initial: [0, 1] }), [5]);
});

test("what is reached in time is returned", (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(500, 8, 1));
  const knapsack = { costs: Array.from({ length: 500 }, (_, i) => 1 + (i % 7)), budget: 200 };
  const { stopped, guarantee, elements }: Selection = maximizeSync(
    f,
    { knapsack },
    { timeBudget: 1, optimizer: "partial-enumeration" },
  );
  t.is(stopped, "time-budget");
  t.is(guarantee, null);
  t.true(elements.reduce((sum, element) => sum + (knapsack.costs[element] as number), 0) <= 200);
});

test("vertices at which no edge ends take no memory", async (t) => {
  const pairs = [
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 3],
    [2, 3],
    [0, 3],
  ] as const;
  const numbers = [7, 4_294_967_294, 3_000_000_000, 0] as const;
  const edges = pairs.map(([from, to]) => [numbers[from], numbers[to]] as const);
  const few = await maximize(modular, { graphic: { edges: pairs, vertices: 4 } });
  const many = await maximize(modular, { graphic: { edges, vertices: 2 ** 32 - 1 } });
  t.deepEqual(many, few);
  t.deepEqual(Array.from(many.elements), [0, 1, 4]);
});

const twins = (constraint: unknown, options?: unknown): Twins => ({
  sync: () => (maximizeSync as (...all: unknown[]) => unknown)(modular, constraint, options),
  async: () => (maximize as (...all: unknown[]) => Promise<unknown>)(modular, constraint, options),
});

const REFUSED: readonly (readonly [constraint: unknown, Kind, message: string])[] = [
  [
    { matroid: {} },
    INVALID,
    "Expected only the fields cardinality, knapsack, partition, laminar, graphic, fairness, " +
      "minimumDistance, cover, include, exclude, candidates for constraint but received 'matroid'",
  ],
  [
    { knapsack: { costs: [1], budget: 1, limit: 2 } },
    INVALID,
    "Expected only the fields costs, budget for knapsack but received 'limit'",
  ],
  [
    { knapsack: [{ costs: [1, 2, 3, 4, 5, "6"], budget: 1 }] },
    INVALID,
    "Expected a number for knapsack[0].costs[5] but received '6'",
  ],
  [
    { knapsack: { costs: [1, 2, 3, -4, 5, 6], budget: 1 } },
    OUT_OF_RANGE,
    "Expected costs that are not negative for knapsack.costs but received -4 at index 3",
  ],
  [
    { knapsack: { costs: [1, 2, 3, Number.NaN, 5, 6], budget: 1 } },
    INVALID,
    "Expected finite numbers for knapsack.costs but received NaN at index 3",
  ],
  [
    { knapsack: { costs: [2, 2, 3, 4, 5, 6], budget: 1 } },
    OUT_OF_RANGE,
    "Expected at least 2, the cost of the cheapest element, for knapsack.budget but received 1",
  ],
  [
    { knapsack: { costs: [2, 2, 3, 4, 5, 6], budget: Infinity } },
    OUT_OF_RANGE,
    "Expected a finite number for knapsack.budget but received Infinity",
  ],
  [
    { partition: [{ groups: GROUPS, limits: [1, 2, -1] }] },
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for partition[0].limits[2] but received -1",
  ],
  [
    { partition: { groups: GROUPS, limits: [1, 2] } },
    OUT_OF_RANGE,
    "Expected groups from 0 to 1, since bounds are given for 2, for partition.groups " +
      "but received 2 for element 5",
  ],
  [
    { laminar: { groups: [[0, 1], 3], limits: [1, 2] } },
    INVALID,
    "Expected an array of numbers for laminar.groups[1] but received 3",
  ],
  [
    { laminar: { groups: [[0, 1], [6]], limits: [1, 2] } },
    OUT_OF_RANGE,
    "Expected elements from 0 to 5 for laminar.groups[1] but received 6",
  ],
  [
    { laminar: { groups: [Uint32Array.of(4_000_000_000, 1)], limits: [1] } },
    OUT_OF_RANGE,
    "Expected elements from 0 to 5 for laminar.groups[0] but received 4000000000",
  ],
  [
    {
      graphic: {
        edges: Array.from({ length: 6 }, () => [0, 4_000_000_000]),
        vertices: 4_000_000_000,
      },
    },
    OUT_OF_RANGE,
    "Expected edges between the vertices 0 to 3999999999 for graphic.edges " +
      "but received 0 to 4000000000 as element 0",
  ],
  [
    { graphic: { edges: [[0, 1, 2]], vertices: 3 } },
    INVALID,
    "Expected two vertices for graphic.edges[0] but received 3 vertices",
  ],
  [
    { graphic: { edges: Uint32Array.of(0, 1, 2), vertices: 3 } },
    INVALID,
    "Expected two ends of each edge for graphic.edges but received 3 numbers",
  ],
  [
    { fairness: { groups: GROUPS, lower: [1, 1, 1] } },
    INVALID,
    "Expected the number of elements beside fairness for cardinality but received undefined",
  ],
  [
    { fairness: { groups: GROUPS }, cardinality: 2 },
    INVALID,
    "Expected lower or upper bounds for fairness but received none",
  ],
  [
    { fairness: { groups: GROUPS, lower: [0, 3, 0] }, cardinality: 4 },
    OUT_OF_RANGE,
    "Expected at most 2, as many elements of group 1 may be selected, for fairness.lower[1] but received 3",
  ],
  [
    { fairness: { groups: GROUPS, lower: [1, 1, 1] }, cardinality: 2 },
    OUT_OF_RANGE,
    "Expected at least 3, the sum of fairness.lower, for cardinality but received 2",
  ],
  [
    { minimumDistance: { distance: 1, features: [[0], [1]], metric: "rbf" } },
    INVALID,
    "Expected 'euclidean' or 'squared-euclidean' or 'cosine' or 'angular' for minimumDistance.metric " +
      "but received 'rbf'",
  ],
  [
    { minimumDistance: { distance: 1, features: [[0], [1]] } },
    INVALID,
    "Expected 6 rows, one per element, for minimumDistance.features but received 2",
  ],
  [
    { minimumDistance: { distance: 1, distances: [[0]], metric: "cosine" } },
    INVALID,
    "Expected either distances or features for minimumDistance but received more beside distances",
  ],
  [
    { cover: 22 },
    OUT_OF_RANGE,
    "Expected at most 21, the value of all elements that may be selected, for cover but received 22",
  ],
  [
    { cover: 5, cardinality: 2 },
    INVALID,
    "Expected no constraint beside it but include, exclude and candidates, since the smallest set " +
      "is sought, for cover but received one with cardinality",
  ],
];

for (const [constraint, kind, message] of REFUSED) {
  test(`refused: ${message}`, async (t) => {
    await refused(t, twins(constraint), kind, message);
  });
}
