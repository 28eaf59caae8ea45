import { readFileSync } from "node:fs";
import test from "ava";
import { renyiEfficiency, renyiEntropy } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../../support/errors.ts";

/** Computed with 40 digits; shared with the tests of the crate. */
const { renyi } = JSON.parse(
  readFileSync(new URL("../../../crates/bpe/tests/golden/theory.json", import.meta.url), "utf8"),
) as {
  readonly renyi: readonly {
    readonly counts: readonly number[] | string;
    readonly vocabSize: number;
    readonly entropyBits: Readonly<Record<string, number>>;
    readonly efficiency: Readonly<Record<string, number | null>>;
  }[];
};

test("efficiencies are the golden ones", (t) => {
  for (const { counts, vocabSize, efficiency } of renyi) {
    const list = typeof counts === "string" ? Array.from({ length: 100 }, (_, i) => i + 1) : counts;
    for (const [order, expected] of Object.entries(efficiency)) {
      if (expected === null) continue;
      const alpha = order === "inf" ? Infinity : Number(order);
      const found = renyiEfficiency(list, alpha, vocabSize);
      t.true(Math.abs(found - expected) <= 1e-12 + 1e-9 * Math.abs(expected), `${found} ${order}`);
    }
  }
});

test("entropies are the golden ones, in bits", (t) => {
  for (const { counts, entropyBits } of renyi) {
    const list = typeof counts === "string" ? Array.from({ length: 100 }, (_, i) => i + 1) : counts;
    for (const [order, expected] of Object.entries(entropyBits)) {
      const found = renyiEntropy(list, order === "inf" ? Infinity : Number(order));
      t.true(Math.abs(found - expected) <= 1e-12 + 1e-9 * Math.abs(expected), `${found} ${order}`);
    }
  }
  t.is(renyiEntropy(new Uint32Array([3, 3, 3, 3, 0]), 1), 2);
  throws(
    t,
    () => renyiEntropy([0]),
    INVALID,
    "Expected at least one positive count for counts but received none",
  );
  throws(
    t,
    () => renyiEntropy([1], -1),
    OUT_OF_RANGE,
    "Expected a number from 0 to Infinity for alpha but received -1",
  );
});

test("the order is 2.5 and all counts are of the vocabulary, by default", (t) => {
  const counts = [5, 3, 2, 0, 0];
  t.is(renyiEfficiency(counts), renyiEfficiency(new Float64Array(counts), 2.5, 5));
  // From the golden values: 5, 3 and 2 of a vocabulary of 5.
  t.true(Math.abs(renyiEfficiency(counts) - 0.5843654635854739) < 1e-12);
  t.is(renyiEfficiency(new Uint32Array([7, 7])), 1);
});

test("refused: what is no count, no order and no vocabulary", (t) => {
  throws(
    t,
    () => renyiEfficiency("abc" as never),
    INVALID,
    "Expected an array of numbers for counts but received 'abc'",
  );
  throws(
    t,
    () => renyiEfficiency(undefined as never),
    INVALID,
    "Expected an array of numbers for counts but received undefined",
  );
  throws(
    t,
    () => renyiEfficiency([1, "2" as never]),
    INVALID,
    "Expected a number for counts[1] but received '2'",
  );
  throws(
    t,
    () => renyiEfficiency([1, -2]),
    OUT_OF_RANGE,
    "Expected finite numbers that are not negative for counts but received -2 at index 1",
  );
  throws(
    t,
    () => renyiEfficiency([0, 0]),
    INVALID,
    "Expected at least one positive count for counts but received none",
  );
  throws(
    t,
    () => renyiEfficiency([1, 2], NaN),
    OUT_OF_RANGE,
    "Expected a number from 0 to Infinity for alpha but received NaN",
  );
  throws(
    t,
    () => renyiEfficiency([1, 2], "1" as never),
    INVALID,
    "Expected a number for alpha but received '1'",
  );
  throws(
    t,
    () => renyiEfficiency([1, 2], 1, 1),
    OUT_OF_RANGE,
    "Expected an integer of at least 2 for vocabularySize but received 1",
  );
});
