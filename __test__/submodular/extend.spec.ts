import test from "ava";
import * as fc from "fast-check";
import {
  type Constraint,
  CustomObjective,
  extend,
  extendSync,
  FacilityLocation,
  FeatureBased,
  loadSelection,
  LogDeterminant,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  Modular,
  saveSelection,
  type Selection,
} from "../../index.ts";
import {
  gainfulError,
  INVALID,
  type Kind,
  OUT_OF_RANGE,
  refused,
  throws,
  type Twins,
} from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

const FORMAT = gainfulError("ERR_UNSUPPORTED_FORMAT");

const features = uniformMatrix(120, 5, 3);
const objective = FacilityLocation.fromFeaturesSync(features);
const modular = Modular.fromWeightsSync([3, 1, 2, 0.5]);

/** What must be the same to the last bit. */
const chosen = ({ elements, gains, value, stopped, guarantee }: Selection): object => ({
  elements,
  gains,
  value,
  stopped,
  guarantee,
});

const RESUMABLE: readonly MaximizeOptions[] = [
  { optimizer: "greedy" },
  { optimizer: "lazy-greedy" },
  { optimizer: "approximate-lazy-greedy", beta: 0.7 },
  { initial: [5, 17] },
  { stopping: "positive" },
];

test("as many steps as one likes end where one run ends", (t) => {
  const whole = RESUMABLE.map((options) => maximizeSync(objective, { cardinality: 40 }, options));
  fc.assert(
    fc.property(
      fc.nat({ max: RESUMABLE.length - 1 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 8 }),
      (which, steps, isSaved, threads) => {
        const [first = 1, ...more] = steps.toSorted((a, b) => a - b);
        const straight = whole[which] as Selection;
        let selection = maximizeSync(objective, { cardinality: first }, RESUMABLE[which]);
        for (const cardinality of [...more, 40]) {
          if (isSaved) selection = loadSelection(saveSelection(selection));
          selection = extendSync(objective, selection, { cardinality }, { threads });
        }
        t.deepEqual(chosen(selection), chosen(straight));
        const { upperBound = 0 } = selection.certificate ?? {};
        t.true(upperBound >= straight.value);
      },
    ),
    { numRuns: 60 },
  );
});

test("under every constraint that permits it", async (t) => {
  const groups = Array.from({ length: 120 }, (_, i) => i % 4);
  const costs = Float64Array.from({ length: 120 }, (_, i) => 1 + (i % 3));
  const edges = Array.from({ length: 120 }, (_, i) => [i % 30, (i * 7 + 1) % 30] as const);
  const parts: readonly Constraint[] = [
    { partition: { groups, limits: [3, 4, 5, 6] } },
    { laminar: { groups: [[...groups.keys()], [0, 1, 2]], limits: [14, 1] } },
    { graphic: { edges, vertices: 30 } },
    { knapsack: { costs, budget: 20 } },
    { minimumDistance: { features, distance: 0.4 } },
    { include: [3, 1], exclude: [0], candidates: [...groups.keys()] },
  ];
  for (const part of parts) {
    const options = { optimizer: "lazy-greedy" } as const;
    const straight = await maximize(objective, { ...part, cardinality: 12 }, options);
    const first = await maximize(objective, { ...part, cardinality: 5 }, options);
    const extended = await extend(objective, first, { ...part, cardinality: 12 });
    t.deepEqual(chosen(extended), chosen(straight), Object.keys(part).join());
    const loaded = loadSelection(saveSelection(first));
    t.deepEqual(extendSync(objective, loaded, { ...part, cardinality: 12 }), extended);
  }
  const fairness = { groups, lower: [1, 1, 1, 1], upper: [4, 4, 4, 4] };
  const fair = { cardinality: 9, fairness };
  const straight = maximizeSync(objective, fair);
  t.deepEqual(chosen(extendSync(objective, straight, fair)), chosen(straight));
  const covered = maximizeSync(objective, { cover: straight.value });
  const halfway = maximizeSync(objective, { cover: straight.value / 2 });
  t.deepEqual(chosen(extendSync(objective, halfway, { cover: straight.value })), chosen(covered));
});

