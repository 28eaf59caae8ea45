/** Joint and conditional entropy, mutual information, transfer entropy of discrete variables. */

import test from "ava";
import * as fc from "fast-check";
import {
  activeInformationStorage,
  activeInformationStorageSync,
  conditionalEntropy,
  conditionalEntropySync,
  conditionalMutualInformation,
  conditionalMutualInformationSync,
  type EntropyEstimator,
  entropySync,
  type Estimate,
  jointEntropy,
  jointEntropySync,
  mutualInformation,
  mutualInformationSync,
  type Normalization,
  normalizedMutualInformation,
  normalizedMutualInformationSync,
  transferEntropy,
  transferEntropySync,
  variationOfInformation,
  variationOfInformationSync,
} from "../../index.ts";
import { D400, DMC600 } from "../support/discrete-data.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { Minstd } from "../support/random.ts";

const near = (a: number | undefined, b: number): boolean =>
  Math.abs((a as number) - b) < 1e-11 * Math.max(1, Math.abs(b));

const { x, y, z, w } = D400;

test("the data of the golden values are those", (t) => {
  t.deepEqual(x.slice(0, 10), [0, 3, 2, 3, 2, 0, 2, 1, 3, 0]);
  t.deepEqual(y.slice(0, 10), [0, 3, 2, 2, 2, 0, 2, 2, 3, 3]);
  t.deepEqual(z.slice(0, 10), [0, 0, 2, 1, 1, 1, 2, 0, 1, 1]);
  t.deepEqual(w.slice(0, 7), [0, 2, 2, 2, 1, 1, 2]);
  t.deepEqual(DMC600.x.slice(0, 12), [0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1]);
  t.deepEqual(DMC600.y.slice(0, 12), [0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0]);
  t.is(
    DMC600.x.reduce((sum, bit) => sum + bit),
    311,
  );
  t.is(
    DMC600.y.reduce((sum, bit) => sum + bit),
    290,
  );
});

/** A program written for these numbers alone; infomeasure 0.6.3 gave the same of those that it has. */
const GOLDEN: readonly (readonly [
  EntropyEstimator,
  { x: number; xy: number; yGivenX: number; mutual: number; xyGivenZ: number; xzGivenW: number },
])[] = [
  [
    "maximum-likelihood",
    {
      x: 1.3823456329789725,
      xy: 2.14959419272914,
      yGivenX: 0.7672485597501677,
      mutual: 0.5122342858016169,
      xyGivenZ: 0.6584111848946737,
      xzGivenW: 0.46046321383351896,
    },
  ],
  [
    "miller-madow",
    {
      x: 1.3860956329789726,
      xy: 2.16084419272914,
      yGivenX: 0.7747485597501675,
      mutual: 0.5084842858016172,
      xyGivenZ: 0.6521611848946736,
      xzGivenW: 0.4579632138335197,
    },
  ],
  [
    "grassberger-1988",
    {
      x: 1.3972542859365524,
      xy: 2.15715129512364,
      yGivenX: 0.7598970091870876,
      mutual: 0.5245810173307079,
      xyGivenZ: 0.6538880273659229,
      xzGivenW: 0.4519239310979004,
    },
  ],
  [
    "grassberger-2003",
    {
      x: 1.3923792166199076,
      xy: 2.1596684976228557,
      yGivenX: 0.7672892810029481,
      mutual: 0.5172081239832584,
      xyGivenZ: 0.652876823426459,
      xzGivenW: 0.45554459077884646,
    },
  ],
  [
    "zhang",
    {
      x: 1.3861035083170443,
      xy: 2.160913470882232,
      yGivenX: 0.7748099625651879,
      mutual: 0.5084329409872197,
      xyGivenZ: 0.6516269178159688,
      xzGivenW: 0.45774747018089124,
    },
  ],
  [
    "chao-shen",
    {
      x: 1.3823456329789725,
      xy: 2.149594196819611,
      yGivenX: 0.7672485638406383,
      mutual: 0.5122342817111463,
      xyGivenZ: 0.6492386299684638,
      xzGivenW: 0.4572466424347599,
    },
  ],
  [
    "chao-wang-jost",
    {
      x: 1.3861035083170443,
      xy: 2.160913470882232,
      yGivenX: 0.7748099625651879,
      mutual: 0.5084329409872197,
      xyGivenZ: 0.6507249897546576,
      xzGivenW: 0.45684554211958006,
    },
  ],
  [
    "james-stein",
    {
      x: 1.3862720728840146,
      xy: 2.169625582647358,
      yGivenX: 0.7833535097633433,
      mutual: 0.5036403271933798,
      xyGivenZ: 0.6326010038335885,
      xzGivenW: 0.4683470956600746,
    },
  ],
];

