import test from "ava";
import * as fc from "fast-check";
import {
  FacilityLocation,
  maximize,
  maximizeSync,
  type Optimizer,
  type Selection,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

const OPTIMIZERS: readonly Optimizer[] = ["greedy", "lazy-greedy"];

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

/**
 * What plain greedy gives for these similarities in double precision with exactly rounded sums, and
 * the optimum of each cardinality by enumeration of all subsets.
 */
const ORDER = [5, 3, 1, 6, 0, 2, 4, 7];
const GAINS = [2.762, 1.111, 0.068, 0.018, 0, 0, 0, 0];
const OPTIMA = [2.762, 3.873, 3.941, 3.959, 3.959, 3.959, 3.959, 3.959];
/** For each cardinality, the bound that the prefixes of greedy's selection prove. */
const BOUNDS = [2.762, 3.959, 3.959, 3.959, 3.959, 3.959, 3.959, 3.959];

const objective = FacilityLocation.fromSimilaritySync(SIMILARITY);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

for (const optimizer of OPTIMIZERS) {
  test(`${optimizer} selects what plain greedy selects`, (t) => {
    for (let cardinality = 1; cardinality <= 8; cardinality++) {
      const selection = maximizeSync(objective, { cardinality }, { optimizer });
      t.deepEqual(Array.from(selection.elements), ORDER.slice(0, cardinality));
      selection.gains.forEach((gain, i) => t.true(near(gain, GAINS[i] as number)));
      t.true(
        near(
          selection.value,
          GAINS.slice(0, cardinality).reduce((a, b) => a + b),
        ),
      );
      t.is(selection.optimizer, optimizer);
    }
  });

  test(`${optimizer} proves a bound that no set exceeds`, (t) => {
    for (let cardinality = 1; cardinality <= 8; cardinality++) {
      const selection = maximizeSync(objective, { cardinality }, { optimizer });
      const { value, guarantee, certificate } = selection;
      const { upperBound, ratio } = certificate ?? t.fail();
      const k = cardinality;
      t.true(upperBound >= (OPTIMA[k - 1] as number) - 1e-9);
      t.true(upperBound <= (BOUNDS[k - 1] as number) + 1e-9, `${upperBound} for ${k}`);
      t.true(near(ratio, value / upperBound));
      const promised = guarantee ?? t.fail();
      t.true(near(promised.ratio, 1 - (1 - 1 / k) ** k));
      t.true(ratio >= promised.ratio);
      t.is(promised.rule, "nemhauser-wolsey-fisher");
      t.false(promised.inExpectation);
      t.is(selection.reason, null);
    }
  });
}

test("a selection has the documented form", (t) => {
  const selection = maximizeSync(objective, { cardinality: 3 });
  t.true(selection.elements instanceof Uint32Array);
  t.true(selection.gains instanceof Float64Array);
  t.deepEqual(Object.keys(selection).toSorted(), [
    "certificate",
    "elements",
    "evaluations",
    "gains",
    "guarantee",
    "optimizer",
    "reason",
    "sizeCertificate",
    "stopped",
    "value",
  ]);
});

test("lazy greedy is the default and computes fewer gains", (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(300, 8, 1));
  const byDefault = maximizeSync(f, { cardinality: 30 });
  const plain = maximizeSync(f, { cardinality: 30 }, { optimizer: "greedy" });
  t.is(byDefault.optimizer, "lazy-greedy");
  t.is(plain.evaluations, 8835, "300 + 299 + ... + 271, and 270 more for the certificate");
  t.true(byDefault.evaluations < plain.evaluations / 2);
});

