import test from "ava";
import { readFileSync } from "node:fs";
import {
  type CoordinateSelection,
  type Goal,
  MarkovChain,
  type MarkovObjective,
  selectCoordinates,
  selectCoordinatesSync,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused, type Twins } from "../support/errors.ts";

const near = (a: number, b: number, tolerance = 1e-9): boolean => Math.abs(a - b) <= tolerance;

/** What greedy selects and what is best, for each cardinality; the file tells the source. */
interface Golden {
  readonly objective: MarkovObjective;
  readonly goal: Goal;
  readonly order: readonly number[];
  readonly values: readonly number[];
  readonly optima: readonly number[];
  readonly best: readonly (readonly number[])[];
}

const { selections } = JSON.parse(
  readFileSync(new URL("../support/golden/curie-weiss.json", import.meta.url), "utf8"),
) as { selections: readonly Golden[] };

/** Curie-Weiss with ten spins. */
const chain = MarkovChain.curieWeissSync({
  dimension: 10,
  inverseTemperature: 0.1,
  field: 1,
  couplingDecay: 0.5,
});

for (const { objective, goal, order, values, optima } of selections) {
  test(`Curie-Weiss with ten spins: ${goal} ${objective}`, (t) => {
    for (const [i, optimum] of optima.entries()) {
      const cardinality = i + 1;
      const selection = selectCoordinatesSync(chain, { objective, goal, cardinality });
      // A large distance to factorizability ends where nothing raises it any more.
      const length = Math.min(cardinality, order.length);
      t.deepEqual(Array.from(selection.coordinates), order.slice(0, length));
      t.is(selection.values.length, length);
      selection.values.forEach((value, j) => t.true(near(value, values[j] as number), `${value}`));
      const sign = goal === "maximize" ? 1 : -1;
      selection.gains.forEach((gain, j) => {
        const step = (selection.values[j] as number) - (selection.values[j - 1] ?? 0);
        t.true(near(gain, sign * step, 1e-12));
      });
      t.is(selection.value, selection.values.at(-1) as number);
      t.true(near(selection.optimum?.value ?? Number.NaN, optimum));
      t.is(selection.optimum?.coordinates.length, cardinality);
    }
  });
}

test("the best subset is found where greedy misses it", (t) => {
  for (const [i, best] of (selections[0] as Golden).best.entries()) {
    const options = { objective: "entropy-rate", cardinality: i + 1 } as const;
    const { optimum, value, coordinates } = selectCoordinatesSync(chain, options);
    t.deepEqual(Array.from(optimum?.coordinates ?? []), [...best]);
    t.true(near(chain.entropyRate(best), optimum?.value ?? Number.NaN, 1e-12));
    t.true(near(chain.entropyRate(coordinates), value, 1e-12));
  }
});

test("independence is made small and the others large, unless the goal is given", (t) => {
  const select = (objective: MarkovObjective, goal?: Goal): CoordinateSelection =>
    selectCoordinatesSync(chain, { objective, goal, cardinality: 3 });
  t.deepEqual(select("independence"), select("independence", "minimize"));
  for (const objective of ["entropy-rate", "factorizability", "stationarity"] as const) {
    t.deepEqual(select(objective), select(objective, "maximize"));
  }
});

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
    const { certificate, guarantee, optimum, value } = selection;
    if (certificate === null || guarantee === null) continue;
    t.true(certificate.upperBound >= (optimum?.value as number) - 1e-9);
    t.true(near(certificate.ratio, value / certificate.upperBound, 1e-12));
    t.true(certificate.ratio >= guarantee.ratio - 1e-9);
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
      `Expected an integer from 1 to 10 for cardinality but received ${cardinality}`,
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
    "Expected 'entropy-rate' or 'factorizability' or 'independence' or 'stationarity' for objective but received 'entropy'",
  );
  await refused(
    t,
    twins(chain, { ...options, goal: "max" }),
    INVALID,
    "Expected 'maximize' or 'minimize' for goal but received 'max'",
  );
  await refused(
    t,
    twins(chain, { objective: "entropy-rate", cardinality: "2" }),
    INVALID,
    "Expected an integer from 1 to 10 for cardinality but received '2'",
  );
  await refused(
    t,
    twins(chain, undefined),
    INVALID,
    "Expected an object for options but received undefined",
  );
});