for (const [estimator, expected] of GOLDEN) {
  test(`${estimator} of entropies together`, async (t) => {
    const options = { estimator };
    const found: [Estimate, Promise<Estimate>, number][] = [
      [jointEntropySync([x], options), jointEntropy([x], options), expected.x],
      [jointEntropySync([x, y], options), jointEntropy([x, y], options), expected.xy],
      [conditionalEntropySync(y, x, options), conditionalEntropy(y, x, options), expected.yGivenX],
      [mutualInformationSync(x, y, options), mutualInformation(x, y, options), expected.mutual],
      [
        conditionalMutualInformationSync(x, y, z, options),
        conditionalMutualInformation(x, y, z, options),
        expected.xyGivenZ,
      ],
      [
        conditionalMutualInformationSync(x, z, w, options),
        conditionalMutualInformation(x, z, w, options),
        expected.xzGivenW,
      ],
    ];
    for (const [now, later, value] of found) {
      t.true(near(now.value, value), `${now.value} ${value}`);
      t.is(now.estimator, estimator);
      t.is(now.samples, 400);
      t.deepEqual(await later, now);
    }
  });
}

test("normalized, as scikit-learn and by the definitions", async (t) => {
  const expected: [Normalization, number][] = [
    ["arithmetic", 0.3848739991574165],
    ["geometric", 0.38516169379227827],
    ["min", 0.4003447858503431],
    ["max", 0.3705544211093903],
    ["joint", 0.23829348233923192],
  ];
  for (const [normalization, value] of expected) {
    const found = normalizedMutualInformationSync(x, y, { normalization });
    t.true(near(found.value, value));
    t.deepEqual(await normalizedMutualInformation(x, y, { normalization }), found);
  }
  const adjusted = normalizedMutualInformationSync(x, y, { adjusted: true });
  t.true(near(adjusted.value, 0.3795549488744099));
  t.deepEqual(await normalizedMutualInformation(x, y, { adjusted: true }), adjusted);
  const distance = variationOfInformationSync(x, y);
  t.true(near(distance.value, 1.6373599069275233));
  t.deepEqual(await variationOfInformation(x, y), distance);
  // 1 if both have one class, as scikit-learn has it.
  t.is(normalizedMutualInformationSync(["a", "a"], [1, 1]).value, 1);
  t.is(normalizedMutualInformationSync(["a", "a"], [1, 1], { adjusted: true }).value, 1);
  t.is(normalizedMutualInformationSync(["a", "a"], [1, 2]).value, 0);
});

test("contributions and the G test", (t) => {
  const options = { estimator: "maximum-likelihood", local: true, significance: true } as const;
  const { local, significance, value } = mutualInformationSync(x, y, options);
  [
    1.458865053954726, 0.7791834233913687, 0.7873793701759603, -0.6904228847985167,
    0.7873793701759603, 1.458865053954726, 0.7873793701759603, -0.27225112542123747,
  ].forEach((expected, i) => t.true(near(local?.[i], expected)));
  t.true(near((local?.reduce((sum, one) => sum + one) as number) / 400, value));
  t.true(near(significance?.statistic, 409.7874286412935));
  t.is(significance?.degreesOfFreedom, 9);
  t.is(significance?.method, "g-test");
  // SciPy.
  t.true(near((significance?.pValue as number) / 1.1167143237540344e-82, 1));
});

