/** All estimators of entropy, from samples, counts and counts of counts, and their comparison. */

import test from "ava";
import {
  compareEstimators,
  compareEstimatorsSync,
  entropy,
  type EntropyEstimator,
  type EntropyOptions,
  entropySync,
  type Prior,
  type Source,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { withHole } from "../support/holes.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-11 * Math.max(1, Math.abs(b));

const FIRST = { counts: [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], alphabet: 11 };
const SECOND = {
  counts: [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2],
  alphabet: 100,
};

/**
 * Estimates from both counts, computed to 40 digits; infomeasure 0.6.3, the R package entropy (NSB of the
 * first) and ndd (NSB, to 6e-6) gave the same.
 */
const GOLDEN: readonly (readonly [EntropyEstimator, Prior | undefined, number, number])[] = [
  ["maximum-likelihood", undefined, 1.9683824087283812, 2.635444264608458],
  ["miller-madow", undefined, 2.152592935044171, 2.737716991881185],
  ["jackknife", undefined, 2.2312743141801135, 2.7658774509216024],
  ["grassberger-1988", undefined, 2.09972481950657, 2.717202487200202],
  ["grassberger-2003", undefined, 2.1446263860314274, 2.733853405184339],
  ["zhang", undefined, 2.1705466746875417, 2.7446829850611274],
  ["horvitz-thompson", undefined, 2.257925439385839, 2.809494372802107],
  ["chao-shen", undefined, 2.201137101279585, 2.761664047585218],
  ["chao-wang-jost", undefined, 2.1971160390173345, 2.752811271038555],
  ["james-stein", undefined, 2.3796028953099557, 3.1788779850146622],
  ["dirichlet-plug-in", "jeffreys", 2.179480382723702, 3.798020380511471],
  ["dirichlet-plug-in", "laplace", 2.2578755186930444, 4.134191913053116],
  ["dirichlet-plug-in", "perks", 2.036887808123718, 2.704640055450143],
  ["dirichlet-plug-in", "minimax", 2.1540911899309605, 3.058127413579927],
  ["dirichlet-mean", "jeffreys", 2.0026662987109796, 3.5221770457665866],
  ["dirichlet-mean", "laplace", 2.106098242031502, 3.906312656898671],
  ["dirichlet-mean", "perks", 1.8513015890014124, 2.57355848511156],
  ["dirichlet-mean", "minimax", 1.97225506976897, 2.8207973494625027],
  ["nsb", undefined, 2.1877744630921, 2.806096916054327],
  ["ansb", undefined, 3.4211938536077473, 4.611899488470364],
  ["bonachela", undefined, 2.5092425941054866, 6.627142912001219],
];

const STANDARD_DEVIATIONS = [0.14089253769491283, 0.11947690919025268] as const;

for (const [estimator, prior, ...expected] of GOLDEN) {
  test(`${estimator} ${prior ?? ""}`, async (t) => {
    for (const [i, { counts, alphabet }] of [FIRST, SECOND].entries()) {
      const options = { estimator, alphabet, prior };
      const found = entropySync({ counts }, options);
      t.true(near(found.value, expected[i] as number), `${found.value}`);
      t.is(found.estimator, estimator);
      if (estimator === "nsb") {
        t.true(near(found.standardDeviation as number, STANDARD_DEVIATIONS[i] as number));
      }
      const sample = counts.flatMap((count, symbol) => Array<number>(count).fill(symbol));
      const classes = new Map<number, number>();
      for (const count of counts) classes.set(count, (classes.get(count) ?? 0) + 1);
      const sources: Source[] = [
        { counts },
        { counts: Uint16Array.from(counts) },
        { countOfCounts: classes },
        { countOfCounts: counts.map((count) => [count, 1] as const) },
        sample,
        sample.map(String),
      ];
      for (const source of sources) {
        t.deepEqual(entropySync(source, options), found);
        t.deepEqual(await entropy(source, options), found);
      }
    }
  });
}

test("all estimators at once", async (t) => {
  const { counts, alphabet } = FIRST;
  const found = compareEstimatorsSync({ counts }, { alphabet, unit: "bits" });
  t.is(found.estimates.length, GOLDEN.length);
  for (const [estimator, prior, expected] of GOLDEN) {
    const one = found.estimates.find((e) => e.estimator === estimator && e.prior === prior);
    t.true(near((one?.value as number) * Math.LN2, expected), `${estimator} ${prior}`);
    t.is(one?.unit, "bits");
  }
  t.is(found.recommended, "nsb");
  t.regex(
    found.reason,
    /^19 samples are fewer than ten for each of 11 symbols, and the alphabet is known/,
  );
  t.deepEqual(await compareEstimators({ counts }, { alphabet, unit: "bits" }), found);
  t.is(compareEstimatorsSync({ counts }).recommended, "chao-wang-jost");
  t.is(compareEstimatorsSync({ counts: [30, 40] }).recommended, "miller-madow");
});

test("auto takes what is recommended and says why", async (t) => {
  for (const [source, alphabet] of [
    [{ counts: [30, 40] }, undefined],
    [{ counts: [1, 2] }, undefined],
    [{ counts: [1, 2] }, 5],
  ] as const) {
    const { recommended, reason } = compareEstimatorsSync(source, { alphabet });
    const found = entropySync(source, { estimator: "auto", alphabet });
    t.deepEqual(found, { ...entropySync(source, { estimator: recommended, alphabet }), reason });
    t.deepEqual(await entropy(source, { estimator: "auto", alphabet }), found);
  }
});

test("what cannot be is told, and clamped on request", (t) => {
  const counts = [1, 1, 1, 2];
  const options = { estimator: "ansb", alphabet: 4 } as const;
  const raw = entropySync({ counts }, options);
  t.deepEqual(
    raw.warnings.map(({ code }) => code),
    ["undersampled", "above-maximum"],
  );
  t.true(raw.value > Math.log(4));
  t.is(entropySync({ counts }, { ...options, clamp: true }).value, Math.log(4));
  t.is(entropySync({ counts }, { ...options, clamp: true, unit: "bits" }).value, 2);
});

test("without a coincidence there is no estimate from coincidences", (t) => {
  const { value, warnings } = entropySync({ counts: [1, 1, 1] }, { estimator: "ansb" });
  t.is(value, NaN);
  t.is(warnings[1]?.code, "no-coincidences");
  t.is(warnings[1]?.message, "no symbol came twice, so there is no estimate");
});

test("a pseudo-count is a prior", (t) => {
  const of = (prior: Prior): number =>
    entropySync(FIRST, { estimator: "dirichlet-mean", alphabet: 11, prior }).value;
  t.is(of(0.5), of("jeffreys"));
  t.is(of(1), of("laplace"));
});

test("a million samples of a thousand symbols, where other programs' NSB has no value", (t) => {
  const { value, standardDeviation } = entropySync(
    { counts: Array<number>(1000).fill(1000) },
    { estimator: "nsb" },
  );
  // The posterior is within its width of the uniform distribution's ln 1000.
  t.true(Math.abs(value - Math.log(1000)) < 1e-3);
  t.true((standardDeviation as number) > 0 && (standardDeviation as number) < 1e-4);
});

const REFUSED: readonly (readonly [string, unknown, unknown, Kind, message: string])[] = [
  [
    "no counts",
    { counts: [] },
    {},
    OUT_OF_RANGE,
    "at least one observation for counts but received none",
  ],
  [
    "zeros alone",
    { counts: [0, 0] },
    {},
    OUT_OF_RANGE,
    "at least one observation for counts but received none",
  ],
  [
    "a negative count",
    { counts: [1, -1] },
    {},
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for counts[1] but received -1",
  ],
  [
    "half a symbol",
    { counts: [0.5] },
    {},
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for counts[0] but received 0.5",
  ],
  [
    "NaN as a count",
    { counts: [1, NaN] },
    {},
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for counts[1] but received NaN",
  ],
  [
    "an infinite count",
    { counts: Float64Array.of(Infinity) },
    {},
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for counts[0] but received inf",
  ],
  [
    "a missing count",
    { counts: withHole([1, 2], 1) },
    {},
    INVALID,
    "a number for counts[1] but received undefined",
  ],
  [
    "counts in a string",
    { counts: "123" },
    {},
    INVALID,
    "an array of numbers for counts but received '123'",
  ],
  [
    "no pair",
    { countOfCounts: [[1, 2], [3]] },
    {},
    INVALID,
    "a count and a number of symbols for countOfCounts[1] but received an array of length 1",
  ],
  [
    "a number of symbols that is none",
    { countOfCounts: [[1, -2]] },
    {},
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for countOfCounts[0][1] but received -2",
  ],
  [
    "a text in a pair",
    { countOfCounts: [["1", 2]] },
    {},
    INVALID,
    "a number for countOfCounts[0][0] but received '1'",
  ],
  [
    "pairs that are a number",
    { countOfCounts: 3 },
    {},
    INVALID,
    "pairs of a count and a number of symbols for countOfCounts but received 3",
  ],
  [
    "an alphabet smaller than what was seen",
    { counts: [1, 2, 3] },
    { alphabet: 2 },
    OUT_OF_RANGE,
    "at least 3, the number of symbols seen, for alphabet but received 2",
  ],
  [
    "an alphabet of half a symbol",
    { counts: [1] },
    { alphabet: 1.5 },
    OUT_OF_RANGE,
    "an integer from 1 to 9007199254740991 for alphabet but received 1.5",
  ],
  [
    "a prior without name",
    { counts: [1] },
    { prior: "flat" },
    INVALID,
    "'jeffreys' or 'laplace' or 'perks' or 'minimax' for prior but received 'flat'",
  ],
  [
    "a prior of nothing",
    { counts: [1] },
    { prior: 0 },
    OUT_OF_RANGE,
    "a positive number for prior but received 0",
  ],
  [
    "a prior in a list",
    { counts: [1] },
    { prior: [1] },
    INVALID,
    "the name of a prior or a positive number for prior but received an array of length 1",
  ],
  ["a clamp", { counts: [1] }, { clamp: 1 }, INVALID, "true or false for clamp but received 1"],
];

for (const [title, source, options, kind, message] of REFUSED) {
  test(`refused: ${title}`, async (t) => {
    const [given, checked] = [source as Source, options as EntropyOptions];
    await refused(
      t,
      { sync: () => entropySync(given, checked), async: () => entropy(given, checked) },
      kind,
      `Expected ${message}`,
    );
  });
}
