import test from "ava";
import * as fc from "fast-check";
import { entropy, type EntropyOptions, entropySync, type Sample } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { withHole } from "../support/holes.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12 * Math.max(1, Math.abs(b));

/** Counts of symbols with both estimates, at 40 digits; checked against infomeasure. */
const GOLDEN: readonly (readonly [counts: number[], likelihood: number, millerMadow: number])[] = [
  [[4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], 1.9683824087283812, 2.152592935044171],
  [
    [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2],
    2.635444264608458,
    2.737716991881185,
  ],
  [[1, 1, 1, 2], 1.3321790402101223, 1.6321790402101222],
  [Array<number>(10).fill(1), Math.LN10, 2.7525850929940456],
  [[7], 0, 0],
  [[1, 1], Math.LN2, 0.9431471805599453],
  [[1, 3, 5], 0.936888307539016, 1.0479994186501271],
  [[1, 1, 1, 5, 7], 1.2634794940650305, 1.3968128273983638],
];

const sampleOf = (counts: readonly number[]): number[] =>
  counts.flatMap((count, symbol) => Array<number>(count).fill(symbol));

for (const [counts, likelihood, millerMadow] of GOLDEN) {
  test(`estimates from the counts ${counts.join(" ")}`, async (t) => {
    const sample = sampleOf(counts);
    for (const [estimator, expected] of [
      ["maximum-likelihood", likelihood],
      ["miller-madow", millerMadow],
    ] as const) {
      const estimate = entropySync(sample, { estimator });
      t.true(near(estimate.value, expected), `${estimate.value}`);
      const { warnings, ...rest } = estimate;
      t.deepEqual(rest, { value: estimate.value, unit: "nats", estimator, samples: sample.length });
      const symbols = counts.filter((count) => count > 0).length;
      const few = symbols > 1 && sample.length < 10 * symbols;
      t.deepEqual(
        warnings.map(({ code }) => code),
        few ? ["undersampled"] : [],
      );
      t.deepEqual(await entropy(sample, { estimator }), estimate);
    }
    t.deepEqual(entropySync(sample), entropySync(sample, { estimator: "maximum-likelihood" }));
  });
}

const SYMBOLS = [0, 1, 1, 2, 2, 2, 100, 100, 3, 1];

test("all kinds of samples mean the same", async (t) => {
  const expected = entropySync(SYMBOLS);
  const shared = new Uint8Array(new SharedArrayBuffer(SYMBOLS.length));
  shared.set(SYMBOLS);
  const samples: Sample[] = [
    Uint8Array.from(SYMBOLS),
    Uint8ClampedArray.from(SYMBOLS),
    Int8Array.from(SYMBOLS),
    Uint16Array.from(SYMBOLS),
    Int16Array.from(SYMBOLS),
    Uint32Array.from(SYMBOLS),
    Int32Array.from(SYMBOLS),
    Float32Array.from(SYMBOLS),
    Float64Array.from(SYMBOLS),
    Buffer.from(SYMBOLS),
    SYMBOLS.map(String),
    shared,
  ];
  for (const sample of samples) {
    t.deepEqual(entropySync(sample), expected);
    t.deepEqual(await entropy(sample), expected);
  }
});

test("equal values are one symbol: zeros of both signs, infinities, negative integers", (t) => {
  const bits = (sample: Sample): number => entropySync(sample, { unit: "bits" }).value;
  t.is(bits([0, -0]), 0);
  t.is(bits(Float32Array.of(0, -0)), 0);
  t.is(bits([Infinity, -Infinity, Infinity, -Infinity]), 1);
  t.is(bits(Int16Array.of(-1, -2, -3, -4)), 2);
  t.is(bits(Int32Array.of(-(2 ** 31), 2 ** 31 - 1)), 1);
  t.is(bits([0.1, 0.1 + Number.EPSILON]), 1);
});

test("strings are compared as they are", (t) => {
  const bits = (sample: string[]): number => entropySync(sample, { unit: "bits" }).value;
  t.is(bits(["", "a", "A", "aa"]), 2);
  t.is(bits(["é", "e\u0301"]), 1, "not normalized");
  t.is(bits(["🙂", "🙂"]), 0);
  t.is(bits(["a\0b", "a\0c"]), 1);
});

test("units", (t) => {
  const [nats, bits, hartleys] = (["nats", "bits", "hartleys"] as const).map((unit) => {
    const estimate = entropySync(
      Array.from({ length: 10 }, (_, i) => i),
      { unit },
    );
    t.is(estimate.unit, unit);
    return estimate.value;
  }) as [number, number, number];
  t.true(near(nats, Math.LN10));
  t.true(near(bits, Math.log2(10)));
  t.true(near(hartleys, 1));
});