test("equal gains go to the smallest index", (t) => {
  const equal = FacilityLocation.fromSimilaritySync(
    Array.from({ length: 10 }, () => Array<number>(10).fill(0.5)),
  );
  const [rowA, rowB, rowC] = [
    [1, 0.5, 0.25, 0],
    [0.25, 0, 1, 0.5],
    [0, 0.75, 0, 1],
  ] as const;
  const repeated = FacilityLocation.fromSimilaritySync(
    Array.from({ length: 3 }, () => [rowA, rowB, rowC]).flat(),
  );
  for (const optimizer of OPTIMIZERS) {
    t.like(maximizeSync(equal, { cardinality: 4 }, { optimizer }), {
      elements: Uint32Array.of(0, 1, 2, 3),
      gains: Float64Array.of(5, 0, 0, 0),
      value: 5,
    });
    t.like(maximizeSync(repeated, { cardinality: 6 }, { optimizer }), {
      elements: Uint32Array.of(0, 1, 2, 3, 4, 5),
      gains: Float64Array.of(1.75, 1.25, 0.75, 0, 0, 0),
      value: 3.75,
    });
  }
});

test("similarities that are all negative have the value 0, and the certificate says it is best", (t) => {
  const { value, certificate } = maximizeSync(FacilityLocation.fromSimilaritySync([[-1], [-2]]), {
    cardinality: 1,
  });
  t.is(value, 0);
  t.like(certificate, { upperBound: 0, ratio: 1 });
});

test("both forms agree exactly", async (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(200, 6, 4, Float32Array));
  for (const optimizer of [undefined, ...OPTIMIZERS]) {
    t.deepEqual(
      await maximize(f, { cardinality: 50 }, { optimizer }),
      maximizeSync(f, { cardinality: 50 }, { optimizer }),
    );
  }
});

/** Similarities of up to 12 candidates and points; few distinct ones, so that ties are common. */
const similarities = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([rows, columns]) => {
    const number = fc.oneof(
      fc.integer({ min: -2, max: 4 }).map((n) => n / 4),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    const row = fc.array(number, { minLength: columns, maxLength: columns });
    return fc.array(row, { minLength: rows, maxLength: rows });
  });

/** f(S) by its definition. */
function valueOf(similarity: readonly number[][], elements: Iterable<number>): number {
  const rows = Array.from(elements, (element) => similarity[element] as number[]);
  return (similarity[0] as number[]).reduce(
    (sum, _, column) => sum + Math.max(0, ...rows.map((row) => row[column] as number)),
    0,
  );
}

test("property: lazy greedy selects what greedy selects, bit for bit", (t) => {
  fc.assert(
    fc.property(similarities, fc.boolean(), (similarity, single) => {
      const data = (single ? Float32Array : Float64Array).from(similarity.flat());
      const shape = [similarity.length, data.length / similarity.length] as const;
      const f = FacilityLocation.fromSimilaritySync({ data, shape });
      const [greedy, lazy] = OPTIMIZERS.map((optimizer) =>
        maximizeSync(f, { cardinality: similarity.length }, { optimizer }),
      ) as [Selection, Selection];
      f.dispose();
      t.deepEqual(lazy.elements, greedy.elements);
      t.deepEqual(lazy.gains, greedy.gains);
      t.is(lazy.value, greedy.value);
    }),
  );
});

test("property: the value is that of the definition, and each prefix is the best next step", (t) => {
  fc.assert(
    fc.property(similarities, (similarity) => {
      const f = FacilityLocation.fromSimilaritySync(similarity);
      const { elements, gains, value } = maximizeSync(f, { cardinality: similarity.length });
      f.dispose();
      t.is(new Set(elements).size, similarity.length);
      t.true(near(value, valueOf(similarity, elements)));
      elements.forEach((_, step) => {
        const before = elements.slice(0, step);
        const rest = elements.slice(step);
        const base = valueOf(similarity, before);
        const best = Math.max(
          ...Array.from(rest, (e) => valueOf(similarity, [...before, e]) - base),
        );
        t.true(near(gains[step] as number, best));
      });
    }),
    { numRuns: 50 },
  );
});

