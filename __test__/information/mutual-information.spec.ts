import test from "ava";
import * as fc from "fast-check";
import {
  type Matrix,
  mutualInformation,
  type MutualInformationOptions,
  mutualInformationSync,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";
import { withHole } from "../support/holes.ts";
import { Minstd, uniformMatrix } from "../support/random.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12 * Math.max(1, Math.abs(b));

// Golden values: a program written for them alone, infomeasure 0.6.3 and, with one column each,
// scikit-learn 1.9.1 gave the same numbers. The data are made by exact arithmetic; the tests compare
// some of them first.

/** 50 rows of x, y = 0.6 x + 0.4 v and w, where x, v and w are uniform. */
const G50 = (() => {
  const random = new Minstd(1);
  const rows = Array.from({ length: 50 }, () => {
    const [u, v, w] = [random.uniform(), random.uniform(), random.uniform()];
    return [u, 0.6 * u + 0.4 * v, w] as const;
  });
  return {
    x: rows.map(([x]) => x),
    y: rows.map(([, y]) => y),
    z: rows.map(([, , z]) => z),
    xz: rows.map(([x, , z]) => [x, z]),
  };
})();

/** 300 rows of six independent, nearly normal numbers, row by row. */
const IH300 = (() => {
  const random = new Minstd(12345);
  return Array.from({ length: 300 }, () => Array.from({ length: 6 }, () => random.normal())) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ][];
})();
const a = IH300.map((row) => row[0]);
const b = IH300.map((row) => 0.6 * row[0] + 0.8 * row[1]);
const A2 = IH300.map((row) => [row[0], row[1]]);
const B2 = IH300.map((row) => [0.5 * row[0] + row[2], 0.5 * row[1] + row[3]]);

test("the data of the golden values are those", (t) => {
  t.deepEqual(
    [G50.x[0], G50.y[0], G50.z[0], G50.x[49], G50.y[49], G50.z[49]],
    [
      2.2477936010098986e-5, 0.034026466419001325, 0.6013526053174179, 0.5599189393967012,
      0.6748008109046151, 0.5041725144275336,
    ],
  );
  t.is(a[0], 0.2843867429925071);
  t.is(b[0], -1.25813422410662);
  t.deepEqual(B2[0], [2.129204139173592, -1.4573462300269613]);
});

type Golden = readonly [title: string, x: Matrix | number[], y: number[] | Matrix, values: object];

const GOLDEN: readonly Golden[] = [
  [
    "1 x 1 of 50",
    G50.x,
    G50.y,
    { 1: 0.9557145513386385, 3: 0.6950961336607852, 4: 0.656784627687211, 10: 0.43266380880452304 },
  ],
  [
    "2 x 1 of 50",
    G50.xz,
    G50.y,
    {
      1: 0.6008010120870254,
      3: 0.5467571954260442,
      4: 0.5418740880385379,
      10: 0.36404403088967596,
    },
  ],
  [
    "1 x 1 of 300",
    a,
    b,
    {
      1: 0.3272300806692771,
      3: 0.24033657216847734,
      4: 0.2278291170345016,
      10: 0.2534639615519638,
    },
  ],
  [
    "2 x 2 of 300",
    A2,
    B2,
    {
      1: 0.29926239977254326,
      3: 0.2393910917771287,
      4: 0.2650490940440285,
      10: 0.2275559110632759,
    },
  ],
];

for (const [title, x, y, values] of GOLDEN) {
  for (const [k, expected] of Object.entries(values) as [string, number][]) {
    test(`ksg1: ${title}, k = ${k}`, async (t) => {
      const estimate = mutualInformationSync(x, y, { k: Number(k) });
      t.true(near(estimate.value, expected), `${estimate.value}`);
      t.deepEqual(await mutualInformation(x, y, { k: Number(k) }), estimate);
    });
  }
}

