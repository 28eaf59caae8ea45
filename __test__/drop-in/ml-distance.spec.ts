/** The drop-in of ml-distance beside ml-distance itself. */

import test from "ava";
import * as fc from "fast-check";
import { distance as theirs } from "ml-distance";
import { distance as ours } from "../../lib/drop-in/ml-distance.ts";

type Name = keyof typeof ours;

const NAMES = Object.keys(ours) as Name[];

const same = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));

/** Numbers with sum 1. */
function distribution(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** A root of a difference from 1 keeps half of the digits. */
const isRoot = (name: Name): boolean => name === "hellinger" || name === "matusita";

test("all distances of distributions are there", (t) => {
  t.is(NAMES.length, 13);
  for (const name of NAMES) t.is(typeof theirs[name], "function", name);
});

test("property: the same values, whatever the arrays", (t) => {
  const positive = fc.array(
    fc.tuple(fc.double({ min: 1e-3, max: 1 }), fc.double({ min: 1e-3, max: 1 })),
    {
      minLength: 1,
      maxLength: 300,
    },
  );
  fc.assert(
    fc.property(positive, (pairs) => {
      const [a, b] = [distribution(pairs.map(([x]) => x)), distribution(pairs.map(([, y]) => y))];
      for (const name of NAMES) {
        const expected = theirs[name](a, b);
        t.true(Object.is(ours[name](a, b), expected) || same(ours[name](a, b), expected), name);
        const found = ours[name](Float64Array.from(a), Float64Array.from(b));
        const close = isRoot(name)
          ? Math.abs(found ** 2 - expected ** 2) < 1e-12 ||
            Number.isNaN(found) ||
            Number.isNaN(expected)
          : same(found, expected);
        t.true(close, `${name} ${found} ${expected}`);
      }
    }),
  );
});

test("zeros, negative numbers and other lengths as there", (t) => {
  const zeros = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 0 : 1 / 150));
  const others = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0 : 0.01));
  const lists = [zeros, others, zeros.slice(0, 150), zeros.map((x) => -x), [], [NaN, ...others]];
  for (const a of lists) {
    for (const b of lists) {
      for (const name of NAMES) {
        const expected = theirs[name](a, b);
        for (const [x, y] of [
          [a, b],
          [Float64Array.from(a), Float64Array.from(b)],
        ] as const) {
          t.true(same(ours[name](x, y), expected), `${name} ${ours[name](x, y)} ${expected}`);
        }
      }
    }
  }
});

test("not normalized", (t) => {
  const [a, b] = [
    Float64Array.from({ length: 500 }, (_, i) => i + 1),
    new Float64Array(500).fill(3),
  ];
  for (const name of ["kullbackLeibler", "topsoe", "fidelity"] as const) {
    t.true(same(ours[name](a, b) / 1000, theirs[name](a, b) / 1000), name);
  }
});
