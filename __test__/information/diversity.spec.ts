/** Rényi and Tsallis entropies and Hill numbers. */

import test from "ava";
import * as fc from "fast-check";
import {
  entropySync,
  hillNumber,
  hillNumberSync,
  type OrderOptions,
  type Probabilities,
  renyi,
  renyiSync,
  type Source,
  tsallis,
  tsallisSync,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12 * Math.max(1, Math.abs(b));

/** Probabilities, order, Rényi and Tsallis entropy and Hill number, computed to 40 digits. */
const GOLDEN: readonly (readonly [number[], number, number, number, number])[] = [
  [[0.2, 0.3, 0.5], 0, 1.0986122886681098, 2.0, 3.0000000000000004],
  [[0.2, 0.3, 0.5], 0.5, 1.0636585111251116, 1.4040858683833433, 2.896950149831795],
  [[0.2, 0.3, 0.5], 1, 1.0296530140645737, 1.0296530140645737, 2.8000940728538315],
  [[0.2, 0.3, 0.5], 1.0000001, 1.029653007416353, 1.0296529544070891, 2.8000940542381887],
  [[0.2, 0.3, 0.5], 2, 0.9675840262617056, 0.62, 2.6315789473684212],
  [[0.2, 0.3, 0.5], 3, 0.9162907318741551, 0.42, 2.5],
  [[0.2, 0.3, 0.5], 10, 0.7694821303874791, 0.11100193668888889, 2.1586480660346505],
  [[0.2, 0.3, 0.5], Infinity, Math.LN2, 0, 2.0],
  [[0.5, 0.25, 0.25, 0.0], 0, 1.0986122886681098, 2.0, 3.0000000000000004],
  [[0.5, 0.25, 0.25, 0.0], 0.5, 1.0695999934791407, Math.SQRT2, 2.914213562373095],
  [[0.5, 0.25, 0.25, 0.0], 1, 1.0397207708399179, 1.0397207708399179, 2.82842712474619],
  [[0.5, 0.25, 0.25, 0.0], 1.0000001, 1.0397207648342552, 1.0397207107832938, 2.828427107759611],
  [[0.5, 0.25, 0.25, 0.0], 2, 0.9808292530117262, 0.625, 2.6666666666666665],
  [[0.5, 0.25, 0.25, 0.0], 3, 0.9281489951828131, 0.421875, 2.5298221281347035],
  [[0.5, 0.25, 0.25, 0.0], 10, 0.7699467317186879, 0.11100239223904079, 2.1596512098126643],
  [[0.5, 0.25, 0.25, 0.0], Infinity, Math.LN2, 0, 2.0],
];

for (const [probabilities, order, ...expected] of GOLDEN) {
  test(`order ${order} of ${probabilities.join(" ")}`, async (t) => {
    const source = { probabilities };
    const values = [
      renyiSync(source, order),
      tsallisSync(source, order),
      hillNumberSync(source, order),
    ];
    values.forEach(({ value }, i) => t.true(near(value, expected[i] as number), `${value}`));
    t.deepEqual(
      await Promise.all([renyi(source, order), tsallis(source, order), hillNumber(source, order)]),
      values,
    );
    t.is(values[0]?.samples, 0);
    const bits = renyiSync(source, order, { unit: "bits" }).value;
    t.true(near(bits, (expected[0] as number) / Math.LN2));
    t.is(hillNumberSync(source, order, { unit: "bits" }).value, values[2]?.value as number);
  });
}

test("unbiased orders of counts", (t) => {
  const source = { counts: [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2] };
  const options = { estimator: "unbiased" } as const;
  // Computed to 40 digits.
  t.true(near(renyiSync(source, 2, options).value, 2.539670735197975));
  t.true(near(tsallisSync(source, 2, options).value, 1 - 0.07889237199582028));
  t.true(near(tsallisSync(source, 2).value, 0.9106404958677686));
});

test("property: samples, counts and frequencies agree; orders decrease; 1 is Shannon's", (t) => {
  const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 });
  const some = counts.filter((list) => list.some((count) => count > 0));
  fc.assert(
    fc.property(some, fc.double({ min: 0, max: 20, noNaN: true }), (list, order) => {
      const total = list.reduce((sum, count) => sum + count);
      const sample = list.flatMap((count, symbol) => Array<number>(count).fill(symbol));
      const probabilities = list.map((count) => count / total);
      const of = (source: Source | Probabilities, q: number): number => renyiSync(source, q).value;
      t.is(of(sample, order), of({ counts: list }, order));
      t.true(Math.abs(of({ probabilities }, order) - of(sample, order)) < 1e-9);
      t.true(of(sample, order) <= of(sample, order / 2) + 1e-9);
      t.true(near(Math.exp(of(sample, order)), hillNumberSync(sample, order).value));
      t.is(of(sample, 1), entropySync(sample).value);
    }),
  );
});

const REFUSED: readonly (readonly [string, unknown, unknown, unknown, Kind, message: string])[] = [
  ["no order", [1], undefined, {}, INVALID, "a number for order but received undefined"],
  [
    "a negative order",
    [1],
    -1,
    {},
    OUT_OF_RANGE,
    "a number that is not negative for order but received -1",
  ],
  [
    "NaN as order",
    [1],
    NaN,
    {},
    OUT_OF_RANGE,
    "a number that is not negative for order but received NaN",
  ],
  [
    "an unbiased order that is not whole",
    [1, 1],
    1.5,
    { estimator: "unbiased" },
    OUT_OF_RANGE,
    "a whole number from 2 on, for the unbiased estimator, for order but received 1.5",
  ],
  [
    "an order above the number of samples",
    [1, 1],
    3,
    { estimator: "unbiased" },
    OUT_OF_RANGE,
    "at most the number of samples, 2, for the unbiased estimator, for order but received 3",
  ],
  [
    "no probabilities",
    { probabilities: [] },
    2,
    {},
    OUT_OF_RANGE,
    "at least one probability for probabilities but received none",
  ],
  [
    "a negative probability",
    { probabilities: [1.5, -0.5] },
    2,
    {},
    OUT_OF_RANGE,
    "finite numbers that are not negative for probabilities but received -0.5 at index 1",
  ],
  [
    "probabilities with another sum",
    { probabilities: [0.5, 0.25] },
    2,
    {},
    OUT_OF_RANGE,
    "probabilities whose sum is 1, up to 1e-9, for probabilities but received a sum of 0.75",
  ],
  [
    "an estimator of another kind",
    [1],
    2,
    { estimator: "nsb" },
    INVALID,
    "'maximum-likelihood' or 'unbiased' for estimator but received 'nsb'",
  ],
];

for (const [title, source, order, options, kind, message] of REFUSED) {
  test(`refused: ${title}`, async (t) => {
    const given = [source as Source, order as number, options as OrderOptions] as const;
    for (const [blocking, promising] of [
      [renyiSync, renyi],
      [hillNumberSync, hillNumber],
    ] as const) {
      await refused(
        t,
        { sync: () => blocking(...given), async: () => promising(...given) },
        kind,
        `Expected ${message}`,
      );
    }
  });
}
