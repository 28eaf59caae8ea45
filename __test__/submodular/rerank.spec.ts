import test from "ava";
import { maximalMarginalRelevance } from "../../benchmark/plain/maximal-marginal-relevance.ts";
import { rerank, type RerankMethod, type RerankOptions, rerankSync } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

const METHODS: readonly RerankMethod[] = ["mmr", "determinantal", "facility-location"];

/** Two pairs that point in nearly the same direction, and one that is not relevant. */
const CANDIDATES = [
  [1, 0.1, 0],
  [1, 0.2, 0],
  [0.5, 1, 0],
  [0.5, 0.9, 0],
  [0, 0.1, 1],
];
const QUERY = [1, 0.5, 0];

const elementsOf = (options: RerankOptions): number[] =>
  Array.from(rerankSync(QUERY, CANDIDATES, options).elements);

// Cosines with the query in thousandths: 934, 965, 800, 825, 44. Of candidates 0 and 1: 995; 0 and
// 2: 534; 1 and 2: 614; 1 and 3: 667; 1 and 4: 20; 2 and 3: 999; 2 and 4: 89.
test("relevance alone, diversity alone, and half of each", (t) => {
  for (const method of METHODS) {
    t.deepEqual(elementsOf({ k: 5, lambda: 1, method }), [1, 0, 3, 2, 4], method);
  }
  t.deepEqual(elementsOf({ k: 3, lambda: 0 }), [1, 4, 2], "the most relevant one comes first");
  t.deepEqual(elementsOf({ k: 3 }), [1, 2, 4], "mmr: 2 - 1.2 of 800 and 614 beats the others");
  t.deepEqual(elementsOf({ k: 3 }), elementsOf({ k: 3, lambda: 0.5, method: "mmr" }));
});

test("mmr scores follow their formula", (t) => {
  const cosine = (x: readonly number[], y: readonly number[]): number => {
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  };
  const row = (element: number): number[] => CANDIDATES[element] as number[];
  const { elements, scores } = rerankSync(QUERY, CANDIDATES, { k: 5, lambda: 0.7 });
  elements.forEach((element, step) => {
    const before = Array.from(elements.subarray(0, step), row);
    const similarities = before.map((other) => cosine(row(element), other));
    const largest = step === 0 ? 0 : Math.max(...similarities);
    const expected = 0.7 * cosine(row(element), QUERY) - 0.3 * largest;
    t.true(Math.abs((scores[step] as number) - expected) < 1e-12, `step ${step}`);
  });
});

test("mmr selects what LangChain selects, from single precision, too", (t) => {
  for (let seed = 1; seed <= 200; seed++) {
    const [rows, columns] = [1 + (seed % 40), 1 + (seed % 23)];
    const { data } = uniformMatrix(rows + 1, columns, seed, Float32Array);
    data.forEach((value, i) => {
      data[i] = value - 0.3;
    });
    const list = Array.from({ length: rows + 1 }, (_, i) =>
      Array.from(data.subarray(i * columns, (i + 1) * columns)),
    );
    const query = list.pop() as number[];
    const candidates = { data: data.subarray(0, rows * columns), rows, columns };
    const [lambda, k] = [(seed % 11) / 10, 15];
    const expected = maximalMarginalRelevance(query, list, lambda, k);
    for (const matrix of [list, candidates]) {
      const { elements } = rerankSync(query, matrix, { k, lambda });
      t.deepEqual(Array.from(elements), expected, `seed ${seed}`);
    }
  }
});

test("all forms of query and candidates are taken, and both functions agree", async (t) => {
  const rows = CANDIDATES.length;
  const double = { data: Float64Array.from(CANDIDATES.flat()), rows, columns: 3 };
  const single = { data: Float32Array.from(CANDIDATES.flat()), shape: [rows, 3] } as const;
  const shared = new Float32Array(new SharedArrayBuffer(single.data.byteLength));
  shared.set(single.data);
  for (const method of METHODS) {
    const options = { k: 3, method };
    const expected = rerankSync(QUERY, CANDIDATES, options);
    t.true(expected.elements instanceof Uint32Array && expected.scores instanceof Float64Array);
    for (const query of [QUERY, Float64Array.from(QUERY), Float32Array.from(QUERY)]) {
      t.deepEqual(rerankSync(query, double, options), expected);
      t.deepEqual(await rerank(query, double, options), expected);
      const rough = rerankSync(query, single, options);
      t.deepEqual(rough.elements, expected.elements);
      t.deepEqual(await rerank(query, single, options), rough);
      t.deepEqual(rerankSync(query, { data: shared, rows, columns: 3 }, options), rough);
    }
  }
});

test("later changes of the inputs are not seen", async (t) => {
  const candidates = uniformMatrix(50, 8, 1);
  const query = Float64Array.from({ length: 8 }, (_, i) => i - 3);
  const expected = rerankSync(query, candidates, { k: 9 });
  const promise = rerank(query, candidates, { k: 9 });
  candidates.data.fill(0);
  query.fill(0);
  t.deepEqual(await promise, expected);
});

test("any number of threads gives the same bits", async (t) => {
  const candidates = uniformMatrix(700, 300, 2, Float32Array);
  const query = candidates.data.slice(0, 300);
  for (const method of METHODS) {
    const expected = rerankSync(query, candidates, { k: 20, method, threads: 1 });
    for (const threads of [2, 3, 8]) {
      t.deepEqual(await rerank(query, candidates, { k: 20, method, threads }), expected);
    }
  }
});