test("contributions of the samples, where they are asked for", async (t) => {
  const estimate = mutualInformationSync(a, b, { local: true });
  const { local = t.fail() } = estimate;
  t.true(local instanceof Float64Array);
  const expected = [
    -1.070345547840601, -0.06387282622385682, -0.41724280777588696, 0.7920383671817306,
    -0.6099190615023278, 0.7615640672583655,
  ];
  expected.forEach((value, i) => t.true(near(local[i] as number, value)));
  t.is(local.length, 300);
  t.true(near(local.reduce((sum, value) => sum + value) / 300, estimate.value));
  t.deepEqual(await mutualInformation(a, b, { local: true }), estimate);

  const inBits = mutualInformationSync(a, b, { local: true, unit: "bits" });
  t.true(near(inBits.local?.[0] as number, (expected[0] as number) / Math.LN2));
});

test("what is left out has its default, and the result its form", (t) => {
  const estimate = mutualInformationSync(a, b);
  t.deepEqual(estimate, {
    value: estimate.value,
    unit: "nats",
    estimator: "ksg1",
    samples: 300,
    warnings: [],
  });
  const explicit = {
    estimator: "ksg1",
    k: 3,
    local: false,
    unit: "nats",
    jitter: undefined,
  } as const;
  t.deepEqual(mutualInformationSync(a, b, explicit), estimate);
});

test("bits and hartleys are nats in other words", (t) => {
  const nats = mutualInformationSync(a, b).value;
  t.true(near(mutualInformationSync(a, b, { unit: "bits" }).value, nats / Math.LN2));
  t.true(near(mutualInformationSync(a, b, { unit: "hartleys" }).value, nats / Math.LN10));
});

test("all forms of a variable mean the same; single precision is widened", async (t) => {
  const single = Float32Array.from(a);
  const double = Float64Array.from(single);
  const expected = mutualInformationSync(double, b);
  const shared = new Float32Array(new SharedArrayBuffer(single.byteLength));
  shared.set(single);
  for (const x of [
    single,
    shared,
    Array.from(double),
    Array.from(double, (value) => [value]),
    { data: single, rows: 300, columns: 1 },
    { data: double, shape: [300, 1] },
  ] as const) {
    t.deepEqual(mutualInformationSync(x, b), expected);
    t.deepEqual(await mutualInformation(x, b), expected);
  }
});

test("what the caller changes afterwards does not matter", async (t) => {
  const [x, y] = [uniformMatrix(2000, 2, 1), uniformMatrix(2000, 1, 2)];
  const expected = mutualInformationSync(x, y);
  const call = mutualInformation(x, y);
  x.data.fill(0);
  y.data.fill(0);
  t.deepEqual(await call, expected);
});

test("data that repeat are warned about, and constant ones", (t) => {
  const codes = (x: number[], y: number[], options?: MutualInformationOptions): string[] =>
    mutualInformationSync(x, y, options).warnings.map(({ code }) => code);
  const rounded = Array.from({ length: 200 }, (_, i) => i % 7);
  t.true(codes(rounded, rounded).includes("ties"));
  t.false(codes(rounded, rounded, { jitter: { scale: 1e-3 } }).includes("ties"));
  t.true(codes(Array<number>(20).fill(1), a.slice(0, 20)).includes("constant"));
  for (const { message } of mutualInformationSync(rounded, rounded).warnings) {
    t.true(message.length > 10);
  }
});

test("jitter is seeded: equal seeds give equal estimates, and 0 is the default", (t) => {
  const rounded = b.map((value) => Math.round(value * 4) / 4);
  const value = (seed?: number): number =>
    mutualInformationSync(a, rounded, { jitter: { scale: 0.01, seed } }).value;
  t.is(value(), value(0));
  t.is(value(7), value(7));
  t.not(value(7), value(8));
});

test("property: the estimate is the same for x and y exchanged, and for samples in any order", (t) => {
  const pair = fc.tuple(
    fc.double({ noNaN: true, min: -9, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
  );
  const pairs = fc.array(pair, { minLength: 5, maxLength: 120 });
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 4 }), (rows, k) => {
      const [x, y] = [rows.map((row) => row[0]), rows.map((row) => row[1])];
      const { value } = mutualInformationSync(x, y, { k });
      t.true(near(mutualInformationSync(y, x, { k }).value, value));
      const reversed = mutualInformationSync(x.toReversed(), y.toReversed(), { k });
      t.true(near(reversed.value, value));
    }),
  );
});