test("other objectives, those of JavaScript functions among them", async (t) => {
  const weights = Array.from({ length: 30 }, (_, i) => (i * 7) % 31);
  const custom = new CustomObjective({
    size: 30,
    gain: (element, set) => (weights[element] as number) / (1 + set.length),
    properties: { submodular: true, monotone: true },
  });
  const objectives = [
    FeatureBased.fromFeaturesSync(features, { concave: "log1p" }),
    LogDeterminant.fromFeaturesSync(features, { metric: "rbf", regularization: 1 }),
    custom,
  ];
  for (const f of objectives) {
    const first = await maximize(f, { cardinality: 6 });
    const straight = await maximize(f, { cardinality: 15 });
    t.deepEqual(chosen(await extend(f, first, { cardinality: 15 })), chosen(straight));
    t.deepEqual(chosen(extendSync(f, first, { cardinality: 15 })), chosen(straight));
  }
});

test("little is computed again, and the work is added up", async (t) => {
  const f = FacilityLocation.fromSimilaritySync(uniformMatrix(500, 300, 1));
  const first = await maximize(f, { cardinality: 90 });
  const straight = await maximize(f, { cardinality: 100 });
  const extended = await extend(f, first, { cardinality: 100 });
  t.deepEqual(chosen(extended), chosen(straight));
  t.true((extended.evaluations - first.evaluations) * 3 < straight.evaluations);
  // Nothing is missing any more.
  const again = await extend(f, extended, { cardinality: 100 });
  t.is(again.evaluations, extended.evaluations);
  t.deepEqual(again.certificate, extended.certificate);
});

test("a selection whose time was over goes on to where it would have come", async (t) => {
  for (const optimizer of ["greedy", "lazy-greedy", "approximate-lazy-greedy"] as const) {
    let selection = maximizeSync(objective, { cardinality: 20 }, { optimizer, timeBudget: 0 });
    t.is(selection.stopped, "time-budget");
    selection = extendSync(objective, selection, { cardinality: 20 }, { timeBudget: 0 });
    t.is(selection.stopped, "time-budget");
    const whole = await extend(objective, selection, { cardinality: 20 });
    const straight = maximizeSync(objective, { cardinality: 20 }, { optimizer });
    t.deepEqual(chosen(whole), chosen(straight));
  }
});

test("what comes back from bytes is what was saved", (t) => {
  const selections = [
    maximizeSync(objective, { cardinality: 7 }),
    maximizeSync(objective, { cardinality: 7 }, { optimizer: "stochastic-greedy" }),
    maximizeSync(objective, { cover: 40 }),
    maximizeSync(objective, { knapsack: { costs: new Float64Array(120).fill(1), budget: 3 } }),
  ];
  for (const selection of selections) {
    const bytes = saveSelection(selection);
    t.deepEqual(loadSelection(bytes), selection);
    t.deepEqual(saveSelection(loadSelection(bytes)), bytes);
    t.deepEqual(loadSelection(Buffer.from(bytes)), selection);
  }
  const shared = new Uint8Array(
    new SharedArrayBuffer(saveSelection(selections[0] as Selection).length),
  );
  shared.set(saveSelection(selections[0] as Selection));
  t.deepEqual(loadSelection(shared), selections[0]);
});

test("bytes that were changed, cut off or are something else are refused", (t) => {
  const bytes = saveSelection(maximizeSync(modular, { cardinality: 2 }));
  const expected = "Expected the bytes of a saved selection but received";
  const refuses = (damaged: Uint8Array, found: string): void =>
    throws(t, () => loadSelection(damaged), FORMAT, `${expected} ${found}`);
  refuses(new Uint8Array(0), "bytes that begin differently");
  refuses(Uint8Array.of(0x50, 0x4b, 3, 4), "bytes that begin differently");
  refuses(bytes.subarray(0, -1), "bytes that were cut off or changed");
  const newer = bytes.slice();
  newer[8] = 2;
  refuses(newer, "one of version 2 instead of 1");
  fc.assert(
    fc.property(fc.nat({ max: 8 * bytes.length - 1 }), (bit) => {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      t.throws(() => loadSelection(changed), { code: "ERR_UNSUPPORTED_FORMAT" });
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      t.throws(() => loadSelection(noise), { code: "ERR_UNSUPPORTED_FORMAT" });
    }),
  );
  throws(
    t,
    () => loadSelection("bytes" as never),
    INVALID,
    "Expected a Uint8Array for bytes but received 'bytes'",
  );
});

