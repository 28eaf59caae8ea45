import test from "ava";
import { boolean, finite, indices, integer, oneOf, record } from "../lib/arguments.ts";
import { INVALID, OUT_OF_RANGE, throws } from "./support/errors.ts";

test("integer returns integers of its range, both ends included", (t) => {
  t.is(integer("k", 1, 1, 3), 1);
  t.is(integer("k", 3, 1, 3), 3);
});

for (const value of [0, 4, 1.5, -1, Number.NaN, Infinity, 2 ** 32 + 1]) {
  test(`integer refuses ${value}`, (t) => {
    throws(
      t,
      () => integer("k", value, 1, 3),
      OUT_OF_RANGE,
      `Expected an integer from 1 to 3 for k but received ${value}`,
    );
  });
}

for (const [value, words] of [
  ["2", "'2'"],
  [2n, "2n"],
  [null, "null"],
  [undefined, "undefined"],
  [[2], "an array of length 1"],
] as const) {
  test(`integer and finite refuse ${words}, which is no number`, (t) => {
    throws(
      t,
      () => integer("k", value, 1, 3),
      INVALID,
      `Expected an integer from 1 to 3 for k but received ${words}`,
    );
    throws(
      t,
      () => finite("k", value),
      INVALID,
      `Expected a finite number for k but received ${words}`,
    );
  });
}

test("finite returns finite numbers and refuses the others", (t) => {
  t.is(finite("gamma", -1e300), -1e300);
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    throws(
      t,
      () => finite("gamma", value),
      OUT_OF_RANGE,
      `Expected a finite number for gamma but received ${value}`,
    );
  }
});

test("boolean takes true and false, nothing that is like them", (t) => {
  t.true(boolean("local", true));
  t.false(boolean("local", false));
  for (const value of [0, 1, "", null, undefined]) t.throws(() => boolean("local", value), INVALID);
  throws(
    t,
    () => boolean("local", "true"),
    INVALID,
    "Expected true or false for local but received 'true'",
  );
});

test("oneOf takes its words as they are spelt", (t) => {
  t.is(oneOf("metric", "dot", ["dot", "rbf"]), "dot");
  for (const value of ["DOT", "", undefined, 0, ["dot"]]) {
    t.throws(() => oneOf("metric", value, ["dot", "rbf"]), INVALID);
  }
  throws(
    t,
    () => oneOf("metric", "Dot", ["dot", "rbf"]),
    INVALID,
    "Expected 'dot' or 'rbf' for metric but received 'Dot'",
  );
});

test("record takes objects, not arrays, functions or null", (t) => {
  const options = {};
  t.is(record("options", options), options);
  for (const value of [null, undefined, [], () => {}, "x", 1]) {
    t.throws(() => record("options", value), INVALID);
  }
});

test("indices takes arrays and typed arrays of distinct indices, in the order given", (t) => {
  t.deepEqual(indices("subset", [2, 0], 3), Uint32Array.of(2, 0));
  t.deepEqual(indices("subset", Uint8Array.of(1, 2), 3), Uint32Array.of(1, 2));
  t.deepEqual(indices("subset", [], 3), new Uint32Array());
});

test("indices says which one is wrong", (t) => {
  throws(
    t,
    () => indices("subset", [0, 3], 3),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 2 for subset[1] but received 3",
  );
  throws(
    t,
    () => indices("subset", [1, 0, 1], 3),
    INVALID,
    "Expected distinct indices for subset but received 1 twice",
  );
  throws(
    t,
    () => indices("subset", new Array(2), 3),
    INVALID,
    "Expected an integer from 0 to 2 for subset[0] but received undefined",
  );
});

test("indices takes nothing that is no array of numbers", (t) => {
  for (const value of ["01", new Set([0]), null, 1, new DataView(new ArrayBuffer(2))]) {
    t.throws(() => indices("subset", value, 3), INVALID);
  }
});