const twins = (...parameters: unknown[]): Twins => ({
  sync: () => (mutualInformationSync as (...all: unknown[]) => unknown)(...parameters),
  async: () => (mutualInformation as (...all: unknown[]) => Promise<unknown>)(...parameters),
});

const five = [1, 2, 4, 3, 5];

test("refused: samples that do not belong together", async (t) => {
  await refused(
    t,
    twins(five, five.slice(1)),
    INVALID,
    "Expected 5 rows, as many as x has for y but received 4",
  );
});

test("refused: NaN and infinities, the first one is named", async (t) => {
  await refused(
    t,
    twins(five, [1, 2, Number.NaN, Infinity, 5]),
    INVALID,
    "Expected finite numbers for y but received NaN at index 2",
  );
  await refused(
    t,
    twins(Float32Array.of(1, -Infinity, 2, 3, 4), five),
    INVALID,
    "Expected finite numbers for x but received -Infinity at index 1",
  );
});

test("refused: empty samples", async (t) => {
  await refused(
    t,
    twins([], []),
    INVALID,
    "Expected at least one row for x but received an array of length 0",
  );
  await refused(
    t,
    twins(new Float64Array(), new Float64Array()),
    INVALID,
    "Expected at least one sample for x but received Float64Array of 0 bytes",
  );
});

test("refused: k that is no number of neighbours", async (t) => {
  for (const k of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) {
    await refused(
      t,
      twins(five, five, { k }),
      OUT_OF_RANGE,
      `Expected an integer from 1 to 4294967295 for k but received ${k}`,
    );
  }
  for (const k of [5, 6, 1000]) {
    const message = new RegExp(`^Expected an integer from 1 to 4, .* but received ${k}$`);
    t.throws(() => mutualInformationSync(five, five, { k }), { ...OUT_OF_RANGE, message } as never);
    await t.throwsAsync(mutualInformation(five, five, { k }), {
      ...OUT_OF_RANGE,
      message,
    } as never);
  }
  t.notThrows(() => mutualInformationSync(five, five, { k: 4 }));
});

test("refused: strings among numbers, missing numbers, other kinds of arrays", async (t) => {
  await refused(
    t,
    twins(five, [1, "2", 3, 4, 5]),
    INVALID,
    "Expected a number for y[1] but received '2'",
  );
  await refused(
    t,
    twins(withHole(five, 1), five),
    INVALID,
    "Expected a number for x[1] but received undefined",
  );
  await refused(
    t,
    twins(Int32Array.from(five), five, { estimator: "ksg1" }),
    INVALID,
    "Expected a Float32Array or Float64Array for x but received Int32Array of 20 bytes",
  );
  await refused(t, twins("12345", five), INVALID, "Expected an object for x but received '12345'");
});

test("refused: options of the wrong kind", async (t) => {
  const refuse = (options: unknown, kind: typeof INVALID, message: string): Promise<void> =>
    refused(t, twins(five, five, options), kind, `Expected ${message}`);
  t.throws(() => mutualInformationSync(five, five, { estimator: "ksg3" as "ksg1" }), {
    message: /^Expected 'ksg1' or 'gaussian' or .* 'auto' for estimator but received 'ksg3'$/,
  });
  await refuse({ local: 1 }, INVALID, "true or false for local but received 1");
  await refuse({ unit: "" }, INVALID, "'nats' or 'bits' or 'hartleys' for unit but received ''");
  for (const jitter of [null, 0, true]) {
    await refuse({ jitter }, INVALID, `an object for jitter but received ${jitter}`);
  }
  await refuse(
    { jitter: { scale: 0 } },
    OUT_OF_RANGE,
    "a positive number for jitter.scale but received 0",
  );
  await refuse(
    { jitter: { scale: 1, seed: -1 } },
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for jitter.seed but received -1",
  );
  await refuse([], INVALID, "an object for options but received an array of length 0");
});