test("independent variables: the p-value is uniform", (t) => {
  const random = new Minstd(5);
  const draw = (): number[] => Array.from({ length: 300 }, () => random.below(3));
  const rejected = Array.from({ length: 400 }, () => {
    const options = { estimator: "maximum-likelihood", significance: true } as const;
    return mutualInformationSync(draw(), draw(), options).significance?.pValue as number;
  }).filter((p) => p < 0.1).length;
  // Binomial with mean 40 and standard deviation 6.
  t.true(rejected > 16 && rejected < 64, `${rejected}`);
});

const TRANSFER: readonly (readonly [number, number, number, number, number])[] = [
  [1, 1, 0.19935700351854146, 0.004230535673723779, 0.19768755443673802],
  [1, 2, 0.20313972378028566, 0.005767000498946961, 0.1997952421749345],
  [2, 1, 0.20849165127845293, 0.005416573351333831, 0.20347492887042595],
  [2, 2, 0.2173180140686899, 0.008512433408299325, 0.20728456925263683],
];

for (const [sourceHistory, targetHistory, forth, back, corrected] of TRANSFER) {
  test(`transfer entropy with histories ${sourceHistory} and ${targetHistory}`, async (t) => {
    const options = { sourceHistory, targetHistory };
    const found = transferEntropySync(DMC600.x, DMC600.y, options);
    t.true(near(found.value, forth));
    t.true(near(transferEntropySync(DMC600.y, DMC600.x, options).value, back));
    const estimator = "miller-madow" as const;
    const mm = transferEntropySync(DMC600.x, DMC600.y, { ...options, estimator });
    t.true(near(mm.value, corrected));
    t.is(found.samples, 600 - Math.max(sourceHistory, targetHistory));
    t.deepEqual(await transferEntropy(DMC600.x, DMC600.y, options), found);
  });
}

test("a delay is a shift of the source", (t) => {
  const delay = 4;
  const found = transferEntropySync(DMC600.x, DMC600.y, { delay, sourceHistory: 2 });
  const [later, earlier] = [DMC600.y.slice(delay - 1), DMC600.x.slice(0, 1 - delay)];
  const shifted = transferEntropySync(earlier, later, { sourceHistory: 2 });
  t.is(found.samples, 600 - 5);
  t.true(near(found.value, shifted.value));
});

test("active information storage", async (t) => {
  t.true(near(activeInformationStorageSync(DMC600.x).value, 0.08868446706799515));
  const found = activeInformationStorageSync(DMC600.x, { history: 3 });
  t.true(near(found.value, 0.09522962696985937));
  t.deepEqual(await activeInformationStorage(DMC600.x, { history: 3 }), found);
});

test("all kinds of variables mean the same", (t) => {
  const expected = mutualInformationSync(x, y, { estimator: "maximum-likelihood" });
  for (const [one, other] of [
    [Uint8Array.from(x), Uint8Array.from(y)],
    [Int32Array.from(x, (v) => v * 1e9), y.map(String)],
    [x.map(String), y],
    [{ data: Float64Array.from(x), rows: 400, columns: 1 }, y.map((v) => [v, v * 2])],
  ] as const) {
    t.is(
      mutualInformationSync(one, other, { estimator: "maximum-likelihood" }).value,
      expected.value,
    );
  }
  t.deepEqual(mutualInformationSync(x.map(String), y), expected, "strings are discrete");
  t.deepEqual(mutualInformationSync(Uint8Array.from(x), Uint8Array.from(y)), expected);
  t.is(mutualInformationSync(x, y).estimator, "ksg1", "numbers are not");
});

