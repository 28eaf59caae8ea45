/** Mutual information between two variables, continuous or discrete. */

import { boolean, finite, integer, MAX_COUNT, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument, outOfRange } from "../errors.ts";
import { type EntropyEstimator, ESTIMATORS, type Prior } from "./entropy.ts";
import { estimate, type Estimate, type EstimateOptions, formOf, type Unit } from "./estimate.ts";
import {
  GAUSSIAN_ESTIMATORS,
  type GaussianEstimator,
  type GaussianInformationOptions,
  gaussianLater,
  gaussianNow,
  isGaussian,
} from "./gaussian.ts";
import { kindOf, points, type Variable } from "./points.ts";
import { optionsOf } from "./source.ts";
import {
  type DiscreteInformationOptions,
  type DiscreteVariable,
  measureLater,
  measureNow,
} from "./variables.ts";

const NEIGHBOUR_ESTIMATORS = ["ksg1"] as const;

/**
 * How mutual information is estimated, of continuous variables:
 *
 * - `ksg1`: the first estimator of Kraskov, Stögbauer & Grassberger, "Estimating mutual
 *   information" (2004), from the distances ε to the k-th neighbours and the numbers n_x, n_y of
 *   points strictly closer than ε in x and in y: ψ(k) + ψ(N) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩
 *
 * - `gaussian` and `gaussian-copula`: see {@link GaussianEstimator}; one of the variables may be of symbols then
 *
 * and of discrete ones H(X) + H(Y) - H(X, Y), each entropy by an estimator of entropy.
 */
export type MutualInformationEstimator =
  | (typeof NEIGHBOUR_ESTIMATORS)[number]
  | GaussianEstimator
  | EntropyEstimator;

/** Seeded noise that breaks ties: each value moves by less than `scale`. */
export interface Jitter {
  /** The largest change of a value, positive. */
  readonly scale: number;
  /** Equal seeds give equal noise. Default: 0. */
  readonly seed?: number | undefined;
}

/** How to estimate mutual information. */
export interface MutualInformationOptions extends EstimateOptions {
  /**
   * The estimator. Default: `maximum-likelihood` if a variable comes as strings or in an array of integers, which
   * says that it is discrete, and `ksg1` otherwise. `auto` looks at the numbers, too: whole numbers of which nine
   * in ten or more repeat are taken for discrete, and the estimator is then chosen by the joint counts. The
   * `reason` tells.
   */
  readonly estimator?: Exclude<MutualInformationEstimator, GaussianEstimator> | "auto" | undefined;
  /**
   * Of `ksg1`: which nearest neighbour sets the distance around a point: few neighbours give little bias and
   * much variance. From 1 to the number of samples less one. Default: 3.
   */
  readonly k?: number | undefined;
  /**
   * Whether to return each sample's contribution, of `ksg1` and `maximum-likelihood`. Default: false.
   */
  readonly local?: boolean | undefined;
  /** Of `ksg1`: noise for data that were rounded. Default: none, since it hides ties. */
  readonly jitter?: Jitter | undefined;
  /** Of discrete variables: the prior of the Dirichlet estimators. Default: `jeffreys`. */
  readonly prior?: Prior | undefined;
  /**
   * Of discrete variables: whether to test against independence by the G statistic 2 N I, which is nearly
   * chi-squared with (K_x - 1)(K_y - 1) degrees of freedom. Default: false.
   */
  readonly significance?: boolean | undefined;
}

/**
 * The mutual information I(X; Y) of two variables, from samples that belong together: sample i of `x` with sample i
 * of `y`.
 *
 * Continuous: distances are maxima of coordinate differences, computed in double precision and compared
 * exactly; so the result is the same, bit for bit, for any number of threads. Takes O(N log N) for a few
 * coordinates. Discrete: the signed sum of the entropies, each corrected on its own table; O(N). The estimate is
 * not clamped unless asked: near independence it may be negative.
 *
 * @throws TypeError if the lengths differ, if a number is NaN (or infinite, of continuous variables), or if an
 * option is given that the estimator does not have; RangeError if k is not less than the number of samples, or if
 * there are no samples.
 */
export async function mutualInformation(
  x: Variable | DiscreteVariable,
  y: Variable | DiscreteVariable,
  options?: (MutualInformationOptions | GaussianInformationOptions) & CallOptions,
): Promise<Estimate> {
  if (isGaussian(options)) return gaussianLater(MEASURE, { x, y }, options);
  const plan = choose(x, y, optionsOf(options));
  if (plan.discrete) {
    return withReason(await measureLater(MEASURE, { x, y }, plan.options), plan.reason);
  }
  const [xs, ys, checked] = [points("x", x), points("y", y), check(options, plan.estimator)];
  const native = await run(options, (addon, call) =>
    addon.mutualInformation(call, xs, ys, checked),
  );
  return withReason(estimate(native, checked.unit), plan.reason);
}

