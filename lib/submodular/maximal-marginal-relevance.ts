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
 * vectors so small that all their squares are 0 (below 1e-162) count as zero vectors.
 *
 * Most of the time is spent on copying the arrays; with the embeddings in one `Float32Array`,
 * {@link rerankSync} is faster still.
 *
 * @param queryEmbedding The query; of several, in an array of arrays, the first.
 * @throws TypeError or RangeError.
 */
export function maximalMarginalRelevance(
  queryEmbedding: readonly number[] | readonly (readonly number[])[],
  embeddingList: readonly (readonly number[])[],
  lambda: number = 0.5,
  k: number = 4,
): number[] {
  if (!Array.isArray(embeddingList)) {
    throw invalidArgument("embeddingList", "an array of arrays of numbers", embeddingList);
  }
  const count = selected(k, embeddingList.length);
  if (count === 0) return [];
  const [first] = queryEmbedding;
  const query = Array.isArray(first) ? first : queryEmbedding;
  const columns = rowLength("embeddingList[0]", embeddingList[0]);
  if (rowLength("queryEmbedding", query) !== columns) {
    const expected = `${columns} numbers as in embeddingList[0]`;
    throw invalidArgument("queryEmbedding", expected, new Found(`${query.length} numbers`));
  }
  const weight = finite("lambda", lambda);
  const candidates = flat(embeddingList, columns);
  const elements = callNow((addon) =>
    addon.maximalMarginalRelevance(Float64Array.from(query as number[]), candidates, weight, count),
  );
  return Array.from(elements);
}

/** How many embeddings are selected: a fraction counts as one more. */
function selected(k: unknown, size: number): number {
  if (typeof k !== "number" || Number.isNaN(k)) throw invalidArgument("k", "a number", k);
  return Math.max(0, Math.ceil(Math.min(k, size)));
}

function flat(embeddings: readonly (readonly number[])[], columns: number): Float64Array {
  const numbers = new Float64Array(embeddings.length * columns);
  // Not forEach, which would pass over missing rows.
  for (const [row, embedding] of embeddings.entries()) {
    const length = rowLength(`embeddingList[${row}]`, embedding);
    if (length !== columns) {
      const expected = `${columns} numbers as in embeddingList[0]`;
      throw invalidArgument(`embeddingList[${row}]`, expected, new Found(`${length} numbers`));
    }
    numbers.set(embedding, row * columns);
  }
  return numbers;
}

function rowLength(name: string, row: unknown): number {
  const isTyped = ArrayBuffer.isView(row) && !(row instanceof DataView);
  if (!Array.isArray(row) && !isTyped) throw invalidArgument(name, "an array of numbers", row);
  const { length } = row as ArrayLike<number>;
  if (length === 0) throw invalidArgument(name, "at least one number", row);
  return length;
}
