/** Discrete variables of several kinds, and how they are measured together. */

import { boolean, oneOf } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { checkEntropy, type EntropyEstimator, type Prior } from "./entropy.ts";
import { estimate, type Estimate, type EstimateOptions, type Unit } from "./estimate.ts";
import { isTypedSample, type NativeSample, optionsOf, type Sample, sampleOf } from "./source.ts";

/**
 * A discrete variable: a sample, or a matrix whose rows are its symbols. Equal values, and equal rows, are one
 * symbol.
 */
export type DiscreteVariable = Sample | Matrix;

/** How to estimate information between discrete variables. */
export interface DiscreteOptions extends EstimateOptions {
  /**
   * The estimator of each entropy in the sum, on its own table with the alphabet that was seen there;
   * `auto` chooses by the joint counts. Default: `maximum-likelihood`.
   */
  readonly estimator?: EntropyEstimator | "auto" | undefined;
  /** The prior of `dirichlet-plug-in` and `dirichlet-mean`. Default: `jeffreys`. */
  readonly prior?: Prior | undefined;
  /** Whether to return each sample's contribution, for `maximum-likelihood`. Default: false. */
  readonly local?: boolean | undefined;
}

/** How to estimate mutual information of discrete variables, conditional or with the past. */
export interface DiscreteInformationOptions extends DiscreteOptions {
  /**
   * Whether to test against independence by the G statistic 2 N I, which is nearly chi-squared with
   * (K_x - 1)(K_y - 1) degrees of freedom, summed over the values of what is conditioned on. For samples that are
   * independent of each other. Default: false.
   */
  readonly significance?: boolean | undefined;
}

/**
 * What the addon is asked to measure.
 *
 * @internal
 */
export interface Measure {
  kind: string;
  normalization?: string;
  sourceHistory?: number;
  targetHistory?: number;
  delay?: number;
}

/**
 * A variable as the addon takes it.
 *
 * @internal
 */
export interface NativeVariable {
  name: string;
  columns: NativeSample[];
}

/** The variables by name. */
export type Variables = Readonly<Record<string, DiscreteVariable>>;

interface CheckedMeasure extends Measure {
  estimator: string;
  prior: Prior;
  local: boolean;
  significance: boolean;
  unit: Unit;
  clamp: boolean;
}

/**
 * Measures in a job.
 *
 * @internal
 */
export async function measureLater(
  measure: Measure,
  variables: Variables,
  options: (DiscreteInformationOptions & CallOptions) | undefined,
): Promise<Estimate> {
  const checked = check(measure, options);
  const given = named(variables);
  const native = await run(options, (addon, call) =>
    addon.discreteInformation(call, given, checked),
  );
  return estimate(native, checked.unit);
}

/**
 * Measures now.
 *
 * @internal
 */
export function measureNow(
  measure: Measure,
  variables: Variables,
  options: (DiscreteInformationOptions & SyncCallOptions) | undefined,
): Estimate {
  const checked = check(measure, options);
  const given = named(variables);
  const native = runSync(options, (addon, threads) =>
    addon.discreteInformationSync(threads, given, checked),
  );
  return estimate(native, checked.unit);
}

function check(measure: Measure, options: DiscreteInformationOptions | undefined): CheckedMeasure {
  const { estimator, prior, unit, clamp, local = false, significance = false } = optionsOf(options);
  return {
    ...checkEntropy({ estimator, prior, unit, clamp }),
    local: boolean("local", local),
    significance: boolean("significance", significance),
    ...measure,
  };
}

/**
 * The variables in the form that the addon takes.
 *
 * @internal
 */
export function named(variables: Variables): NativeVariable[] {
  return Object.entries(variables).map(([name, variable]) => ({
    name,
    columns: columnsOf(name, variable),
  }));
}

function columnsOf(name: string, variable: DiscreteVariable): NativeSample[] {
  const isList = Array.isArray(variable);
  const first: unknown = isList ? variable[0] : undefined;
  const isRows = Array.isArray(first) || ArrayBuffer.isView(first);
  if (isTypedSample(variable) || (isList && !isRows)) return [sampleOf(name, variable as Sample)];
  if (!isRows && (typeof variable !== "object" || variable === null || !("data" in variable))) {
    throw invalidArgument(name, "an array of numbers or strings, or a matrix", variable);
  }
  const { data, rows, columns } = denseMatrix(name, variable as Matrix);
  const columnAt = (column: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => data[row * columns + column] as number);
  return Array.from({ length: columns }, (_, column) => columnAt(column));
}

const NORMALIZATIONS = ["arithmetic", "geometric", "min", "max", "joint"] as const;

/**
 * What a mutual information is divided by: the `arithmetic` or `geometric` mean, the `min` or the `max` of both
 * entropies, or their `joint` entropy.
 */
export type Normalization = (typeof NORMALIZATIONS)[number];

/** The normalization that the options ask for. */
export function normalizationOf(value: unknown): Normalization {
  return oneOf("normalization", value ?? "arithmetic", NORMALIZATIONS);
}
