import test from "ava";
import * as fc from "fast-check";
import { maximalMarginalRelevance as plain } from "../../benchmark/plain/maximal-marginal-relevance.ts";
import { maximalMarginalRelevance } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, throws } from "../support/errors.ts";

const QUERY = [1, -2, 3, 0.5];
// Row 5 is zero, row 9 is a copy of row 2, row 11 of row 0.
const EMBEDDINGS = [
  [-5, -3, -1, 1],
  [2, -2, 5, 1],
  [-2, -1, 0, 1],
  [5, 0, -5, 1],
  [1, 1, 1, 1],
  [0, 0, 0, 0],
  [4, 3, 2, 1],
  [0, 4, -3, 1],
  [-4, 5, 3, 1],
  [-2, -1, 0, 1],
  [-1, -4, 4, 1],
  [-5, -3, -1, 1],
];

// By `maximalMarginalRelevance` of @langchain/core 1.4.0 from npm.
const SELECTED: readonly (readonly [lambda: number, order: readonly number[]])[] = [
  [0, [1, 7, 0, 5, 8, 6, 3, 10, 4, 2, 11, 9]],
  [0.3, [1, 7, 0, 5, 6, 8, 10, 3, 4, 2, 9, 11]],
  [0.5, [1, 0, 10, 5, 4, 3, 8, 6, 2, 9, 11, 7]],
  [1, [1, 10, 4, 6, 2, 9, 5, 0, 11, 8, 3, 7]],
  [1.5, [1, 10, 4, 6, 2, 9, 0, 11, 5, 8, 3, 7]],
  [-0.5, [1, 7, 0, 5, 8, 3, 6, 2, 11, 9, 4, 10]],
];

for (const [lambda, order] of SELECTED) {
  test(`LangChain's order for lambda ${lambda}`, (t) => {
    for (const k of [1, 2, 7, 12, 100, Infinity]) {
      t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS, lambda, k), order.slice(0, k));
      t.deepEqual(plain(QUERY, EMBEDDINGS, lambda, k), order.slice(0, k));
    }
  });
}

test("lambda is 0.5 and k is 4 unless given, as in LangChain", (t) => {
  t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS), [1, 0, 10, 5]);
  t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS, 0.3), [1, 7, 0, 5]);
});

test("nothing is selected from nothing, or if k is not positive", (t) => {
  t.deepEqual(maximalMarginalRelevance(QUERY, []), []);
  t.deepEqual(maximalMarginalRelevance([], []), []);
  t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS, 0.5, 0), []);
  t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS, 0.5, -3), []);
});

test("of several queries the first counts; a fraction of k counts as one more", (t) => {
  t.deepEqual(maximalMarginalRelevance([QUERY, [0, 0, 0, 1]], EMBEDDINGS), [1, 0, 10, 5]);
  t.deepEqual(maximalMarginalRelevance(QUERY, EMBEDDINGS, 0.5, 2.5), [1, 0, 10]);
});

test("a vector whose squares are too small for double precision counts as zero", (t) => {
  t.deepEqual(maximalMarginalRelevance([1], [[1e-200], [0], [1]], 0.5, 3), [2, 0, 1]);
});

test("typed arrays are taken as rows", (t) => {
  const rows = EMBEDDINGS.map((row) => Float32Array.from(row));
  const query = Float32Array.from(QUERY);
  t.deepEqual(maximalMarginalRelevance(query, rows), [1, 0, 10, 5]);
  t.deepEqual(maximalMarginalRelevance([query], rows), [1, 0, 10, 5]);
});

test("the same indices as the plain algorithm, whatever the numbers", (t) => {
  // Few values make ties; sums of others differ by the order in which they are taken. Vectors of
  // nothing but tiny numbers have infinite cosines in LangChain, which then selects index -1.
  const unit = fc
    .double({ min: -1, max: 1, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
  const number = fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    unit,
    fc.constantFrom(0, -0, 0.1, 1e-100, 1e200, -1e308, Infinity, -Infinity, Number.NaN),
  );
  const plainNumber = fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(0.1, 0.2, 0.3, -0.7),
    unit,
  );
  const items = fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), fc.boolean())
    .chain(([rows, columns, isPlain]) => {
      const length = { minLength: columns, maxLength: columns };
      const vector = fc.array(isPlain ? plainNumber : number, length);
      const vectors = fc.array(vector, { minLength: rows, maxLength: rows });
      // Copies of rows tie exactly.
      const copies = fc.array(fc.nat({ max: rows - 1 }), { maxLength: 5 });
      return fc.tuple(vector, vectors, copies);
    })
    .map(([query, rows, copies]) => ({
      query,
      rows: [...rows, ...copies.map((copy) => rows[copy] as number[])],
    }));
  const lambda = fc.oneof(
    fc.constantFrom(0, 0.5, 1, -1, 1.5, 2),
    fc.double({ min: -3, max: 3, noNaN: true }),
  );
  fc.assert(
    fc.property(items, lambda, fc.integer({ min: 1, max: 40 }), ({ query, rows }, weight, k) => {
      t.deepEqual(maximalMarginalRelevance(query, rows, weight, k), plain(query, rows, weight, k));
    }),
    { numRuns: 500 },
  );
});

const REFUSED: readonly (readonly [string, Kind, string, readonly unknown[]])[] = [
  [
    "embeddings that are no array",
    INVALID,
    "Expected an array of arrays of numbers for embeddingList but received 'x'",
    [QUERY, "x"],
  ],
  [
    "a row that is missing",
    INVALID,
    "Expected an array of numbers for embeddingList[1] but received undefined",
    [QUERY, [QUERY, undefined]],
  ],
  [
    "a row of another length",
    INVALID,
    "Expected 4 numbers as in embeddingList[0] for embeddingList[1] but received 1 numbers",
    [QUERY, [QUERY, [1]]],
  ],
  [
    "a query of another length",
    INVALID,
    "Expected 4 numbers as in embeddingList[0] for queryEmbedding but received 1 numbers",
    [[1], [QUERY]],
  ],
  [
    "no query",
    INVALID,
    "Expected an array of numbers for queryEmbedding but received undefined",
    [undefined, [QUERY]],
  ],
  [
    "a query of big integers",
    INVALID,
    "Expected a number for queryEmbedding[0] but received 1n",
    [BigInt64Array.of(1n, 2n, 3n, 4n), [QUERY]],
  ],
  [
    "a row with a symbol",
    INVALID,
    "Expected a number for embeddingList[1][2] but received Symbol(s)",
    [QUERY, [QUERY, [1, 2, Symbol("s"), 4]]],
  ],
  [
    "an empty row",
    INVALID,
    "Expected at least one number for embeddingList[0] but received an array of length 0",
    [[], [[]]],
  ],
  [
    "lambda that is NaN",
    OUT_OF_RANGE,
    "Expected a finite number for lambda but received NaN",
    [QUERY, EMBEDDINGS, Number.NaN],
  ],
  [
    "k that is NaN",
    INVALID,
    "Expected a number for k but received NaN",
    [QUERY, EMBEDDINGS, 0.5, Number.NaN],
  ],
];

for (const [what, kind, message, args] of REFUSED) {
  test(`${what} is refused`, (t) => {
    const call = (): unknown =>
      maximalMarginalRelevance(...(args as Parameters<typeof maximalMarginalRelevance>));
    throws(t, call, kind, message);
  });
}