test("property: no subset of the cardinality exceeds the certified bound", (t) => {
  const small = similarities.filter((similarity) => similarity.length <= 8);
  fc.assert(
    fc.property(small, fc.integer({ min: 1, max: 8 }), (similarity, k) => {
      const cardinality = Math.min(k, similarity.length);
      const f = FacilityLocation.fromSimilaritySync(similarity);
      const { value, guarantee, certificate } = maximizeSync(f, { cardinality });
      f.dispose();
      let optimum = 0;
      for (let set = 0; set < 1 << similarity.length; set++) {
        const elements = similarity.flatMap((_, i) => ((set >> i) & 1 ? [i] : []));
        if (elements.length <= cardinality) {
          optimum = Math.max(optimum, valueOf(similarity, elements));
        }
      }
      t.true(optimum <= (certificate ?? t.fail()).upperBound + 1e-9);
      t.true(value >= (guarantee ?? t.fail()).ratio * optimum - 1e-9);
    }),
    { numRuns: 60 },
  );
});

const twins = (...parameters: unknown[]): Twins => ({
  sync: () => (maximizeSync as (...all: unknown[]) => unknown)(...parameters),
  async: () => (maximize as (...all: unknown[]) => Promise<unknown>)(...parameters),
});

const CARDINALITIES: readonly (readonly [unknown, Kind, words: string])[] = [
  [0, OUT_OF_RANGE, "0"],
  [-1, OUT_OF_RANGE, "-1"],
  [9, OUT_OF_RANGE, "9"],
  [1.5, OUT_OF_RANGE, "1.5"],
  [Number.NaN, OUT_OF_RANGE, "NaN"],
  [Infinity, OUT_OF_RANGE, "Infinity"],
  [2 ** 32 + 1, OUT_OF_RANGE, "4294967297"],
  ["3", INVALID, "'3'"],
  [3n, INVALID, "3n"],
  [null, INVALID, "null"],
];

for (const [cardinality, kind, words] of CARDINALITIES) {
  test(`refused: cardinality ${words} of 8 elements`, async (t) => {
    await refused(
      t,
      twins(objective, { cardinality }),
      kind,
      `Expected an integer from 1 to 8 for cardinality but received ${words}`,
    );
  });
}

test("refused: no limit for an objective of which every element is worth selecting", async (t) => {
  for (const constraint of [{}, { cardinality: undefined }, { candidates: [1, 2] }]) {
    await refused(
      t,
      twins(objective, constraint),
      INVALID,
      "Expected a limit such as a cardinality, since no element of a monotone objective hurts, " +
        "for constraint but received none",
    );
  }
});

test("refused: what is no objective, no constraint or no optimizer", async (t) => {
  await refused(
    t,
    twins({ size: 3 }, { cardinality: 1 }),
    INVALID,
    "Expected an objective such as a FacilityLocation for objective but received an object of class Object",
  );
  await refused(
    t,
    twins(FacilityLocation.fromSimilarity(SIMILARITY), { cardinality: 1 }),
    INVALID,
    "Expected an objective such as a FacilityLocation for objective but received a Promise (is an await missing?)",
  );
  await refused(
    t,
    twins(objective, 3),
    INVALID,
    "Expected an object for constraint but received 3",
  );
  await refused(
    t,
    twins(objective, { cardinality: 1 }, { optimizer: "lazy" }),
    INVALID,
    "Expected 'auto' or 'greedy' or 'lazy-greedy' or 'approximate-lazy-greedy' or 'stochastic-greedy' or " +
      "'lazier-than-lazy-greedy' or 'threshold-greedy' or 'batch-greedy' or 'random-greedy' or " +
      "'repeated-greedy' or 'double-greedy' or 'matroid-greedy' or 'cost-benefit-greedy' or " +
      "'partial-enumeration' or 'density-threshold' or 'fantom' or 'gist' or 'distorted-greedy' or " +
      "'bidirectional-greedy' or 'exhaustive' for optimizer but received 'lazy'",
  );
  await refused(
    t,
    twins(objective, { cardinality: 1 }, "lazy-greedy"),
    INVALID,
    "Expected an object for options but received 'lazy-greedy'",
  );
});