test("what the caller changes afterwards does not matter", async (t) => {
  const sample = Uint8Array.from({ length: 100_000 }, (_, i) => i % 7);
  const plain = Array.from(sample);
  const expected = entropySync(sample);
  const calls = [entropy(sample), entropy(plain), entropy(Float64Array.from(sample))];
  sample.fill(0);
  plain.fill(0);
  for (const estimate of await Promise.all(calls)) t.is(estimate.value, expected.value);
});

test("property: between 0 and the logarithm of the number of symbols, and no order matters", (t) => {
  const symbols = fc.array(fc.integer({ min: -5, max: 300 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(symbols, (sample) => {
      const { value } = entropySync(sample);
      const distinct = new Set(sample).size;
      t.true(value >= 0 && value <= Math.log(distinct) + 1e-12);
      t.is(entropySync(sample.toSorted()).value, value);
      t.is(entropySync(Int32Array.from(sample)).value, value);
      t.is(entropySync(sample.map(String)).value, value);
      const corrected = entropySync(sample, { estimator: "miller-madow" }).value;
      t.true(near(corrected, value + (distinct - 1) / (2 * sample.length)));
    }),
  );
});

const REFUSED: readonly (readonly [title: string, sample: unknown, Kind, message: string])[] = [
  ["an empty array", [], OUT_OF_RANGE, "at least one observation for sample but received none"],
  [
    "an empty typed array",
    new Uint8Array(),
    OUT_OF_RANGE,
    "at least one observation for sample but received none",
  ],
  [
    "NaN",
    [1, 2, Number.NaN, Number.NaN],
    INVALID,
    "values without NaN for sample but received NaN at index 2",
  ],
  [
    "NaN in single precision",
    Float32Array.of(1, Number.NaN),
    INVALID,
    "values without NaN for sample but received NaN at index 1",
  ],
  ["a string among numbers", [1, 2, "3"], INVALID, "a number for sample[2] but received '3'"],
  ["a number among strings", ["1", "2", 3], INVALID, "a string for sample[2] but received 3"],
  [
    "a missing number",
    withHole([1, 2, 3], 1),
    INVALID,
    "a number for sample[1] but received undefined",
  ],
  [
    "a missing string",
    withHole(["a", "b", "c"], 1),
    INVALID,
    "a string for sample[1] but received undefined",
  ],
  ["booleans", [true, false], INVALID, "a number for sample[0] but received true"],
  ["null", [null], INVALID, "a number for sample[0] but received null"],
  [
    "big integers",
    BigUint64Array.of(1n),
    INVALID,
    "an array of numbers or strings, or an object with counts or countOfCounts for sample but received BigUint64Array of 8 bytes",
  ],
  [
    "a DataView",
    new DataView(new ArrayBuffer(2)),
    INVALID,
    "an array of numbers or strings, or an object with counts or countOfCounts for sample but received DataView of 2 bytes",
  ],
  [
    "a string",
    "abc",
    INVALID,
    "an array of numbers or strings, or an object with counts or countOfCounts for sample but received 'abc'",
  ],
  [
    "a set",
    new Set([1]),
    INVALID,
    "an array of numbers or strings, or an object with counts or countOfCounts for sample but received an object of class Set",
  ],
  [
    "nothing",
    undefined,
    INVALID,
    "an array of numbers or strings, or an object with counts or countOfCounts for sample but received undefined",
  ],
];

for (const [title, sample, kind, message] of REFUSED) {
  test(`refused: ${title}`, async (t) => {
    await refused(
      t,
      { sync: () => entropySync(sample as Sample), async: () => entropy(sample as Sample) },
      kind,
      `Expected ${message}`,
    );
  });
}

test("refused: a sample whose buffer was given away", async (t) => {
  const sample = Uint8Array.of(1, 2);
  structuredClone(sample.buffer, { transfer: [sample.buffer] });
  await refused(
    t,
    { sync: () => entropySync(sample), async: () => entropy(sample) },
    OUT_OF_RANGE,
    "Expected at least one observation for sample but received none",
  );
});

test("refused: options of the wrong kind", async (t) => {
  const refuse = (options: unknown, message: string): Promise<void> =>
    refused(
      t,
      {
        sync: () => entropySync([1], options as EntropyOptions),
        async: () => entropy([1], options as EntropyOptions),
      },
      INVALID,
      `Expected ${message}`,
    );
  await refuse(
    { estimator: "ml" },
    "'maximum-likelihood' or 'miller-madow' or 'jackknife' or 'grassberger-1988' or " +
      "'grassberger-2003' or 'zhang' or 'horvitz-thompson' or 'chao-shen' or 'chao-wang-jost' or " +
      "'james-stein' or 'dirichlet-plug-in' or 'dirichlet-mean' or 'nsb' or 'ansb' or 'bonachela' or " +
      "'auto' for estimator but received 'ml'",
  );
  await refuse({ unit: "bit" }, "'nats' or 'bits' or 'hartleys' for unit but received 'bit'");
  await refuse(null, "an object for options but received null");
  await refuse("bits", "an object for options but received 'bits'");
});