test("fewer candidates than k are all ordered; copies add nothing to a determinant", (t) => {
  t.deepEqual(elementsOf({ k: 100 }).toSorted(), [0, 1, 2, 3, 4]);
  t.deepEqual(elementsOf({ k: 100, method: "facility-location" }).toSorted(), [0, 1, 2, 3, 4]);
  // Five vectors of three dimensions.
  t.is(elementsOf({ k: 100, method: "determinantal" }).length, 3);
  const copies = rerankSync(
    [1, 0],
    [
      [1, 1],
      [2, 2],
      [1, 1],
    ],
    { k: 3, method: "determinantal" },
  );
  t.deepEqual(Array.from(copies.elements), [0]);
});

test("ties go to the smallest row, and lengths matter to dot products alone", (t) => {
  const candidates = [
    [0, 0],
    [1, 1],
    [2, 2],
    [1, 0],
  ];
  const order = (options: RerankOptions): number[] =>
    Array.from(rerankSync([1, 1], candidates, options).elements);
  t.deepEqual(order({ k: 4, lambda: 1 }), [1, 2, 3, 0]);
  t.deepEqual(order({ k: 4, lambda: 1, metric: "dot" }), [2, 1, 3, 0]);
});

test("scores of facility location add up to mean relevance and representation", (t) => {
  const { scores } = rerankSync(
    [1, 0],
    [
      [1, 0],
      [0, 1],
    ],
    { k: 2, method: "facility-location" },
  );
  // Row 0 has all positive relevance: its mean with row 1 is 1/2, and it is fully represented.
  t.deepEqual(Array.from(scores), [0.5 * 0.5 + 0.5 * 1, 0]);
});

const REFUSED: readonly (readonly [
  what: string,
  kind: Kind,
  message: string,
  changes: { query?: unknown; candidates?: unknown; options?: unknown },
])[] = [
  [
    "a query of another length",
    INVALID,
    "Expected 3 numbers as in a row of candidates for query but received 2 numbers",
    { query: [1, 2] },
  ],
  [
    "a query that is no vector",
    INVALID,
    "Expected an array of numbers, a Float32Array or a Float64Array for query but received 'x'",
    { query: "x" },
  ],
  [
    "a query with a string",
    INVALID,
    "Expected a number for query[1] but received '2'",
    { query: [1, "2", 3] },
  ],
  [
    "a query with NaN",
    INVALID,
    "Expected finite numbers for query but received NaN at index 2",
    { query: [1, 2, Number.NaN] },
  ],
  [
    "a query that single precision cannot hold",
    INVALID,
    "Expected finite numbers for query but received Infinity at index 0",
    { query: [1e39, 0, 0], candidates: { data: new Float32Array(3), shape: [1, 3] } },
  ],
  [
    "no candidates",
    INVALID,
    "Expected at least one row for candidates but received an array of length 0",
    { candidates: [] },
  ],
  [
    "candidates with an infinity",
    INVALID,
    "Expected finite numbers for candidates but received -Infinity at index 4",
    {
      candidates: [
        [1, 2, 3],
        [1, -Infinity, 3],
      ],
    },
  ],
  [
    "candidates whose squares overflow",
    OUT_OF_RANGE,
    "Expected numbers small enough for finite similarities for candidates but received numbers that overflow",
    { candidates: [[1e200, 2, 3]] },
  ],
  ["no options", INVALID, "Expected an object for options but received null", { options: null }],
  [
    "no k",
    INVALID,
    "Expected an integer from 1 to 4294967295 for k but received undefined",
    { options: {} },
  ],
  [
    "k of 0",
    OUT_OF_RANGE,
    "Expected an integer from 1 to 4294967295 for k but received 0",
    { options: { k: 0 } },
  ],
  [
    "lambda above 1",
    OUT_OF_RANGE,
    "Expected a number from 0 to 1 for lambda but received 1.5",
    { options: { k: 1, lambda: 1.5 } },
  ],
  [
    "lambda that is NaN",
    OUT_OF_RANGE,
    "Expected a number from 0 to 1 for lambda but received NaN",
    { options: { k: 1, lambda: Number.NaN } },
  ],
  [
    "lambda in words",
    INVALID,
    "Expected a number from 0 to 1 for lambda but received 'half'",
    { options: { k: 1, lambda: "half" } },
  ],
  [
    "an unknown method",
    INVALID,
    "Expected 'mmr' or 'determinantal' or 'facility-location' for method but received 'mrr'",
    { options: { k: 1, method: "mrr" } },
  ],
  [
    "an unknown metric",
    INVALID,
    "Expected 'cosine' or 'dot' for metric but received 'rbf'",
    { options: { k: 1, metric: "rbf" } },
  ],
];

for (const [what, kind, message, changes] of REFUSED) {
  test(`${what} is refused`, async (t) => {
    const { query = QUERY, candidates = CANDIDATES, options = { k: 1 } } = changes;
    const args = [query, candidates, options] as Parameters<typeof rerankSync>;
    await refused(
      t,
      { sync: () => rerankSync(...args), async: () => rerank(...args) },
      kind,
      message,
    );
  });
}

test("a call can be cancelled and reports progress", async (t) => {
  const candidates = uniformMatrix(3000, 200, 3);
  const query = candidates.data.slice(0, 200);
  const controller = new AbortController();
  const options = { k: 3000, method: "determinantal", signal: controller.signal } as const;
  const promise = rerank(query, candidates, options);
  setTimeout(() => controller.abort(new Error("enough")), 5);
  await t.throwsAsync(promise, { message: "enough" });

  const reports: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number | null }): void => {
    t.is(total, 30);
    reports.push(done);
  };
  await rerank(query, candidates, { k: 30, onProgress });
  t.is(reports.at(-1), 30);
});