const twins = (
  f: Parameters<typeof extend>[0],
  selection: Selection,
  constraint: Constraint,
  options?: Parameters<typeof extend>[3],
): Twins => ({
  sync: () => extendSync(f, selection, constraint, options),
  async: () => extend(f, selection, constraint, options),
});

const first = maximizeSync(modular, { cardinality: 2 });
const three: Constraint = { cardinality: 3 };
const copied =
  "Expected a selection that maximize, extend or loadSelection returned, and no copy of one, which " +
  "lacks what is needed to go on, for selection but received an object of class Object";

const REFUSED: ReadonlyArray<[what: string, calls: Twins, kind: Kind, message: string]> = [
  ["a spread copy", twins(modular, { ...first }, three), INVALID, copied],
  ["a structured clone", twins(modular, structuredClone(first), three), INVALID, copied],
  [
    "no selection",
    twins(modular, null as never, three),
    INVALID,
    copied.replace("an object of class Object", "null"),
  ],
  [
    "no objective",
    twins({} as never, first, three),
    INVALID,
    "Expected an objective such as a FacilityLocation for objective but received an object of class Object",
  ],
  [
    "a smaller cardinality",
    twins(modular, first, { cardinality: 1 }),
    OUT_OF_RANGE,
    "Expected at least 2, as many as are selected, for cardinality but received 1",
  ],
  [
    "a smaller cover",
    twins(modular, first, { cover: 2 }),
    OUT_OF_RANGE,
    "Expected more than 3, which is reached before the last element, for cover but received 2",
  ],
  [
    "another constraint",
    twins(modular, first, { cardinality: 3, exclude: [3] }),
    INVALID,
    "Expected that of the selection, of which only the cardinality and the cover may differ, for " +
      "constraint but received another one",
  ],
  [
    "an objective of another size",
    twins(Modular.fromWeightsSync([3, 1, 2]), first, three),
    INVALID,
    "Expected the one of 4 elements that the selection is of for objective but received one of 3",
  ],
  [
    "an objective of other values",
    twins(Modular.fromWeightsSync([3, 1, 2.5, 0]), first, three),
    INVALID,
    "Expected the one whose selection is worth 5 for objective but received one that values it at 5.5",
  ],
  [
    "an optimizer that cannot go on",
    twins(
      modular,
      maximizeSync(modular, { cardinality: 2 }, { optimizer: "random-greedy" }),
      three,
    ),
    INVALID,
    "Expected one by 'greedy' or 'lazy-greedy' or 'approximate-lazy-greedy', whose larger selections " +
      "begin with the smaller ones, for selection but received one by 'random-greedy'",
  ],
  [
    "a negative time",
    twins(modular, first, three, { timeBudget: -1 }),
    OUT_OF_RANGE,
    "Expected a number that is not negative for timeBudget but received -1",
  ],
];

for (const [what, calls, kind, message] of REFUSED) {
  test(`refused: ${what}`, (t) => refused(t, calls, kind, message));
}

test("an aborted call rejects with the reason", async (t) => {
  const reason = new Error("enough");
  const call = extend(modular, first, three, { signal: AbortSignal.abort(reason) });
  t.is(await t.throwsAsync(call), reason);
});

test.serial("selections of a loop that never waits are collected in time", (t) => {
  const f = Modular.fromWeightsSync(new Float64Array(100_000).fill(1));
  const before = process.memoryUsage().rss;
  // With what is needed to go on from them, they would take 1.6 GB together.
  for (let i = 0; i < 2000; i++) maximizeSync(f, { cardinality: 1 });
  const more = process.memoryUsage().rss - before;
  t.true(more < 500 * 2 ** 20, `${more} bytes`);
});
