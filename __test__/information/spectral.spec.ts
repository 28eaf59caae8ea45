/** Spectral measures and the intrinsic dimension through the facade. */

import test from "ava";
import {
  diffusionSpectralEntropy,
  diffusionSpectralEntropySync,
  diffusionSpectralInformation,
  diffusionSpectralInformationSync,
  intrinsicDimension,
  intrinsicDimensionSync,
  matrixEntropy,
  matrixEntropySync,
  vendiScore,
  vendiScoreSync,
} from "../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

const close = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));

/** sin(0.1 i j), whose values below were found with vendi-score and dse-dsmi. */
const sines = Array.from({ length: 20 }, (_, i) =>
  Array.from({ length: 5 }, (__, j) => Math.sin(0.1 * (i + 1) * (j + 1))),
);
const similarities = [
  [1, 0.9, 0],
  [0.9, 1, 0],
  [0, 0, 1],
];

test("Vendi scores of any order", async (t) => {
  const score = vendiScoreSync(sines);
  t.true(close(score.value, 3.7512454734733978));
  t.like(score, { estimator: "vendi", samples: 20, warnings: [] });
  t.deepEqual(await vendiScore(sines), score);
  t.true(close(vendiScoreSync(sines, { order: Infinity }).value, 3.0755279956794705));
  t.true(close((await vendiScore(sines, { order: 0.1 })).value, 4.596360792507842));
  const gaussian = { similarity: "gaussian", bandwidth: 1, order: 0.5 } as const;
  t.true(close(vendiScoreSync(sines, gaussian).value, 8.955025585686348));
  const given = { similarity: "given", order: 2 } as const;
  t.true(close(vendiScoreSync(similarities, given).value, 1.9480519480519483));
  const data = Float32Array.from(similarities.flat());
  t.true(Math.abs(vendiScoreSync({ data, rows: 3, columns: 3 }, given).value - 1.948052) < 1e-6);
});

test("entropies of representations", async (t) => {
  const share = matrixEntropySync(sines);
  t.true(close(share.value, 0.6867777542780799));
  t.deepEqual(await matrixEntropy(sines), share);
  const bits = matrixEntropySync(sines, { normalize: false, unit: "bits" }).value;
  t.true(close(bits, 0.6867777542780799 * Math.log2(5)));

  const walk = { bandwidth: 0.5, time: 2, unit: "bits" } as const;
  const entropy = diffusionSpectralEntropySync(sines, walk);
  t.true(close(entropy.value, 3.2322260032155956));
  t.deepEqual(await diffusionSpectralEntropy(sines, walk), entropy);
  t.true(close(diffusionSpectralEntropySync(sines, { unit: "bits" }).value, 0.16198886931522555));
});

test("information about labels", async (t) => {
  const points = Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? i / 100 : 50 + i / 100]);
  const labels = points.map((_, i) => (i % 2 === 0 ? "low" : "high"));
  const options = { bandwidth: 1, seed: 3 };
  const found = diffusionSpectralInformationSync(points, labels, options);
  t.true(found.value > 0.3 && found.value < Math.LN2 + 0.1);
  t.deepEqual(await diffusionSpectralInformation(points, labels, options), found);
  const codes = Int32Array.from(points, (_, i) => i % 2);
  t.is(diffusionSpectralInformationSync(points, codes, options).value, found.value);
});

test("dimensions", async (t) => {
  const rows = 2000;
  const { data } = uniformMatrix(rows, 2, 5);
  // A plane in five dimensions.
  const points = Array.from({ length: rows }, (_, i) => {
    const [u, v] = [data[2 * i] as number, data[2 * i + 1] as number];
    return [u, v, u + v, u - v, 2 * u];
  });
  for (const estimator of [
    "maximum-likelihood",
    "levina-bickel",
    "mackay-ghahramani",
    "method-of-moments",
  ] as const) {
    const found = intrinsicDimensionSync(points, { estimator });
    t.true(Math.abs(found.value - 2) < 0.2, `${estimator} ${found.value}`);
    t.is(found.estimator, estimator);
  }
  const local = await intrinsicDimension(points, { local: true, k: 30 });
  t.is(local.local?.length, rows);
  const twins = intrinsicDimensionSync([[0], [0], [1], [3], [7]], { k: 2 });
  t.deepEqual(
    twins.warnings.map(({ code }) => code),
    ["ties"],
  );
});

test("a signal ends them", async (t) => {
  const large = uniformMatrix(3000, 20, 1);
  const many = uniformMatrix(60_000, 20, 1);
  for (const start of [
    (signal: AbortSignal) => vendiScore(large, { similarity: "gaussian", bandwidth: 1, signal }),
    (signal: AbortSignal) => diffusionSpectralEntropy(large, { signal }),
    (signal: AbortSignal) => intrinsicDimension(many, { signal }),
  ]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 20);
    const reason = await start(controller.signal).catch((error: unknown) => error);
    t.is(reason, "enough");
  }
});

test("what cannot be measured is refused", async (t) => {
  const both = (points: never, options: object) => ({
    sync: () => vendiScoreSync(points, options),
    async: async () => vendiScore(points, options),
  });
  const of = (points: unknown, options: object) => both(points as never, options);
  await refused(
    t,
    of([[0, 0]], {}),
    INVALID,
    "Expected rows that have a direction for points but received one of length 0 at row 0",
  );
  await refused(
    t,
    of(sines, { similarity: "given" }),
    INVALID,
    "Expected a square matrix for points but received 20 x 5",
  );
  await refused(
    t,
    of(sines, { order: -1 }),
    OUT_OF_RANGE,
    "Expected a number from 0 to Infinity for order but received -1",
  );
  await refused(
    t,
    of(sines, { similarity: "gaussian" }),
    INVALID,
    "Expected a positive number for bandwidth but received undefined",
  );
  await refused(
    t,
    of(sines, { similarity: "gaussian", bandwidth: 0 }),
    OUT_OF_RANGE,
    "Expected a positive number for bandwidth but received 0",
  );
  await refused(
    t,
    of(sines, { bandwidth: 1 }),
    INVALID,
    "Expected no value, as the similarity is 'cosine', for bandwidth but received 1",
  );
  await refused(
    t,
    of(sines, { similarity: "angle" }),
    INVALID,
    "Expected 'cosine' or 'gaussian' or 'given' for similarity but received 'angle'",
  );
  await refused(
    t,
    {
      sync: () => diffusionSpectralInformationSync(sines, ["a"]),
      async: () => diffusionSpectralInformation(sines, ["a"]),
    },
    INVALID,
    "Expected a label for each of 20 points, for labels but received 1",
  );
  await refused(
    t,
    {
      sync: () => intrinsicDimensionSync(sines, { k: 20 }),
      async: () => intrinsicDimension(sines, { k: 20 }),
    },
    OUT_OF_RANGE,
    "Expected an integer from 2 to the number of points less one, 19 for k but received 20",
  );
  for (const call of [matrixEntropySync, diffusionSpectralEntropySync, intrinsicDimensionSync]) {
    t.throws(() => call([[Number.NaN]]), { code: "ERR_INVALID_ARGUMENT" });
    t.throws(() => call({ data: new Float64Array(0), rows: 0, columns: 1 }));
  }
});
