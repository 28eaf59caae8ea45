/** Diverse retrieval: candidates that are relevant to a query and do not repeat one another. */

import { types } from "node:util";
import { integer, MAX_COUNT, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { Found, invalidArgument, outOfRange } from "../errors.ts";
import { denseMatrix, type Matrix, type MatrixData, realNumbers } from "../matrix.ts";
import type { Native } from "../native.ts";

const METHODS = ["mmr", "determinantal", "facility-location"] as const;

/**
 * How relevance r and similarity s are weighed against each other. Each method selects candidates
 * one after the other, given the set S of those before, by the highest score:
 *
 * - `mmr`: maximal marginal relevance, lambda r_i - (1 - lambda) max over j in S of s_ij; the first
 *   is the most relevant one, whatever lambda (Carbonell & Goldstein 1998)
 * - `determinantal`: what i adds to lambda Σ r + (1 - lambda) log det(s), both over the selected
 *   set: greedy MAP inference for a determinantal point process (Chen, Zhang & Zhou 2018, equation
 *   13 with θ = lambda). Considers S as a whole: a mixture of two selected candidates adds nothing,
 *   though it is not very similar to either. Selects fewer than k where all others are linear
 *   combinations of those selected, copies for instance, unless lambda is 1
 * - `facility-location`: what i adds to lambda times the mean relevance of the k selected plus
 *   (1 - lambda) Σ_v w_v max(0, max over j in S of s_jv), the sum over all candidates v, each
 *   weighted by its share in all positive relevance. S represents what is relevant: where many
 *   candidates are alike, one of them is worth more
 */
export type RerankMethod = (typeof METHODS)[number];

const LIKENESSES = ["cosine", "dot"] as const;

/**
 * How alike two vectors x and y are, the query and a candidate as well as two candidates:
 *
 * - `cosine`: x·y / (|x| |y|), clipped to [-1, 1]; 0 where a vector is zero
 * - `dot`: x·y
 */
export type RerankMetric = (typeof LIKENESSES)[number];

/** How to rerank. */
export interface RerankOptions {
  /** How many candidates are selected, at least 1; all of them if there are fewer. */
  readonly k: number;
  /** How relevance and diversity are weighed. Default: `mmr`. */
  readonly method?: RerankMethod | undefined;
  /** The weight of relevance, from 0 (diversity alone) to 1 (relevance alone). Default: 0.5. */
  readonly lambda?: number | undefined;
  /** How alike two vectors are. Default: `cosine`. */
  readonly metric?: RerankMetric | undefined;
}

/** Candidates in the order of their selection. */
export interface Ranking {
  /** The rows of the selected candidates. */
  readonly elements: Uint32Array;
  /**
   * The score of each when it was selected, by the formula of the method. The scores of
   * `facility-location` add up to the value of the set; with `mmr`, the first is lambda times the
   * relevance.
   */
  readonly scores: Float64Array;
}

/**
 * Selects candidates for a query, the rows of a matrix, so that they are relevant and diverse.
 *
 * Ties go to the smallest row. Scores only fall as candidates are selected, so most are not computed
 * again and again: `mmr` and `determinantal` read all candidates once or twice and some of them a few
 * times more. `facility-location` computes the similarities of all pairs of candidates: rows²
 * numbers of memory and rows² · columns / 2 multiplications.
 *
 * Similarities are computed in double precision, also from a `Float32Array`, save for those of
 * `facility-location`. The query is rounded to the precision of the candidates. The result is the
 * same, bit for bit, for any number of threads and any instruction set. Progress counts candidates.
 *
 * @throws TypeError or RangeError if the query has another length than the candidates, an option is
 * out of range, or a number is NaN, infinite, or so large that similarities overflow.
 */
export async function rerank(
  query: MatrixData | readonly number[],
  candidates: Matrix,
  options: RerankOptions & CallOptions,
): Promise<Ranking> {
  const items = check(query, candidates, options);
  return run(options, (addon, call) =>
    addon.rerank(call, items.query, items.candidates, items.options),
  );
}

/**
 * Like {@link rerank}, but blocks, and copies nothing if the candidates' numbers are in one typed
 * array: for 1,000 candidates of 768 numbers that is the quicker way.
 */
export function rerankSync(
  query: MatrixData | readonly number[],
  candidates: Matrix,
  options: RerankOptions & SyncCallOptions,
): Ranking {
  const items = check(query, candidates, options);
  return runSync(options, (addon, threads) =>
    addon.rerankSync(threads, items.query, items.candidates, items.options),
  );
}

function check(
  query: MatrixData | readonly number[],
  candidates: Matrix,
  options: RerankOptions,
): {
  query: MatrixData;
  candidates: MatrixData;
  options: Parameters<Native["rerankSync"]>[3];
} {
  const numbers = realNumbers("query", query);
  const { data, columns } = denseMatrix("candidates", candidates);
  if (numbers.length !== columns) {
    const expected = `${columns} numbers as in a row of candidates`;
    throw invalidArgument("query", expected, new Found(`${numbers.length} numbers`));
  }
  record("options", options);
  const { k, method = "mmr", lambda = 0.5, metric = "cosine" } = options;
  return {
    query: types.isFloat32Array(data) ? Float32Array.from(numbers) : Float64Array.from(numbers),
    candidates: data,
    options: {
      k: integer("k", k, 1, MAX_COUNT),
      method: oneOf("method", method, METHODS),
      lambda: share("lambda", lambda),
      metric: oneOf("metric", metric, LIKENESSES),
    },
  };
}

function share(name: string, value: unknown): number {
  const expected = "a number from 0 to 1";
  if (typeof value !== "number") throw invalidArgument(name, expected, value);
  if (!(value >= 0 && value <= 1)) throw outOfRange(name, expected, value);
  return value;
}
