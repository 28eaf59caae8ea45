import test from "ava";
import * as fc from "fast-check";
import { type DenseOptions, MarkovChain, type Matrix } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, throws } from "../support/errors.ts";

const near = (a: number, b: number, tolerance = 1e-9): boolean => Math.abs(a - b) <= tolerance;

// Golden values: a plain program in double precision with exactly rounded sums, checked against a
// second implementation by dense sums over the axes.

/** Two binary coordinates; coordinate 0 is the slow one. */
const BINARY = [
  [0.1503, 0.1741, 0.431, 0.2446],
  [0.4016, 0.3523, 0.0777, 0.1684],
  [0.3664, 0.3366, 0.1624, 0.1346],
  [0.2617, 0.1164, 0.2036, 0.4183],
];
const LAW = [0.28728878962284, 0.24009775613274, 0.22925582334145, 0.24335763090297];
const RATES: readonly (readonly [subset: number[], entropyRate: number])[] = [
  [[], 0],
  [[0], 0.69152204228338],
  [[1], 0.68891932096489],
  [[0, 1], 1.2801355507103],
];

/** A cycle through four states, which knows its next state. */
const CYCLE = [
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
  [1, 0, 0, 0],
];

/** Curie-Weiss with four spins, inverse temperature 0.1, field 1, coupling decay 0.5. */
const SPIN_RATES: readonly (readonly [subset: number[], entropyRate: number])[] = [
  [[], 0],
  [[0], 0.5178476044842],
  [[1], 0.50884270679872],
  [[0, 1], 0.9626120896585],
  [[0, 2], 0.96681151858874],
  [[0, 3], 0.97509361646913],
  [[1, 2], 0.95605026652935],
  [[0, 1, 2], 1.3223788255028],
  [[0, 1, 3], 1.3334729907026],
  [[0, 1, 2, 3], 1.5073211183683],
];

test("from a transition matrix: stationary law and entropy rates", (t) => {
  const chain = MarkovChain.fromDenseSync(BINARY, { shape: [2, 2] });
  t.deepEqual(chain.shape, [2, 2]);
  t.is(chain.dimension, 2);
  const law = chain.stationary();
  t.true(law instanceof Float64Array);
  LAW.forEach((probability, state) => t.true(near(law[state] as number, probability)));
  for (const [subset, rate] of RATES) t.true(near(chain.entropyRate(subset), rate), `${subset}`);
  t.is(chain.entropyRate(), chain.entropyRate([0, 1]));
});

test("coordinates of more than two values", (t) => {
  const chain = MarkovChain.fromDenseSync(BINARY, { shape: [4] });
  t.is(chain.dimension, 1);
  t.true(near(chain.entropyRate(), 1.2801355507103));
});

test("a periodic chain is taken, and one that knows its next state has the rate 0", (t) => {
  const chain = MarkovChain.fromDenseSync(CYCLE, { shape: [2, 2] });
  t.deepEqual(Array.from(chain.stationary()), [0.25, 0.25, 0.25, 0.25]);
  t.true(near(chain.entropyRate(), 0));
  // Coordinate 0 alone forgets how long it has been where it is; coordinate 1 alternates.
  t.true(near(chain.entropyRate([0]), Math.LN2));
  t.true(near(chain.entropyRate([1]), 0));
});

test("Curie-Weiss: stationary law and entropy rates", (t) => {
  const chain = MarkovChain.curieWeissSync({
    dimension: 4,
    inverseTemperature: 0.1,
    field: 1,
    couplingDecay: 0.5,
  });
  t.deepEqual(chain.shape, [2, 2, 2, 2]);
  t.true(near(chain.stationary()[0] as number, 0.061332731125849));
  t.true(near(chain.stationary()[15] as number, 0.1364985033768));
  for (const [subset, rate] of SPIN_RATES) {
    t.true(near(chain.entropyRate(subset), rate), `${subset}`);
  }
});

test("without field and with a coupling decay of a half, unless they are given", (t) => {
  const base = { dimension: 5, inverseTemperature: 0.3 };
  const rate = (options: object): number =>
    MarkovChain.curieWeissSync({ ...base, ...options }).entropyRate();
  t.is(rate({}), rate({ field: 0, couplingDecay: 0.5 }));
  t.not(rate({}), rate({ field: 0.5 }));
  t.not(rate({}), rate({ couplingDecay: 0.4 }));
});