test("auto looks at the data and tells", async (t) => {
  const discrete = mutualInformationSync(x, y, { estimator: "auto" });
  t.is(discrete.estimator, "miller-madow");
  t.regex(
    discrete.reason as string,
    /^nine in ten .* taken for discrete; 400 samples are at least ten/,
  );
  t.deepEqual(await mutualInformation(x, y, { estimator: "auto" }), discrete);
  const reals = x.map((value, i) => value + Math.sqrt(i + 1));
  const continuous = mutualInformationSync(reals, y, { estimator: "auto" });
  t.is(continuous.estimator, "ksg1");
  t.regex(continuous.reason as string, /taken for continuous$/);
  t.deepEqual(await mutualInformation(reals, y, { estimator: "auto" }), continuous);
});

test("negative estimates are told, and clamped on request", (t) => {
  const random = new Minstd(9);
  const [a, b] = [0, 1].map(() => Array.from({ length: 200 }, () => random.below(3))) as [
    number[],
    number[],
  ];
  const options = { estimator: "miller-madow" } as const;
  const { value, warnings } = mutualInformationSync(a, b, options);
  t.true(value < 0);
  t.is(warnings[0]?.code, "negative");
  t.is(mutualInformationSync(a, b, { ...options, clamp: true }).value, 0);
});

const columns = fc
  .array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 200 })
  .map((rows) => [0, 1, 2].map((i) => rows.map((row) => row[i] as number)));

/** The plug-in entropy of rows, counted by their text. */
function plain(...variables: readonly (readonly number[])[]): number {
  const counts = new Map<string, number>();
  const length = (variables[0] as readonly number[]).length;
  for (let i = 0; i < length; i++) {
    const key = variables.map((variable) => variable[i]).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of counts.values()) sum -= (count / length) * Math.log(count / length);
  return sum;
}

test("property: entropies by counting texts, the chain rule, symmetry and bounds", (t) => {
  fc.assert(
    fc.property(columns, (list) => {
      const [a, b, c] = list as [number[], number[], number[]];
      const options = { estimator: "maximum-likelihood" } as const;
      const mutual = mutualInformationSync(a, b, options).value;
      const given = conditionalMutualInformationSync(a, c, b).value;
      t.true(near(jointEntropySync([a, b, c]).value, plain(a, b, c)));
      t.true(near(jointEntropySync([a, b, c]).value, jointEntropySync([c, a, b]).value));
      t.true(Math.abs(mutual - (plain(a) + plain(b) - plain(a, b))) < 1e-12);
      t.true(Math.abs(conditionalEntropySync(a, b).value - (plain(a, b) - plain(b))) < 1e-12);
      // I(A; BC) = I(A; B) + I(A; C | B)
      const pairs = b.map((value, i) => [value, c[i] as number]);
      const both = mutualInformationSync(a, pairs, options).value;
      t.true(Math.abs(both - (mutual + given)) < 1e-12);
      t.is(mutual, mutualInformationSync(b, a, options).value);
      t.true(mutual >= 0 && mutual <= Math.min(plain(a), plain(b)) + 1e-12);
      t.true(given >= 0);
      // Data processing: a function of b knows no more than b.
      const merged = b.map((value) => value >> 1);
      t.true(mutualInformationSync(a, merged, options).value <= mutual + 1e-12);
      t.true(near(mutualInformationSync(a, a, options).value, entropySync(a).value));
      t.true(
        Math.abs(variationOfInformationSync(a, b).value - (plain(a, b) * 2 - plain(a) - plain(b))) <
          1e-12,
      );
    }),
  );
});

