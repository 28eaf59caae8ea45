/** Maximal marginal relevance with the signature and the results of LangChain. */

import { finite } from "../arguments.ts";
import { callNow } from "../call.ts";
import { Found, invalidArgument } from "../errors.ts";

/**
 * Selects `k` of the embeddings, all of them if there are fewer: first the one of the largest cosine
 * with the query, then again and again the one of the largest
 *
 *     lambda · cosine with the query - (1 - lambda) · largest cosine with a selected one,
 *
 * the smallest index where some are equal. Returns indices in the order of selection.
 *
 * A drop-in for `maximalMarginalRelevance` of `@langchain/core/utils/math`, several dozen times
 * faster: cosines are computed in double precision in the same order of operations, and those that
 * are not a number, as of zero vectors, count as 0; so the indices are the same, also among
 * embeddings that are nearly equal. Three things differ: rows that are empty or of different lengths
 * are refused, and so is a `lambda` that is not finite (any other is taken, also above 1), and
 * vectors so small that all their squares are 0 (below 1e-162) count as zero vectors. Typed arrays
 * are taken as well.
 *
 * Most of the time is spent on copying the arrays; with the embeddings in one `Float32Array`,
 * {@link rerankSync} is faster still.
 *
 * @param queryEmbedding The query; of several, in an array of arrays, the first.
 * @throws TypeError or RangeError.
 */
export function maximalMarginalRelevance(
  queryEmbedding: ArrayLike<number> | readonly ArrayLike<number>[],
  embeddingList: readonly ArrayLike<number>[],
  lambda: number = 0.5,
  k: number = 4,
): number[] {
  if (!Array.isArray(embeddingList)) {
    throw invalidArgument("embeddingList", "an array of arrays of numbers", embeddingList);
  }
  const count = selected(k, embeddingList.length);
  if (count === 0) return [];
  const columns = rowLength("embeddingList[0]", embeddingList[0]);
  const query = new Float64Array(columns);
  fill(query, "queryEmbedding", firstOf(queryEmbedding));
  const weight = finite("lambda", lambda);
  const candidates = new Float64Array(embeddingList.length * columns);
  // Not forEach, which would pass over missing rows.
  for (const [row, embedding] of embeddingList.entries()) {
    const part = candidates.subarray(row * columns, (row + 1) * columns);
    fill(part, `embeddingList[${row}]`, embedding);
  }
  const elements = callNow((addon) =>
    addon.maximalMarginalRelevance(query, candidates, weight, count),
  );
  return Array.from(elements);
}

/** How many embeddings are selected: a fraction counts as one more. */
function selected(k: unknown, size: number): number {
  if (typeof k !== "number" || Number.isNaN(k)) throw invalidArgument("k", "a number", k);
  return Math.max(0, Math.ceil(Math.min(k, size)));
}

/** The query, or of several the first. */
function firstOf(queries: unknown): unknown {
  const first: unknown = Array.isArray(queries) ? queries[0] : undefined;
  return isList(first) ? first : queries;
}

/** Copies a row. What is not a number in JavaScript's own conversion counts as LangChain counts it. */
function fill(target: Float64Array, name: string, row: unknown): void {
  const length = rowLength(name, row);
  if (length !== target.length) {
    const expected = `${target.length} numbers as in embeddingList[0]`;
    throw invalidArgument(name, expected, new Found(`${length} numbers`));
  }
  const numbers = row as ArrayLike<number>;
  try {
    target.set(numbers);
  } catch (error) {
    const other = Array.from(numbers).findIndex((number) => typeof number !== "number");
    if (other < 0) throw error;
    throw invalidArgument(`${name}[${other}]`, "a number", numbers[other]);
  }
}

function rowLength(name: string, row: unknown): number {
  if (!isList(row)) throw invalidArgument(name, "an array of numbers", row);
  if (row.length === 0) throw invalidArgument(name, "at least one number", row);
  return row.length;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
