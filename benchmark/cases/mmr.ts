/** Diverse retrieval by maximal marginal relevance, against LangChain's algorithm. */

import { maximalMarginalRelevance, rerankSync } from "../../lib/submodular/index.ts";
import type { Comparison } from "../comparison.ts";
import { digits, PIXELS } from "../data.ts";
import { maximalMarginalRelevance as plain } from "../plain/maximal-marginal-relevance.ts";

const [CANDIDATES, K, LAMBDA] = [1000, 20, 0.5];

/** A digit and others to choose from. */
function items(): { query: Float32Array; data: Float32Array } {
  const data = digits(CANDIDATES + 1);
  const end = CANDIDATES * PIXELS;
  return { query: data.slice(end), data: data.slice(0, end) };
}

/** The same as arrays of numbers, which is how LangChain keeps embeddings. */
function arrays(): { query: number[]; rows: number[][] } {
  const { query, data } = items();
  const row = (index: number): number[] =>
    Array.from(data.subarray(index * PIXELS, (index + 1) * PIXELS));
  return { query: Array.from(query), rows: Array.from({ length: CANDIDATES }, (_, i) => row(i)) };
}

const theirs: Comparison["theirs"] = () => {
  const { query, rows } = arrays();
  return { run: () => plain(query, rows, LAMBDA, K) };
};

const agree: Comparison["agree"] = (ours, other) => {
  if (String(ours) !== String(other)) throw new Error(`${ours} is not ${other}`);
};

const peer = "plain JavaScript, as in @langchain/core 1.4.0";

export const mmr: Comparison = {
  name: "mmr",
  work: "20 diverse ones of 1,000 digits of 784 pixels for a query, in a Float32Array, one thread",
  peer,
  ours: () => {
    const { query, data } = items();
    const candidates = { data, rows: CANDIDATES, columns: PIXELS };
    const options = { k: K, lambda: LAMBDA, threads: 1 };
    return {
      run: () => Array.from(rerankSync(query, candidates, options).elements),
      repetitions: 200,
    };
  },
  theirs,
  agree,
};

export const mmrDropIn: Comparison = {
  name: "mmr-drop-in",
  work: "the same from arrays of numbers, by the drop-in",
  peer,
  ours: () => {
    const { query, rows } = arrays();
    return { run: () => maximalMarginalRelevance(query, rows, LAMBDA, K), repetitions: 50 };
  },
  theirs,
  agree,
};