test("all forms of the transition matrix mean the same", async (t) => {
  const expected = MarkovChain.fromDenseSync(BINARY, { shape: [2, 2] });
  const data = Float64Array.from(BINARY.flat());
  const shared = new Float64Array(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  const options = { shape: [2, 2] };
  for (const matrix of [
    data,
    shared,
    { data, rows: 4, columns: 4 },
    { data, shape: [4, 4] },
    BINARY.map((row) => Float64Array.from(row)),
  ] as const) {
    const chains = [
      MarkovChain.fromDenseSync(matrix, options),
      await MarkovChain.fromDense(matrix, options),
    ];
    for (const chain of chains) {
      t.deepEqual(chain.stationary(), expected.stationary());
      t.is(chain.entropyRate(), expected.entropyRate());
      t.deepEqual(chain.shape, [2, 2]);
    }
  }
  const halves = Float32Array.of(0.25, 0.75, 0.5, 0.5);
  const single = MarkovChain.fromDenseSync(halves, { shape: [2] });
  const double = MarkovChain.fromDenseSync(Float64Array.from(halves), { shape: [2] });
  t.is(single.entropyRate(), double.entropyRate());
});

test("both forms of Curie-Weiss agree exactly", async (t) => {
  const options = { dimension: 6, inverseTemperature: 0.2, field: -0.5 };
  const [sync, async] = [
    MarkovChain.curieWeissSync(options),
    await MarkovChain.curieWeiss(options),
  ];
  t.deepEqual(async.stationary(), sync.stationary());
  t.is(async.entropyRate([1, 4]), sync.entropyRate([1, 4]));
  t.is(async.bytes, sync.bytes);
});

test("a known stationary law settles a chain that has several", (t) => {
  const identity = [
    [1, 0],
    [0, 1],
  ];
  for (const stationary of [[0.25, 0.75], Float64Array.of(0.25, 0.75)]) {
    const chain = MarkovChain.fromDenseSync(identity, { shape: [2], stationary });
    t.deepEqual(Array.from(chain.stationary()), [0.25, 0.75]);
    t.true(near(chain.entropyRate(), 0));
  }
});

test("the stationary law is a copy, and the shape cannot be changed", (t) => {
  const chain = MarkovChain.fromDenseSync(BINARY, { shape: [2, 2] });
  chain.stationary().fill(0);
  t.true(near(chain.stationary()[0] as number, LAW[0] as number));
  t.throws(() => (chain.shape as number[]).push(2), { instanceOf: TypeError });
});

test("what the caller changes afterwards does not matter", async (t) => {
  const transition = Float64Array.from(BINARY.flat());
  const [shape, stationary] = [[2, 2], Float64Array.from(LAW)];
  const calls = [
    MarkovChain.fromDense(transition, { shape }),
    MarkovChain.fromDense(transition, { shape, stationary }),
  ];
  transition.fill(0);
  shape.pop();
  stationary.fill(0);
  for (const chain of await Promise.all(calls)) {
    t.deepEqual(chain.shape, [2, 2]);
    t.true(near(chain.entropyRate(), 1.2801355507103));
  }
});

test("property: the entropy rate of coordinates does not depend on their order or form", (t) => {
  const chain = MarkovChain.curieWeissSync({ dimension: 7, inverseTemperature: 0.2, field: 0.3 });
  const subsets = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6]);
  fc.assert(
    fc.property(subsets, (subset) => {
      const rate = chain.entropyRate(subset);
      t.is(chain.entropyRate(subset.toSorted()), rate);
      t.is(chain.entropyRate(Uint8Array.from(subset)), rate);
      t.true(rate >= 0 && rate <= subset.length * Math.LN2 + 1e-12);
    }),
  );
});

const fromDense = (transition: unknown, options: unknown) => {
  const [matrix, all] = [transition as Matrix, options as DenseOptions];
  return {
    sync: () => MarkovChain.fromDenseSync(matrix, all),
    async: () => MarkovChain.fromDense(matrix, all),
  };
};

const HALVES = [
  [0.5, 0.5],
  [0.5, 0.5],
];

test("refused: matrices that do not fit the shape", async (t) => {
  await refused(
    t,
    fromDense(HALVES, { shape: [3] }),
    INVALID,
    "Expected 3 rows and columns, one for each state of options.shape, for transition but received 2 rows and 2 columns",
  );
  await refused(
    t,
    fromDense({ data: new Float64Array(6), rows: 2, columns: 3 }, { shape: [2] }),
    INVALID,
    "Expected 2 rows and columns, one for each state of options.shape, for transition but received 2 rows and 3 columns",
  );
  await refused(
    t,
    fromDense(new Float64Array(5), { shape: [2] }),
    INVALID,
    "Expected 2 x 2 = 4 numbers for transition.data but received 5 numbers",
  );
  await refused(
    t,
    fromDense([], { shape: [2] }),
    INVALID,
    "Expected at least one row for transition but received an array of length 0",
  );
});

test("refused: shapes that are none", async (t) => {
  const expected = "Expected an array with the size of each coordinate for shape";
  await refused(t, fromDense(HALVES, {}), INVALID, `${expected} but received undefined`);
  await refused(
    t,
    fromDense(HALVES, { shape: [] }),
    INVALID,
    `${expected} but received an array of length 0`,
  );
  await refused(t, fromDense(HALVES, { shape: 2 }), INVALID, `${expected} but received 2`);
  const size = "Expected an integer from 1 to 4294967295 for shape";
  await refused(t, fromDense(HALVES, { shape: [2, "1"] }), INVALID, `${size}[1] but received '1'`);
  for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) {
    await refused(
      t,
      fromDense(HALVES, { shape: [wrong] }),
      OUT_OF_RANGE,
      `${size}[0] but received ${wrong}`,
    );
  }
  await refused(
    t,
    fromDense(HALVES, undefined),
    INVALID,
    "Expected an object for options but received undefined",
  );
});

