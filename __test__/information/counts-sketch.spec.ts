/** Counts of streams: merged, kept as bytes, estimated from. */

import test from "ava";
import * as fc from "fast-check";
import {
  compareEstimatorsSync,
  CountsSketch,
  entropy,
  entropySync,
  hillNumberSync,
} from "../../index.ts";
import { gainfulError, INVALID, throws } from "../support/errors.ts";

test("it stands for the sample that it counted", async (t) => {
  const sample = [3, 1, 1, 2, 3, 3];
  const sketch = new CountsSketch().add(sample.slice(0, 2)).add(Uint8Array.from(sample.slice(2)));
  t.deepEqual(entropySync(sketch), entropySync(sample));
  t.deepEqual(
    await entropy(sketch, { estimator: "nsb" }),
    await entropy(sample, { estimator: "nsb" }),
  );
  t.deepEqual(compareEstimatorsSync(sketch), compareEstimatorsSync(sample));
  t.is(hillNumberSync(sketch, 0).value, 3);
  t.is(sketch.samples, 6);
  t.is(sketch.symbols, 3);
  t.is(sketch.count(3), 3);
  t.is(sketch.count("3"), 0);
});

const symbol = fc.oneof(
  fc.double({ noNaN: true }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("\ud800", "é", -0, 0),
);
const list = fc.array(symbol, { maxLength: 50 });

function sketchOf(symbols: readonly (number | string)[]): CountsSketch {
  const sketch = new CountsSketch();
  for (const one of symbols) sketch.add(typeof one === "string" ? [one] : [one]);
  return sketch;
}

test("property: merging in any order, and through bytes, is counting everything", (t) => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const whole = sketchOf([...a, ...b]);
      const merged = CountsSketch.fromBytes(sketchOf(b).toBytes()).merge(sketchOf(a));
      t.deepEqual(merged.toBytes(), whole.toBytes());
      t.is(merged.samples, a.length + b.length);
      for (const one of [...a, ...b]) t.is(merged.count(one), whole.count(one));
      const self = sketchOf(a);
      t.is(self.merge(self).samples, 2 * a.length);
    }),
  );
});

test("damage anywhere is noticed", (t) => {
  const bytes = new CountsSketch().add([1, 2, 2]).add(["a", "b"]).toBytes();
  for (let i = 0; i < bytes.length; i++) {
    const damaged = bytes.slice();
    damaged[i] = (damaged[i] as number) ^ 1;
    t.throws(() => CountsSketch.fromBytes(damaged), { code: "ERR_UNSUPPORTED_FORMAT" });
    t.throws(() => CountsSketch.fromBytes(bytes.slice(0, i)), { code: "ERR_UNSUPPORTED_FORMAT" });
  }
  const later = bytes.slice();
  later[4] = 2;
  throws(
    t,
    () => CountsSketch.fromBytes(later),
    gainfulError("ERR_UNSUPPORTED_FORMAT"),
    "The counts have version 2, and only 1 is known",
  );
});

test("the bytes of the first version stay readable", (t) => {
  const bytes = Buffer.from(
    "R0NTSwEAAAA1DoaYAQAAAAEAAAAAAAAAAAAAAAAA+D8AAAAAAAAAQAAAAAAAAPA/WyJhIl0=",
    "base64",
  );
  t.is(bytes.subarray(0, 4).toString(), "GCSK");
  const sketch = new CountsSketch().add([1.5, 1.5]).add(["a"]);
  t.is(Buffer.from(sketch.toBytes()).toString("base64"), bytes.toString("base64"));
  t.is(CountsSketch.fromBytes(bytes).count(1.5), 2);
});

test("refused: NaN, mixtures and other things, which leave the counts as they were", (t) => {
  const sketch = new CountsSketch().add([1]);
  throws(
    t,
    () => sketch.add([1, NaN]),
    INVALID,
    "Expected a value without NaN for sample[1] but received NaN",
  );
  throws(
    t,
    () => sketch.add(["a", 1] as never),
    INVALID,
    "Expected a string for sample[1] but received 1",
  );
  throws(
    t,
    () => sketch.merge({} as never),
    INVALID,
    "Expected a CountsSketch for other but received an object of class Object",
  );
  throws(
    t,
    () => CountsSketch.fromBytes("" as never),
    INVALID,
    "Expected a Uint8Array for bytes but received ''",
  );
  t.is(sketch.samples, 1);
  t.is(sketch.symbols, 1);
});