/** Like {@link mutualInformation}, but blocks. */
export function mutualInformationSync(
  x: Variable | DiscreteVariable,
  y: Variable | DiscreteVariable,
  options?: (MutualInformationOptions | GaussianInformationOptions) & SyncCallOptions,
): Estimate {
  if (isGaussian(options)) return gaussianNow(MEASURE, { x, y }, options);
  const plan = choose(x, y, optionsOf(options));
  if (plan.discrete) {
    return withReason(measureNow(MEASURE, { x, y }, plan.options), plan.reason);
  }
  const [xs, ys, checked] = [points("x", x), points("y", y), check(options, plan.estimator)];
  const native = runSync(options, (addon, threads) =>
    addon.mutualInformationSync(threads, xs, ys, checked),
  );
  return withReason(estimate(native, checked.unit), plan.reason);
}

const MEASURE = { kind: "mutual-information" } as const;

type NeighbourEstimator = (typeof NEIGHBOUR_ESTIMATORS)[number];

/** How a call will run. */
type Plan =
  | {
      discrete: true;
      options: DiscreteInformationOptions & CallOptions;
      reason: string | undefined;
    }
  | { discrete: false; estimator: NeighbourEstimator; reason: string | undefined };

const NEIGHBOUR_OPTIONS = ["k", "jitter"] as const;
const DISCRETE_OPTIONS = ["prior", "significance"] as const;

/** Which estimator, by the options and, where they leave it open, by the data. */
function choose(x: unknown, y: unknown, options: MutualInformationOptions & CallOptions): Plan {
  const { k: _, jitter: __, ...shared } = options;
  const estimator = options.estimator;
  if (estimator !== undefined && estimator !== "auto") {
    oneOf("estimator", estimator, [
      ...NEIGHBOUR_ESTIMATORS,
      ...GAUSSIAN_ESTIMATORS,
      ...ESTIMATORS,
      "auto",
    ]);
    const neighbours = NEIGHBOUR_ESTIMATORS.find((name) => name === estimator);
    if (neighbours !== undefined) {
      refuse(options, DISCRETE_OPTIONS, neighbours);
      return { discrete: false, estimator: neighbours, reason: undefined };
    }
    refuse(options, NEIGHBOUR_OPTIONS, estimator);
    return {
      discrete: true,
      options: { ...shared, estimator: estimator as EntropyEstimator },
      reason: undefined,
    };
  }
  const kinds = [kindOf(x), kindOf(y)] as const;
  const auto = estimator === "auto";
  const discrete = kinds.includes("symbols") || (auto && [x, y].every((one) => repeats(one)));
  if (!discrete) {
    refuse(options, DISCRETE_OPTIONS, "ksg1");
    const reason =
      "the numbers are not whole or seldom repeat: both variables are taken for continuous";
    return { discrete, estimator: "ksg1", reason: auto ? reason : undefined };
  }
  refuse(options, NEIGHBOUR_OPTIONS, auto ? "auto, of discrete variables" : "maximum-likelihood");
  const why = kinds.includes("symbols")
    ? "strings and arrays of integers are discrete"
    : "nine in ten of the whole numbers or more repeat: both variables are taken for discrete";
  const chosen = auto ? ("auto" as const) : ("maximum-likelihood" as const);
  return { discrete, options: { ...shared, estimator: chosen }, reason: auto ? why : undefined };
}

/** Options that the estimator does not have are an error, not ignored. */
function refuse(
  options: MutualInformationOptions,
  names: readonly (keyof MutualInformationOptions)[],
  estimator: string,
): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    throw invalidArgument(name, `no value with the estimator ${estimator}`, options[name]);
  }
}

/** Values that must repeat, of all, for whole numbers to be taken for symbols. */
const REPEATED_SHARE = 0.9;

/** Whether these are whole numbers of which most repeat. */
function repeats(variable: unknown): boolean {
  if (kindOf(variable) === "symbols") return true;
  if (!Array.isArray(variable) && !ArrayBuffer.isView(variable)) return false;
  const values = variable as unknown as ArrayLike<unknown>;
  const seen = new Set<unknown>();
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i])) return false;
    seen.add(values[i]);
  }
  return values.length > 0 && seen.size <= (1 - REPEATED_SHARE) * values.length;
}

/** What chose the kind, before what chose the estimator. */
function withReason(found: Estimate, reason: string | undefined): Estimate {
  if (reason === undefined) return found;
  return { ...found, reason: found.reason === undefined ? reason : `${reason}; ${found.reason}` };
}

interface CheckedOptions {
  estimator: NeighbourEstimator;
  unit: Unit;
  clamp: boolean;
  k: number;
  local: boolean;
  jitter?: { scale: number; seed: number };
}

function check(
  options: MutualInformationOptions | undefined,
  estimator: NeighbourEstimator,
): CheckedOptions {
  const given = optionsOf(options);
  const { k = 3, local = false, jitter } = given;
  return {
    estimator,
    ...formOf(given),
    k: integer("k", k, 1, MAX_COUNT),
    local: boolean("local", local),
    ...(jitter !== undefined && { jitter: checkJitter(jitter) }),
  };
}

function checkJitter(jitter: Jitter): { scale: number; seed: number } {
  record("jitter", jitter);
  const { scale, seed = 0 } = jitter;
  if (finite("jitter.scale", scale) <= 0) {
    throw outOfRange("jitter.scale", "a positive number", scale);
  }
  return { scale, seed: integer("jitter.seed", seed, 0, Number.MAX_SAFE_INTEGER) };
}
