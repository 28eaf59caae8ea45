/** Entropy rates of sequences, entropies of blocks, and complexity. */

import test from "ava";
import {
  blockEntropies,
  blockEntropiesSync,
  type EntropyRateOptions,
  lempelZivComplexity,
  lempelZivComplexitySync,
  type RateMethod,
  type Sample,
  sequenceEntropyRate,
  sequenceEntropyRateSync,
} from "../../index.ts";
import { DMC600 } from "../support/discrete-data.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { Minstd } from "../support/random.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-11 * Math.max(1, Math.abs(b));

const { x } = DMC600;

test("golden values", async (t) => {
  const bits = (order: number): number =>
    sequenceEntropyRateSync(x, { order, unit: "bits" }).value * 600;
  t.true(near(bits(0), 604.3587416163624));
  t.true(near(bits(1), 532.128994404334));
  t.true(near(bits(3), 533.9573161143329));
  t.is(lempelZivComplexitySync(x), 63);
  t.is(await lempelZivComplexity(x.map(String)), 63);
  const expected = [
    0.6924748076290885, 1.2962578626354633, 1.8999692810553541, 2.4980722632584063,
    3.0855187453405644,
  ];
  const found = blockEntropiesSync(x, 5);
  expected.forEach((value, i) => t.true(near(found[i] as number, value)));
  t.deepEqual(await blockEntropies(x, 5), found);
  const inBits = blockEntropiesSync(x, 5, { unit: "bits" });
  t.true(near(inBits[4] as number, 3.0855187453405644 / Math.LN2));
  const rates = [0.6037830550063747, 0.6037114184198908, 0.5981029822030521, 0.5874464820821581];
  rates.forEach((value, i) =>
    t.true(near(sequenceEntropyRateSync(x, { method: "block", order: i + 1 }).value, value)),
  );
  const lz = sequenceEntropyRateSync(x, { method: "lempel-ziv-76" });
  t.true(near(lz.value, (63 * Math.log(600)) / 600));
});

const METHODS: readonly RateMethod[] = [
  "block",
  "markov",
  "lempel-ziv-76",
  "lempel-ziv-78",
  "match-lengths",
  "context-tree-weighting",
];

test("every method comes near the rate of a Markov chain", async (t) => {
  // A bit that stays nine times in ten: the rate is that of one such choice.
  const random = new Minstd(3);
  const bits = [0];
  while (bits.length < 50_000) {
    const last = bits[bits.length - 1] as number;
    bits.push(random.below(10) < 9 ? last : 1 - last);
  }
  const rate = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
  const sequence = Uint8Array.from(bits);
  // Parsings converge like ln ln N / ln N, from above.
  for (const method of METHODS) {
    const found = sequenceEntropyRateSync(sequence, { method });
    const tolerance = method.startsWith("lempel") ? 0.4 : method === "match-lengths" ? 0.15 : 0.03;
    t.true(Math.abs(found.value / rate - 1) < tolerance, `${method} ${found.value / rate}`);
    t.is(found.estimator, method);
    t.is(found.samples, 50_000);
    t.deepEqual(await sequenceEntropyRate(sequence, { method }), found);
  }
});

const REFUSED: readonly (readonly [string, unknown, unknown, Kind, string])[] = [
  ["nothing", [], {}, OUT_OF_RANGE, "at least one observation for sequence but received none"],
  ["NaN", [NaN], {}, INVALID, "values without NaN for sequence but received NaN at index 0"],
  [
    "too short a sequence",
    [1, 2],
    { method: "markov", order: 2 },
    OUT_OF_RANGE,
    "at least 3 symbols for sequence but received 2",
  ],
  [
    "a negative order",
    [1],
    { order: -1 },
    OUT_OF_RANGE,
    "an integer from 0 to 1000 for order but received -1",
  ],
  [
    "a method of another kind",
    [1],
    { method: "gzip" },
    INVALID,
    "'block' or 'markov' or 'lempel-ziv-76' or 'lempel-ziv-78' or 'match-lengths' or 'context-tree-weighting' for method but received 'gzip'",
  ],
];

for (const [title, sequence, options, kind, message] of REFUSED) {
  test(`refused: ${title}`, async (t) => {
    const given = [sequence as Sample, options as EntropyRateOptions] as const;
    await refused(
      t,
      {
        sync: () => sequenceEntropyRateSync(...given),
        async: () => sequenceEntropyRate(...given),
      },
      kind,
      `Expected ${message}`,
    );
  });
}
