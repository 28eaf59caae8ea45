/** Types of diverse retrieval. Compiled, never run. */

import { maximalMarginalRelevance as dropIn } from "gainful/drop-in/langchain";
import {
  maximalMarginalRelevance,
  type Ranking,
  rerank,
  type RerankMethod,
  type RerankOptions,
  rerankSync,
} from "gainful/submodular";

const data = new Float32Array(6);
const candidates = { data, rows: 2, columns: 3 };

export const ranking: Ranking = rerankSync(data.subarray(0, 3), candidates, { k: 2 });
export const later: Promise<Ranking> = rerank([1, 2, 3], [[1, 2, 3]], {
  k: 1,
  method: "determinantal",
  lambda: 0.7,
  metric: "dot",
  signal: AbortSignal.timeout(1000),
});
export const parts: [Uint32Array, Float64Array] = [ranking.elements, ranking.scores];
export const options: RerankOptions = { k: 3, method: "facility-location" };
export const method: RerankMethod = "mmr";
// @ts-expect-error: k is missing
rerankSync([1], [[1]], { lambda: 1 });
// @ts-expect-error: no such metric
rerankSync([1], [[1]], { k: 1, metric: "euclidean" });
// @ts-expect-error: a call that blocks cannot be cancelled
rerankSync([1], [[1]], { k: 1, signal: AbortSignal.timeout(1) });
// @ts-expect-error: the promise is no ranking
export const missingAwait: Ranking = rerank([1], [[1]], { k: 1 });

/** The signature of LangChain's function. */
type LangChain = (
  queryEmbedding: number[] | number[][],
  embeddingList: number[][],
  lambda?: number,
  k?: number,
) => number[];
export const replacements: LangChain[] = [dropIn, maximalMarginalRelevance];
