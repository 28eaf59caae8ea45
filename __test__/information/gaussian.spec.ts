import test from "ava";
import {
  activeInformationStorageSync,
  conditionalMutualInformation,
  conditionalMutualInformationSync,
  differentialEntropy,
  differentialEntropySync,
  mutualInformation,
  mutualInformationSync,
  transferEntropy,
  transferEntropySync,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE } from "../support/errors.ts";
import { Minstd } from "../support/random.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-11 * Math.max(1, Math.abs(b));

/** 50 rows of x, y = 0.6 x + 0.4 v and w, where x, v and w are uniform, and the third of x. */
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
    xy: rows.map(([x, y]) => [x, y]),
    c: Uint8Array.from(rows, ([x]) => Math.floor(3 * x)),
  };
})();
const { x, y, z, xy, c } = G50;

// Golden values: a program written for them alone with NumPy and SciPy.

const plain = { estimator: "gaussian", biasCorrection: false } as const;
const corrected = { estimator: "gaussian" } as const;
const copula = { estimator: "gaussian-copula", biasCorrection: false } as const;
const copulaCorrected = { estimator: "gaussian-copula" } as const;

test("golden mutual informations", async (t) => {
  const cases = [
    [plain, 0.5983079344004902],
    [corrected, 0.58778278431649],
    [copula, 0.5809081642897787],
    [copulaCorrected, 0.5703830142057789],
  ] as const;
  for (const [options, expected] of cases) {
    const found = mutualInformationSync(x, y, options);
    t.true(near(found.value, expected), `${found.value}`);
    t.is(found.estimator, options.estimator);
    t.is(found.samples, 50);
    t.deepEqual(await mutualInformation(Float64Array.from(x), y, options), found);
  }
});

test("golden conditional mutual informations", async (t) => {
  const cases = [
    [plain, 0.5979198029616528],
    [copula, 0.5802425736329064],
    [copulaCorrected, 0.5694911279722255],
  ] as const;
  for (const [options, expected] of cases) {
    const found = conditionalMutualInformationSync(x, y, z, options);
    t.true(near(found.value, expected), `${found.value}`);
    t.deepEqual(await conditionalMutualInformation(x, y, z, options), found);
  }
});

test("golden informations with classes, given as x or as y", (t) => {
  const found = mutualInformationSync(x, c, plain);
  t.true(near(found.value, 1.1792761599302573), `${found.value}`);
  t.is(mutualInformationSync(c, x, plain).value, found.value);
  t.is(mutualInformationSync(x, Array.from(c, String), plain).value, found.value);
  t.true(near(mutualInformationSync(x, c, copulaCorrected).value, 0.8909424962600345));
});

test("golden entropies", async (t) => {
  const found = differentialEntropySync(xy, { biasCorrection: false });
  t.true(near(found.value, -0.48880826261350885), `${found.value}`);
  t.true(near(differentialEntropySync(xy).value, -0.45773614133213547));
  t.deepEqual(await differentialEntropy(xy, { biasCorrection: false }), found);
  const bits = differentialEntropySync(xy, { biasCorrection: false, unit: "bits" });
  t.true(near(bits.value * Math.LN2, found.value));
});

test("transfer entropy is the information with the past, given the target's own", async (t) => {
  const options = { ...corrected, sourceHistory: 2, targetHistory: 1 };
  const found = transferEntropySync(x, z, options);
  const past = Array.from({ length: 48 }, (_, i) => [x[i + 1], x[i]] as number[]);
  const expected = conditionalMutualInformationSync(z.slice(2), past, z.slice(1, 49), corrected);
  t.true(near(found.value, expected.value));
  t.deepEqual(await transferEntropy(x, z, options), found);
  const storage = activeInformationStorageSync(z, { ...corrected, history: 1 });
  const withLast = mutualInformationSync(z.slice(1), z.slice(0, 49), corrected);
  t.true(near(storage.value, withLast.value));
});

test("local values and a test, where they are asked for", (t) => {
  const found = mutualInformationSync(x, y, { ...corrected, local: true, significance: true });
  const { local = t.fail(), significance = t.fail() } = found;
  t.is(local.length, 50);
  t.true(near(local.reduce((sum, value) => sum + value, 0) / 50, found.value));
  t.is(significance.method, "likelihood-ratio");
  t.is(significance.degreesOfFreedom, 1);
  t.true(significance.pValue < 1e-6);
  const none = conditionalMutualInformationSync(x, z, y, { ...corrected, significance: true });
  t.true((none.significance?.pValue ?? 0) > 0.01);
});

test("warnings tell what is degenerate", (t) => {
  const same = mutualInformationSync(x, x, corrected);
  t.deepEqual([same.value, same.warnings[0]?.code], [Infinity, "deterministic"]);
  const constant = mutualInformationSync(
    x,
    x.map(() => 2),
    corrected,
  );
  t.deepEqual([constant.value, constant.warnings[0]?.code], [0, "constant"]);
  const coarse = x.map((value) => Math.round(4 * value));
  t.is(mutualInformationSync(coarse, y, copulaCorrected).warnings[0]?.code, "ties");
  t.is(differentialEntropySync([1, 1, 1]).value, -Infinity);
});

type Call = (...given: never[]) => unknown;

const information: readonly Call[] = [mutualInformation, mutualInformationSync];
const entropies: readonly Call[] = [differentialEntropy, differentialEntropySync];
const transfers: readonly Call[] = [transferEntropy, transferEntropySync];

for (const [name, calls, given, kind, message] of [
  ["other lengths", information, [x, y.slice(1), corrected], INVALID, /50 samples/],
  ["NaN", information, [x, [...y.slice(1), NaN], corrected], INVALID, /y.*NaN/],
  ["one sample", information, [[1], [2], corrected], OUT_OF_RANGE, /at least 2 samples for x/],
  ["two discrete variables", information, [c, c, corrected], INVALID, /continuous/],
  ["options of others", information, [x, y, { ...corrected, k: 3 }], INVALID, /k/],
  ["a small class", information, [x, [...x.keys()].map(String), corrected], OUT_OF_RANGE, /y/],
  ["local values of classes", information, [x, c, { ...corrected, local: true }], INVALID, /local/],
  [
    "no choice",
    information,
    [x, y, { ...corrected, biasCorrection: 1 }],
    INVALID,
    /biasCorrection/,
  ],
  ["a copula's entropy", entropies, [x, { estimator: "gaussian-copula" }], INVALID, /estimator/],
  [
    "a history longer than the series",
    transfers,
    [x, y, { ...corrected, sourceHistory: 50 }],
    OUT_OF_RANGE,
    /target/,
  ],
] as const) {
  test(`refused: ${name}`, async (t) => {
    for (const call of calls) {
      const error = await t.throwsAsync(async () => call(...(given as unknown as never[])));
      t.true(error instanceof kind.instanceOf);
      t.is((error as unknown as { code: string }).code, kind.code);
      t.regex((error as Error).message, message);
    }
  });
}
