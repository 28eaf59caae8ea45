/** Divergences between known distributions. */

import test from "ava";
import {
  alphaDivergence,
  alphaDivergenceSync,
  bhattacharyyaDistance,
  bhattacharyyaDistanceSync,
  cauchySchwarzDivergence,
  cauchySchwarzDivergenceSync,
  chiSquaredDivergence,
  chiSquaredDivergenceSync,
  crossEntropy,
  crossEntropySync,
  type Estimate,
  hellingerDistance,
  hellingerDistanceSync,
  jeffreysDivergence,
  jeffreysDivergenceSync,
  jensenShannonDivergence,
  jensenShannonDivergenceSync,
  klDivergence,
  klDivergenceSync,
  renyiDivergence,
  renyiDivergenceSync,
  totalVariation,
  totalVariationSync,
  tsallisDivergence,
  tsallisDivergenceSync,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { withHole } from "../support/holes.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12 * Math.max(1, Math.abs(b));

const p = [0.2, 0.3, 0.5];
const q = [0.1, 0.6, 0.3];

/** Values by a program written for them alone, some also by SciPy; whether they have a unit. */
const CASES: readonly (readonly [string, Estimate, Promise<Estimate>, number, boolean])[] = [
  ["KL", klDivergenceSync(p, q), klDivergence(p, q), 0.18609809382700082, true],
  ["KL back", klDivergenceSync(q, p), klDivergence(q, p), 0.19332590315017542, true],
  ["cross entropy", crossEntropySync(p, q), crossEntropy(p, q), 1.2157511078915744, true],
  ["Jeffreys", jeffreysDivergenceSync(p, q), jeffreysDivergence(p, q), 0.3794239969771762, true],
  [
    "Jensen-Shannon",
    jensenShannonDivergenceSync(p, q),
    jensenShannonDivergence(p, q),
    0.0466133843198648,
    true,
  ],
  [
    "Jensen-Shannon, skewed",
    jensenShannonDivergenceSync(p, q, { weight: 0.25 }),
    jensenShannonDivergence(p, q, { weight: 0.25 }),
    0.03478282273080805,
    true,
  ],
  ["Rényi", renyiDivergenceSync(p, q, 2), renyiDivergence(p, q, 2), 0.32449604557449724, true],
  [
    "Rényi of infinite order",
    renyiDivergenceSync(p, q, Infinity),
    renyiDivergence(p, q, Infinity),
    Math.LN2,
    true,
  ],
  [
    "Tsallis",
    tsallisDivergenceSync(p, q, 3),
    tsallisDivergence(p, q, 3),
    0.6319444444444446,
    false,
  ],
  ["alpha", alphaDivergenceSync(p, q, 2), alphaDivergence(p, q, 2), 0.38333333333333336 / 2, false],
  [
    "chi-squared",
    chiSquaredDivergenceSync(p, q),
    chiSquaredDivergence(p, q),
    0.38333333333333336,
    false,
  ],
  ["Hellinger", hellingerDistanceSync(p, q), hellingerDistance(p, q), 0.216832286410535, false],
  [
    "Bhattacharyya",
    bhattacharyyaDistanceSync(p, q),
    bhattacharyyaDistance(p, q),
    0.04815741684776861,
    true,
  ],
  ["total variation", totalVariationSync(p, q), totalVariation(p, q), 0.3, false],
  [
    "Cauchy-Schwarz",
    cauchySchwarzDivergenceSync(p, q),
    cauchySchwarzDivergence(p, q),
    0.3555314332366534,
    true,
  ],
];

for (const [title, now, later, expected] of CASES) {
  test(title, async (t) => {
    t.true(near(now.value, expected), `${now.value}`);
    t.deepEqual(await later, now);
    t.deepEqual([now.estimator, now.samples, now.warnings.length], ["exact", 0, 0]);
  });
}

test("units where there is one", (t) => {
  const bits = { unit: "bits" } as const;
  t.true(near(klDivergenceSync(p, q, bits).value, 0.18609809382700082 / Math.LN2));
  t.is(hellingerDistanceSync(p, q, bits).value, hellingerDistanceSync(p, q).value);
  t.is(alphaDivergenceSync(p, q, 2, bits).value, alphaDivergenceSync(p, q, 2).value);
});

test("all kinds of lists, and weights to normalize", (t) => {
  const expected = klDivergenceSync(p, q).value;
  t.is(klDivergenceSync(Float64Array.from(p), Float64Array.from(q)).value, expected);
  t.true(near(klDivergenceSync([2, 3, 5], [1, 6, 3], { normalize: true }).value, expected));
  t.true(near(klDivergenceSync(Uint8Array.of(2, 3, 5), q, { normalize: true }).value, expected));
});

test("zeros", (t) => {
  t.is(klDivergenceSync([1, 0], [0.5, 0.5]).value, Math.LN2);
  t.is(klDivergenceSync([0.5, 0.5], [1, 0]).value, Infinity);
  t.is(jensenShannonDivergenceSync([1, 0], [0, 1]).value, Math.LN2);
  t.is(hellingerDistanceSync([1, 0], [0, 1]).value, 1);
  t.is(bhattacharyyaDistanceSync([1, 0], [0, 1]).value, Infinity);
});

const REFUSED: readonly (readonly [string, unknown, unknown, unknown, Kind, string])[] = [
  [
    "different lengths",
    [1],
    [0.5, 0.5],
    {},
    INVALID,
    "1 probabilities, as many as p has, for q but received 2",
  ],
  ["nothing", [], [], {}, OUT_OF_RANGE, "at least one probability for p but received none"],
  [
    "another sum",
    [1],
    [0.5],
    {},
    OUT_OF_RANGE,
    "probabilities whose sum is 1, up to 1e-9, for q but received a sum of 0.5",
  ],
  [
    "a negative probability",
    [1.5, -0.5],
    [1, 0],
    {},
    OUT_OF_RANGE,
    "finite numbers that are not negative for p but received -0.5 at index 1",
  ],
  [
    "zeros alone",
    [0],
    [1],
    { normalize: true },
    OUT_OF_RANGE,
    "numbers with a positive, finite sum for p but received a sum of 0",
  ],
  [
    "a missing probability",
    withHole([0.5, 0.5], 1),
    [1, 0],
    {},
    INVALID,
    "a number for p[1] but received undefined",
  ],
  ["no list", [1], 1, {}, INVALID, "an array of numbers for q but received 1"],
  [
    "a choice of words",
    [1],
    [1],
    { normalize: "yes" },
    INVALID,
    "true or false for normalize but received 'yes'",
  ],
];

for (const [title, one, other, options, kind, message] of REFUSED) {
  test(`refused: ${title}`, async (t) => {
    const given = [one as number[], other as number[], options as object] as const;
    await refused(
      t,
      { sync: () => klDivergenceSync(...given), async: () => klDivergence(...given) },
      kind,
      `Expected ${message}`,
    );
  });
}

test("refused: orders and weights", async (t) => {
  const order = "a number that is not negative for order but received -1";
  await refused(
    t,
    { sync: () => renyiDivergenceSync(p, q, -1), async: () => renyiDivergence(p, q, -1) },
    OUT_OF_RANGE,
    `Expected ${order}`,
  );
  const weight = { weight: 1 };
  await refused(
    t,
    {
      sync: () => jensenShannonDivergenceSync(p, q, weight),
      async: () => jensenShannonDivergence(p, q, weight),
    },
    OUT_OF_RANGE,
    "Expected a number between 0 and 1 for weight but received 1",
  );
});
