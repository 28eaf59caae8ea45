import test from "ava";
import { runInNewContext } from "node:vm";
import { denseMatrix, type Matrix, matrixData, type MatrixData } from "../lib/matrix.ts";
import { INVALID, type Kind, OUT_OF_RANGE, throws } from "./support/errors.ts";
import { withHole } from "./support/holes.ts";

const data = Float64Array.of(1, 2, 3, 4, 5, 6);

test("all forms of a matrix mean the same", (t) => {
  const expected = { data, rows: 2, columns: 3 };
  for (const matrix of [
    { data, rows: 2, columns: 3 },
    { data, shape: [2, 3] },
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [Float64Array.of(1, 2, 3), Float32Array.of(4, 5, 6)],
    [Uint8Array.of(1, 2, 3), Int16Array.of(4, 5, 6)],
  ] as const satisfies readonly Matrix[]) {
    t.deepEqual(denseMatrix("x", matrix), expected);
  }
});

test("typed data are not copied and keep their precision", (t) => {
  const single = Float32Array.of(1, 2);
  t.is(denseMatrix("x", { data, shape: [3, 2] }).data, data);
  t.is(denseMatrix("x", { data: single, rows: 1, columns: 2 }).data, single);
});

test("data in shared memory are copied", (t) => {
  const shared = new Float64Array(new SharedArrayBuffer(16));
  shared.set([1, 2]);
  const taken = matrixData("x", shared);
  t.deepEqual(taken, Float64Array.of(1, 2));
  t.true(taken.buffer instanceof ArrayBuffer);
});

test("arrays of another realm, such as a test runner's sandbox, are taken", (t) => {
  const foreign = runInNewContext("Float64Array.of(1, 2)") as MatrixData;
  t.false(foreign instanceof Float64Array);
  t.is(matrixData("x", foreign), foreign);
});

test("a part of a buffer is a matrix too", (t) => {
  const part = data.subarray(2, 4);
  t.deepEqual(Array.from(denseMatrix("x", { data: part, rows: 1, columns: 2 }).data), [3, 4]);
});

const REFUSED: readonly (readonly [title: string, value: unknown, Kind, message: string])[] = [
  ["no matrix at all", 5, INVALID, "Expected an object for x but received 5"],
  ["null", null, INVALID, "Expected an object for x but received null"],
  [
    "numbers alone",
    data,
    INVALID,
    "Expected a Float32Array or Float64Array for x.data but received undefined",
  ],
  ["no rows", [], INVALID, "Expected at least one row for x but received an array of length 0"],
  [
    "an empty row",
    [[]],
    INVALID,
    "Expected at least one number for x[0] but received an array of length 0",
  ],
  [
    "rows of different lengths",
    [[1, 2], [3, 4], [5]],
    INVALID,
    "Expected 2 numbers as in row 0 for x[2] but received 1 numbers",
  ],
  [
    "a string among numbers",
    [
      [1, 2],
      [3, "4"],
    ],
    INVALID,
    "Expected a number for x[1][1] but received '4'",
  ],
  [
    "big integers",
    [BigInt64Array.of(1n)],
    INVALID,
    "Expected a number for x[0][0] but received 1n",
  ],
  ["a number as a row", [[1], 2], INVALID, "Expected a row of numbers for x[1] but received 2"],
  ["a string as a row", ["12"], INVALID, "Expected a row of numbers for x[0] but received '12'"],
  [
    "a missing row",
    withHole([[1], [2], [3]], 1),
    INVALID,
    "Expected a row of numbers for x[1] but received undefined",
  ],
  [
    "a missing number",
    [new Array(2)],
    INVALID,
    "Expected a number for x[0][0] but received undefined",
  ],
  [
    "a DataView as a row",
    [new DataView(new ArrayBuffer(8))],
    INVALID,
    "Expected a row of numbers for x[0] but received DataView of 8 bytes",
  ],
  [
    "too few numbers",
    { data, rows: 2, columns: 4 },
    INVALID,
    "Expected 2 x 4 = 8 numbers for x.data but received 6 numbers",
  ],
  [
    "too many numbers",
    { data, shape: [1, 2] },
    INVALID,
    "Expected 1 x 2 = 2 numbers for x.data but received 6 numbers",
  ],
  [
    "sizes whose product exceeds any array",
    { data, rows: 2 ** 32 - 1, columns: 2 ** 32 - 1 },
    INVALID,
    "Expected 4294967295 x 4294967295 = 18446744065119617000 numbers for x.data but received 6 numbers",
  ],
  [
    "no rows beside no data",
    { data: new Float64Array(), rows: 0, columns: 3 },
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for x.rows but received 0",
  ],
  [
    "half a column",
    { data, rows: 4, columns: 1.5 },
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for x.columns but received 1.5",
  ],
  [
    "a size beyond 32 bits",
    { data, shape: [2 ** 32 + 1, 1] },
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for x.shape[0] but received 4294967297",
  ],
  [
    "a size that is a string",
    { data, shape: [2, "3"] },
    INVALID,
    "Expected an integer from 1 to 4294967295 for x.shape[1] but received '3'",
  ],
  [
    "sizes left out",
    { data },
    INVALID,
    "Expected an integer from 1 to 4294967295 for x.rows but received undefined",
  ],
  [
    "three sizes",
    { data, shape: [1, 2, 3] },
    INVALID,
    "Expected an array of two sizes for x.shape but received an array of length 3",
  ],
  [
    "integers of a typed array",
    { data: new Int32Array(6), shape: [2, 3] },
    INVALID,
    "Expected a Float32Array or Float64Array for x.data but received Int32Array of 24 bytes",
  ],
  [
    "an array as data",
    { data: [1, 2], shape: [1, 2] },
    INVALID,
    "Expected a Float32Array or Float64Array for x.data but received an array of length 2",
  ],
];

for (const [title, value, kind, message] of REFUSED) {
  test(`refused: ${title}`, (t) => {
    throws(t, () => denseMatrix("x", value as Matrix), kind, message);
  });
}

test("refused: data whose buffer was given away", (t) => {
  const given = new Float64Array(6);
  structuredClone(given.buffer, { transfer: [given.buffer] });
  throws(
    t,
    () => denseMatrix("x", { data: given, rows: 2, columns: 3 }),
    INVALID,
    "Expected 2 x 3 = 6 numbers for x.data but received 0 numbers",
  );
});