test("property: transfer entropy by its definition", (t) => {
  const bits = fc.array(fc.tuple(fc.nat(1), fc.nat(2)), { minLength: 8, maxLength: 60 });
  const steps = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(bits, steps, steps, steps, (rows, l, k, delay) => {
      const [source, target] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
      const first = Math.max(k, l + delay - 1);
      const times = Array.from({ length: rows.length - first }, (_, i) => i + first);
      const lag = (series: number[], back: number): number[] =>
        times.map((time) => series[time - back] as number);
      const past = Array.from({ length: k }, (_, i) => lag(target, i + 1));
      const other = Array.from({ length: l }, (_, i) => lag(source, delay + i));
      const now = lag(target, 0);
      const expected =
        plain(now, ...past) +
        plain(...other, ...past) -
        plain(now, ...other, ...past) -
        plain(...past);
      const options = { sourceHistory: l, targetHistory: k, delay };
      t.true(Math.abs(transferEntropySync(source, target, options).value - expected) < 1e-12);
    }),
  );
});

const REFUSED: readonly (readonly [string, () => unknown, () => Promise<unknown>, Kind, string])[] =
  [
    [
      "different lengths",
      () => mutualInformationSync(["a"], ["a", "b"]),
      () => mutualInformation(["a"], ["a", "b"]),
      INVALID,
      "1 samples, as many as x has, for y but received 2",
    ],
    [
      "no samples",
      () => conditionalEntropySync([], []),
      () => conditionalEntropy([], []),
      OUT_OF_RANGE,
      "at least one observation for x but received none",
    ],
    [
      "NaN",
      () => jointEntropySync([[1, NaN]]),
      () => jointEntropy([[1, NaN]]),
      INVALID,
      "values without NaN for variables[0] but received NaN at index 1",
    ],
    [
      "no variables",
      () => jointEntropySync([]),
      () => jointEntropy([]),
      INVALID,
      "an array of at least one variable for variables but received an array of length 0",
    ],
    [
      "a history as long as the series",
      () => activeInformationStorageSync([1, 2, 3], { history: 3 }),
      () => activeInformationStorage([1, 2, 3], { history: 3 }),
      OUT_OF_RANGE,
      "more than 3 samples, which the histories take, for series but received 3",
    ],
    [
      "no history",
      () => transferEntropySync([1, 2], [1, 2], { sourceHistory: 0 }),
      () => transferEntropy([1, 2], [1, 2], { sourceHistory: 0 }),
      OUT_OF_RANGE,
      "an integer from 1 to 1000 for sourceHistory but received 0",
    ],
    [
      "contributions to a corrected estimate",
      () => jointEntropySync([[1, 2]], { local: true, estimator: "nsb" }),
      () => jointEntropy([[1, 2]], { local: true, estimator: "nsb" }),
      INVALID,
      "false, since only 'maximum-likelihood' is a mean over samples, for local but received true with the estimator 'nsb'",
    ],
    [
      "neighbours of symbols",
      () => mutualInformationSync(["a"], ["b"], { k: 3 }),
      () => mutualInformation(["a"], ["b"], { k: 3 }),
      INVALID,
      "no value with the estimator maximum-likelihood for k but received 3",
    ],
    [
      "a prior of continuous variables",
      () => mutualInformationSync([1.5, 2], [1, 2], { prior: "laplace" }),
      () => mutualInformation([1.5, 2], [1, 2], { prior: "laplace" }),
      INVALID,
      "no value with the estimator ksg1 for prior but received 'laplace'",
    ],
    [
      "distances of strings",
      () => mutualInformationSync(["a"], ["b"], { estimator: "ksg1" }),
      () => mutualInformation(["a"], ["b"], { estimator: "ksg1" }),
      INVALID,
      "a number for x[0] but received 'a'",
    ],
    [
      "something else",
      () => jointEntropySync([new Map() as never]),
      () => jointEntropy([new Map() as never]),
      INVALID,
      "an array of numbers or strings, or a matrix for variables[0] but received an object of class Map",
    ],
  ];

for (const [title, sync, async, kind, message] of REFUSED) {
  test(`refused: ${title}`, (t) => refused(t, { sync, async }, kind, `Expected ${message}`));
}
