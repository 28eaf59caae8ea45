import test from "ava";
import { MarkovChain, selectCoordinates, selectCoordinatesSync } from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";

const near = (a: number, b: number, tolerance = 1e-7): boolean => Math.abs(a - b) <= tolerance;

/** Curie-Weiss with ten spins. */
const chain = MarkovChain.curieWeissSync({
  dimension: 10,
  inverseTemperature: 0.1,
  field: 1,
  couplingDecay: 0.5,
});

// Golden values: a plain program in double precision that enumerates all subsets, checked against a
// second implementation.

/** The order in which greedy selects the coordinates. */
const ORDER = [0, 9, 1, 8, 4, 6, 2, 7, 3, 5];
/** The entropy rate after each of them. */
const VALUES = [
  0.290851, 0.5737141, 0.8393313, 1.0957022, 1.3395304, 1.5709755, 1.7875713, 1.9850049, 2.157927,
  2.2910917,
];
/** The best value of each cardinality. */
const OPTIMA = VALUES.with(5, 1.5712151).with(7, 1.9853513);
/** The best subsets where greedy misses them. */
const BEST: Readonly<Record<number, number[]>> = {
  6: [0, 1, 3, 6, 8, 9],
  8: [0, 1, 2, 4, 5, 7, 8, 9],
};

for (let cardinality = 1; cardinality <= 10; cardinality++) {
  test(`Curie-Weiss with ten spins: ${cardinality} of them`, (t) => {
    const selection = selectCoordinatesSync(chain, { objective: "entropy-rate", cardinality });
    const { coordinates, values, gains, value, optimum } = selection;
    t.deepEqual(Array.from(coordinates), ORDER.slice(0, cardinality));
    values.forEach((actual, i) => t.true(near(actual, VALUES[i] as number), `${actual}`));
    gains.forEach((gain, i) => {
      t.true(near(gain, (values[i] as number) - (values[i - 1] ?? 0), 1e-12));
    });
    t.is(value, values.at(-1) as number);
    t.true(near(value, chain.entropyRate(coordinates), 1e-12));

    t.true(near(optimum?.value as number, OPTIMA[cardinality - 1] as number));
    t.deepEqual(
      Array.from(optimum?.coordinates ?? []),
      BEST[cardinality] ?? ORDER.slice(0, cardinality).toSorted(),
    );
  });
}

test("a selection has the documented form", (t) => {
  const selection = selectCoordinatesSync(chain, { objective: "entropy-rate", cardinality: 3 });
  t.true(selection.coordinates instanceof Uint32Array);
  t.true(selection.gains instanceof Float64Array);
  t.true(selection.values instanceof Float64Array);
  t.true(Number.isInteger(selection.evaluations) && selection.evaluations > 0);
  t.true(selection.reason.length > 20);
});

test("a certificate holds against the optimum", (t) => {
  const small = MarkovChain.curieWeissSync({ dimension: 4, inverseTemperature: 0.1, field: 1 });
  for (let cardinality = 1; cardinality <= 4; cardinality++) {
    const selection = selectCoordinatesSync(small, { objective: "entropy-rate", cardinality });
    const { certificate, optimum, value } = selection;
    if (certificate === null) continue;
    t.true(certificate.upperBound >= (optimum?.value as number) - 1e-9);
    t.true(near(certificate.ratio, value / certificate.upperBound, 1e-12));
    t.true(certificate.ratio >= certificate.guarantee - 1e-9);
  }
});

test("an entropy rate that is not submodular gets no certificate", (t) => {
  // A cycle through four states: coordinate 0 alone has the rate ln 2, both together have 0.
  const cycle = MarkovChain.fromDenseSync(
    [
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ],
    { shape: [2, 2] },
  );
  const selection = selectCoordinatesSync(cycle, { objective: "entropy-rate", cardinality: 2 });
  t.is(selection.certificate, null);
  t.deepEqual(Array.from(selection.coordinates), [0, 1]);
  t.true(near(selection.gains[1] as number, -Math.LN2));
  t.true(near(selection.value, 0));
});

test("equal gains go to the smallest coordinate", (t) => {
  // Independent fair coins: every coordinate is worth ln 2.
  const coins = MarkovChain.curieWeissSync({ dimension: 6, inverseTemperature: 0 });
  const { coordinates } = selectCoordinatesSync(coins, {
    objective: "entropy-rate",
    cardinality: 1,
  });
  t.deepEqual(Array.from(coordinates), [0]);
});

test("large chains are not enumerated", (t) => {
  const large = MarkovChain.curieWeissSync({ dimension: 14, inverseTemperature: 0.1 });
  const selection = selectCoordinatesSync(large, { objective: "entropy-rate", cardinality: 2 });
  t.is(selection.certificate, null);
  t.is(selection.coordinates.length, 2);
});

test("both forms agree exactly", async (t) => {
  for (const cardinality of [1, 6, 10]) {
    const options = { objective: "entropy-rate", cardinality } as const;
    t.deepEqual(await selectCoordinates(chain, options), selectCoordinatesSync(chain, options));
  }
});

const twins = (subject: unknown, options: unknown): Twins => ({
  sync: () => selectCoordinatesSync(subject as never, options as never),
  async: () => selectCoordinates(subject as never, options as never),
});

for (const cardinality of [0, 11, -1, 2.5, Number.NaN, 2 ** 32 + 1]) {
  test(`refused: cardinality ${cardinality} of 10 coordinates`, async (t) => {
    await refused(
      t,
      twins(chain, { objective: "entropy-rate", cardinality }),
      OUT_OF_RANGE,
      `Expected an integer from 1 to 10 for options.cardinality but received ${cardinality}`,
    );
  });
}

test("refused: what is no chain, no objective or no options", async (t) => {
  const options = { objective: "entropy-rate", cardinality: 1 };
  await refused(
    t,
    twins({}, options),
    INVALID,
    "Expected a MarkovChain for chain but received an object of class Object",
  );
  await refused(
    t,
    twins(MarkovChain.curieWeiss({ dimension: 2, inverseTemperature: 1 }), options),
    INVALID,
    "Expected a MarkovChain for chain but received a Promise (is an await missing?)",
  );
  await refused(
    t,
    twins(chain, { ...options, objective: "entropy" }),
    INVALID,
    "Expected 'entropy-rate' for options.objective but received 'entropy'",
  );
  await refused(
    t,
    twins(chain, { objective: "entropy-rate", cardinality: "2" }),
    INVALID,
    "Expected an integer from 1 to 10 for options.cardinality but received '2'",
  );
  await refused(
    t,
    twins(chain, undefined),
    INVALID,
    "Expected an object for options but received undefined",
  );
});
