/** What a selection is to be about and what it is to stay away from, as all measures take it. */

import { nonNegative, record } from "../../arguments.ts";
import { denseMatrix, type DenseMatrix, type Matrix } from "../../matrix.ts";
import { type FeatureOptions, type Metric, similarFeatures } from "../metric.ts";

/** How much queries count. */
export interface QueryOptions {
  /**
   * How many times similarities to queries count, not negative: the larger, the more relevance matters
   * beside what the selection covers. Default: 1.
   */
  readonly eta?: number | undefined;
}

/** How much privates count. */
export interface PrivateOptions {
  /**
   * How many times similarities to privates count, not negative: the larger, the further the selection
   * stays away. Default: 1.
   */
  readonly nu?: number | undefined;
}

/** Features of the candidates and of the queries, one row each; all have the same columns. */
export interface QueryFeatures {
  /** Those of the candidates. */
  readonly features: Matrix;
  /** Those of the queries. */
  readonly queries: Matrix;
}

/** Features of the candidates and of the privates, one row each; all have the same columns. */
export interface PrivateFeatures {
  /** Those of the candidates. */
  readonly features: Matrix;
  /** Those of the privates. */
  readonly privates: Matrix;
}

/** The factors of queries and privates, as the addon takes them. */
export function factors(options: QueryOptions & PrivateOptions = {}): { eta: number; nu: number } {
  record("options", options);
  const { eta = 1, nu = 1 } = options;
  return { eta: nonNegative("eta", eta), nu: nonNegative("nu", nu) };
}

/** Features of candidates, queries and privates, as the addon takes them. */
export function contextFeatures(
  data: QueryFeatures | PrivateFeatures | (QueryFeatures & PrivateFeatures),
  options: (QueryOptions & PrivateOptions & FeatureOptions) | undefined,
  groups: readonly ("queries" | "privates")[],
): {
  features: DenseMatrix;
  metric: Metric;
  gamma?: number;
  queries?: DenseMatrix;
  privates?: DenseMatrix;
  eta: number;
  nu: number;
} {
  const fields = record("data", data);
  const source = similarFeatures(fields["features"] as Matrix, options);
  const matrices = groups.map((name) => [name, denseMatrix(name, fields[name] as Matrix)]);
  return { ...source, ...factors(options), ...Object.fromEntries(matrices) };
}

/** Matrices of these names, as the addon takes them. */
export function namedMatrices<Name extends string>(
  data: { readonly [name in Name]: Matrix },
  names: readonly Name[],
): { [name in Name]: DenseMatrix } {
  const fields = record("data", data);
  const matrices = names.map((name) => [name, denseMatrix(name, fields[name] as Matrix)]);
  return Object.fromEntries(matrices) as { [name in Name]: DenseMatrix };
}

/** Similarities of candidates to queries, as the addon takes them. */
export function querySimilarity(candidateQuerySimilarity: Matrix): { similarity: DenseMatrix } {
  return { similarity: denseMatrix("candidateQuerySimilarity", candidateQuerySimilarity) };
}

/** Features of candidates and queries to compute similarities from, as the addon takes them. */
export function queryFeatures(
  data: QueryFeatures,
  options: FeatureOptions | undefined,
): { features: DenseMatrix; metric: Metric; gamma?: number; queries: DenseMatrix } {
  const { features, queries } = record("data", data) as unknown as QueryFeatures;
  return { ...similarFeatures(features, options), queries: denseMatrix("queries", queries) };
}

/** Features of candidates and privates to compute similarities from, as the addon takes them. */
export function privateFeatures(
  data: PrivateFeatures,
  options: FeatureOptions | undefined,
): { features: DenseMatrix; metric: Metric; gamma?: number; privates: DenseMatrix } {
  const { features, privates } = record("data", data) as unknown as PrivateFeatures;
  return { ...similarFeatures(features, options), privates: denseMatrix("privates", privates) };
}
