/** Estimates for variables that are taken for jointly Gaussian, or made so by their ranks. */

import { boolean, oneOf } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { DenseMatrix } from "../matrix.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import { kindOf, points, type Variable } from "./points.ts";
import { optionsOf } from "./source.ts";
import { type DiscreteVariable, type Measure, named, type NativeVariable } from "./variables.ts";

/** Estimators from covariances. */
export const GAUSSIAN_ESTIMATORS = ["gaussian", "gaussian-copula"] as const;

/**
 * Estimators from covariances:
 *
 * - `gaussian`: as if the variables were jointly normal, from logarithms of determinants of their covariances with
 *   divisor N - 1; of two columns -½ ln(1 - r²)
 * - `gaussian-copula`: the same after each value has become the normal quantile of its rank, Φ⁻¹(rank/(N + 1)), equal
 *   values by position; of information a lower bound that no monotone change of a column moves (Ince et al. 2017)
 */
export type GaussianEstimator = (typeof GAUSSIAN_ESTIMATORS)[number];

/** How to estimate as if variables were Gaussian. */
export interface GaussianOptions extends EstimateOptions {
  /** The estimator. */
  readonly estimator: GaussianEstimator;
  /**
   * Whether to subtract what an entropy of d normal variables is wrong by on average, ½[d ln(2/(N - 1)) +
   * Σ ψ((N - i)/2)] with i from 1 to d (Goodman 1963), from each entropy of the sum. Default: true.
   */
  readonly biasCorrection?: boolean | undefined;
}

/** How to estimate information as if variables were Gaussian. */
export interface GaussianInformationOptions extends GaussianOptions {
  /**
   * Whether to return each sample's contribution, the logarithm of a ratio of the fitted densities. Default: false.
   */
  readonly local?: boolean | undefined;
  /**
   * Whether to test against independence by the likelihood ratio, of which 2 I (N - 1 - d_z - (d_x + d_y + 1)/2) is
   * nearly chi-squared with d_x d_y degrees of freedom (Bartlett 1938). For samples that are independent of each
   * other. Default: false.
   */
  readonly significance?: boolean | undefined;
}

/** Whether options ask for an estimator of this kind. */
export function isGaussian<T extends object>(
  options: T | undefined,
): options is T & GaussianOptions {
  const { estimator } = optionsOf(options as { estimator?: unknown } | undefined);
  return GAUSSIAN_ESTIMATORS.some((name) => name === estimator);
}

/** A union of both kinds of variables, as a function takes them. */
type Given = Readonly<Record<string, Variable | DiscreteVariable>>;

interface CheckedMeasure extends Measure {
  copula: boolean;
  biasCorrection: boolean;
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
export async function gaussianLater(
  measure: Measure,
  given: Given,
  options: GaussianInformationOptions & CallOptions,
): Promise<Estimate> {
  const [variables, classes, checked] = [...split(given), check(measure, options)];
  const native = await run(options, (addon, call) =>
    addon.gaussianInformation(call, variables, classes, checked),
  );
  return estimate(native, checked.unit);
}

/**
 * Measures now.
 *
 * @internal
 */
export function gaussianNow(
  measure: Measure,
  given: Given,
  options: GaussianInformationOptions & SyncCallOptions,
): Estimate {
  const [variables, classes, checked] = [...split(given), check(measure, options)];
  const native = runSync(options, (addon, threads) =>
    addon.gaussianInformationSync(threads, variables, classes, checked),
  );
  return estimate(native, checked.unit);
}

/** Of x and y, either may be of symbols, and then is the classes. */
function split(given: Given): [DenseMatrix[], NativeVariable | undefined] {
  const { x, y } = given;
  const symbols = Object.entries(given).filter(([, variable]) => kindOf(variable) === "symbols");
  const [first] = symbols;
  const isPair = x !== undefined && y !== undefined && Object.keys(given).length === 2;
  if (first === undefined) {
    return [Object.entries(given).map(([name, variable]) => points(name, variable)), undefined];
  }
  if (symbols.length > 1 || !isPair) {
    throw invalidArgument(first[0], "numbers of a continuous variable", first[1]);
  }
  const [continuous, classes] = first[0] === "y" ? [x, y] : [y, x];
  const [variable] = named({ [first[0]]: classes as DiscreteVariable });
  return [[points(first[0] === "y" ? "x" : "y", continuous)], variable];
}

const OTHERS = ["k", "jitter", "prior"] as const;

function check(measure: Measure, options: GaussianInformationOptions): CheckedMeasure {
  const { estimator, biasCorrection = true, local = false, significance = false } = options;
  for (const name of OTHERS) {
    const value = (options as unknown as Record<string, unknown>)[name];
    if (value === undefined) continue;
    throw invalidArgument(name, `no value with the estimator ${estimator}`, value);
  }
  return {
    ...measure,
    copula: oneOf("estimator", estimator, GAUSSIAN_ESTIMATORS) === "gaussian-copula",
    biasCorrection: boolean("biasCorrection", biasCorrection),
    local: boolean("local", local),
    significance: boolean("significance", significance),
    ...formOf(options),
  };
}