test("refused: numbers that are no transition probabilities", async (t) => {
  const refuse = (numbers: number[], kind: typeof INVALID, message: string): Promise<void> =>
    refused(t, fromDense(Float64Array.from(numbers), { shape: [2] }), kind, message);
  await refuse(
    [0.5, 0.5, Number.NaN, 0.5],
    INVALID,
    "Expected finite numbers for transition but received NaN at index 2",
  );
  await refuse(
    [0.5, Infinity, Number.NaN, 0.5],
    INVALID,
    "Expected finite numbers for transition but received Infinity at index 1",
  );
  await refuse(
    [0.5, 0.5, 1.5, -0.5],
    OUT_OF_RANGE,
    "Expected probabilities for transition but received -0.5 at index 3",
  );
  await refuse(
    [0.5, 0.5, 0.5, 0.25],
    INVALID,
    "Expected rows that sum to 1 for transition but received 0.75 as the sum of row 1",
  );
});

test("refused: several recurrent classes without a law", async (t) => {
  const message = /^Expected a chain with one recurrent class, or a stationary law, for transition/;
  const { sync, async } = fromDense(Float64Array.of(1, 0, 0, 1), { shape: [2] });
  t.throws(sync, { ...INVALID, message } as never);
  await t.throwsAsync(async, { ...INVALID, message } as never);
});

test("refused: laws that are not stationary, or no laws", async (t) => {
  const withLaw = (stationary: unknown): Parameters<typeof refused>[1] =>
    fromDense(HALVES, { shape: [2], stationary });
  await refused(
    t,
    withLaw("uniform"),
    INVALID,
    "Expected an array of probabilities for stationary but received 'uniform'",
  );
  await refused(
    t,
    withLaw([0.5, Number.NaN]),
    INVALID,
    "Expected finite numbers for stationary but received NaN at index 1",
  );
  for (const [law, message] of [
    [[0.25, 0.75], /^Expected a law that transition leaves as it is for .*stationary/],
    [[1], /^Expected 2 values, one per state, for .*stationary but received 1$/],
    [
      Float64Array.of(0.5, Number.NaN),
      /^Expected finite numbers for .*stationary but received NaN at index 1$/,
    ],
  ] as const) {
    const { sync, async } = withLaw(law);
    t.throws(sync, { ...INVALID, message } as never);
    await t.throwsAsync(async, { ...INVALID, message } as never);
  }
});

test("refused: Curie-Weiss parameters outside their range", async (t) => {
  const good = { dimension: 3, inverseTemperature: 1 };
  const curieWeiss = (options: unknown): Parameters<typeof refused>[1] => ({
    sync: () => MarkovChain.curieWeissSync(options as typeof good),
    async: () => MarkovChain.curieWeiss(options as typeof good),
  });
  for (const dimension of [0, 25, 1.5, Number.NaN, -1, 2 ** 32 + 1]) {
    await refused(
      t,
      curieWeiss({ ...good, dimension }),
      OUT_OF_RANGE,
      `Expected an integer from 1 to 24 for dimension but received ${dimension}`,
    );
  }
  for (const name of ["inverseTemperature", "field", "couplingDecay"]) {
    await refused(
      t,
      curieWeiss({ ...good, [name]: Infinity }),
      OUT_OF_RANGE,
      `Expected a finite number for ${name} but received Infinity`,
    );
    await refused(
      t,
      curieWeiss({ ...good, [name]: "1" }),
      INVALID,
      `Expected a finite number for ${name} but received '1'`,
    );
  }
  for (const [name, value] of [
    ["inverseTemperature", -1],
    ["couplingDecay", -0.1],
    ["couplingDecay", 1.1],
  ] as const) {
    const { sync, async } = curieWeiss({ ...good, [name]: value });
    const message = new RegExp(`^Expected .* for .*${name} but received ${value}$`);
    t.throws(sync, { ...OUT_OF_RANGE, message } as never);
    await t.throwsAsync(async, { ...OUT_OF_RANGE, message } as never);
  }
  await refused(
    t,
    curieWeiss(undefined),
    INVALID,
    "Expected an object for options but received undefined",
  );
});

test("refused: coordinates that do not exist or come twice", (t) => {
  const chain = MarkovChain.curieWeissSync({ dimension: 3, inverseTemperature: 1 });
  const rate = (subset: unknown) => () => chain.entropyRate(subset as number[]);
  for (const coordinate of [3, -1, 0.5, Number.NaN, 2 ** 32]) {
    throws(
      t,
      rate([0, coordinate]),
      OUT_OF_RANGE,
      `Expected an integer from 0 to 2 for subset[1] but received ${coordinate}`,
    );
  }
  throws(t, rate([1, 1]), INVALID, "Expected distinct indices for subset but received 1 twice");
  throws(t, rate(["0"]), INVALID, "Expected an integer from 0 to 2 for subset[0] but received '0'");
  throws(t, rate("01"), INVALID, "Expected an array of indices for subset but received '01'");
  throws(t, rate(null), INVALID, "Expected an array of indices for subset but received null");
});
