/** Maximization: an objective, a constraint and an optimizer become a selection. */

import {
  boolean,
  finite,
  given,
  indices,
  integer,
  MAX_COUNT,
  nonNegative,
  oneOf,
  optional,
  record,
} from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { type MatrixData, realNumbers } from "../matrix.ts";
import type { Native } from "../native.ts";
import { handleOf, type NativeHandle } from "../resource.ts";
import { checkConstraint, type Constraint, type NativeConstraint } from "./constraint.ts";
import { Objective } from "./objective.ts";
import { oraclesOf, runSyncWith, runWith } from "./oracle.ts";
import { toSelection } from "./selection.ts";

const OPTIMIZERS = [
  "greedy",
  "lazy-greedy",
  "approximate-lazy-greedy",
  "stochastic-greedy",
  "lazier-than-lazy-greedy",
  "threshold-greedy",
  "batch-greedy",
  "random-greedy",
  "repeated-greedy",
  "double-greedy",
  "matroid-greedy",
  "cost-benefit-greedy",
  "partial-enumeration",
  "density-threshold",
  "fantom",
  "gist",
  "distorted-greedy",
  "bidirectional-greedy",
  "exhaustive",
] as const;

/**
 * How the set is found:
 *
 * - `greedy`: in each step computes the gain of every element and takes the largest
 * - `lazy-greedy`: the same selection, bit for bit, from far fewer gains, since the gains of a
 *   submodular function never grow (Minoux 1978); refused for other functions, as are the other lazy
 *   ones
 * - `approximate-lazy-greedy`: takes the first element whose gain is at least `beta` times its upper
 *   bound (Goundan & Schulz 2007)
 * - `stochastic-greedy`: in each step looks at a random sample, whose size depends on `epsilon`;
 *   n ln(1/epsilon) gains for any cardinality (Mirzasoleiman et al. 2015)
 * - `lazier-than-lazy-greedy`: the same selection with the same `seed`, from fewer gains
 * - `threshold-greedy`: passes over all elements with falling thresholds, as finely as `epsilon` says
 *   (Badanidiyuru & Vondrak 2014)
 * - `batch-greedy`: adds `batch` elements before it computes gains again
 * - `random-greedy`: takes one of the best elements by chance, for objectives that are not monotone
 *   (Buchbinder et al. 2014)
 * - `repeated-greedy`: greedy, greedy on the rest, and the best parts of both, for objectives that are
 *   not monotone, under any constraint (Gupta et al. 2010)
 * - `double-greedy`: decides on each element in turn, without any limit; `randomized` or not
 *   (Buchbinder et al. 2012)
 * - `cost-benefit-greedy`: for knapsacks: in each step takes the largest gain per cost; of the sets on
 *   the way and the best single addition to each of them, the best one is selected (Yaroslavtsev,
 *   Zhou & Avdiukhin 2020)
 * - `partial-enumeration`: for knapsacks: `cost-benefit-greedy` from every set of `seedSize` elements,
 *   the best of all (Sviridenko 2004); takes n to the power of `seedSize` times as long
 * - `density-threshold`: for knapsacks together with a cardinality or matroids, and several knapsacks:
 *   greedy by gain among the elements that gain enough for their costs, at a few densities, the best of
 *   these and of `cost-benefit-greedy` (Badanidiyuru & Vondrak 2014). Of p matroids and d knapsacks it
 *   reaches 1 / (p + 1 + 2 d (1 + epsilon)), where a cardinality alone counts as a matroid. Submodular
 *   objectives only, as the next one
 * - `fantom`: the same for objectives that are not monotone, in rounds on what is left, with the best
 *   parts of what each round finds, by chance if `randomized` (Mirzasoleiman, Badanidiyuru & Karbasi 2016)
 * - `matroid-greedy`: the greedy selection, then one element is exchanged for another as long as that
 *   raises the value (Fisher, Nemhauser & Wolsey 1978); serves every constraint but knapsacks and
 *   covers, and takes about k times as long as `lazy-greedy` for each exchange
 * - `gist`: for a {@link DisparityMin}, alone or in a {@link Mixture} with monotone submodular
 *   objectives, and a cardinality: the best of the sets that greedy selects at a series of least
 *   distances (Fahrbach et al. 2024). Where distances fulfil the triangle inequality, it reaches
 *   1 / (2 + 2 epsilon) of the best value, and (2 + 2 epsilon) / (3 + 4 epsilon) if the rest of the
 *   mixture is modular; euclidean and angular distances do, given ones of up to 1,000 elements are
 *   tried out. The set may have fewer elements than permitted
 * - `distorted-greedy`: maximizes the objective less the `costs` of the elements (Harshaw et al. 2019)
 * - `bidirectional-greedy`: ranks all elements from both ends, the least important one of a `pool` last
 * - `exhaustive`: looks at all sets, at most 16,777,216
 */
export type Optimizer = (typeof OPTIMIZERS)[number];

const STOPPING = ["full", "positive"] as const;

/**
 * When a set that may grow is grown no further:
 *
 * - `full`: never; elements are added even if that lowers the value
 * - `positive`: as soon as no element raises the value
 */
export type Stopping = (typeof STOPPING)[number];

/**
 * Why a set has no more elements:
 *
 * - `cardinality`: it has as many as are permitted
 * - `constraint`: the constraint admits no other
 * - `gain`: no other raises its value
 * - `cover`: its value has reached the target
 * - `rounds`: the optimizer has done all its rounds
 * - `time-budget`: the time was over
 */
export type Stopped = "cardinality" | "constraint" | "gain" | "cover" | "rounds" | "time-budget";

/** How to maximize. */
export interface MaximizeOptions {
  /**
   * How the set is found. Default: `auto`, which is `lazy-greedy` where it is exact, else `greedy`. For
   * knapsacks it is the first of `cost-benefit-greedy`, `density-threshold` and `fantom` that has a
   * guarantee, else the first; for a least distance, alone or beside a utility, `gist` wherever that
   * serves; and without any limit, for objectives that are not monotone but known to be never negative,
   * `repeated-greedy`.
   */
  readonly optimizer?: Optimizer | "auto" | undefined;
  /** When to stop. Default: `positive` for submodular objectives that are not monotone, else `full`. */
  readonly stopping?: Stopping | undefined;
  /**
   * Elements that are in the set already: the selection goes on from them. They are not selected
   * again; they count into the value and against every part of the constraint but the cardinality.
   * Default: none.
   */
  readonly initial?: ArrayLike<number> | undefined;
  /**
   * For how many milliseconds to go on at most. The set that was reached by then is returned, with
   * its certificate. Default: no limit.
   */
  readonly timeBudget?: number | undefined;
  /**
   * Where the random choices of optimizers that make some begin, an integer; others come to the same
   * result for any. Default: 0.
   */
  readonly seed?: number | undefined;
  /**
   * What is given up for speed, above 0 and below 1. For `stochastic-greedy` and
   * `lazier-than-lazy-greedy`: samples have n/k ln(1/epsilon) elements, rounded up; the ratio is
   * 1 - 1/e - epsilon in expectation. Default: 0.01. For `threshold-greedy`: thresholds fall by the
   * factor 1 - epsilon; the ratio is 1 - 1/e - epsilon. Default: 0.05. For `distorted-greedy`: it looks
   * at samples of that size. Default: at all elements. For `gist`: the relative step between least
   * distances, at most 0.5. Default: 0.1. For `density-threshold` and `fantom`: how far the last two
   * densities are apart; the number of densities grows with ln(1/epsilon). Default: 0.1.
   */
  readonly epsilon?: number | undefined;
  /**
   * For `approximate-lazy-greedy`: which share of its upper bound a gain has to have, above 0 and at
   * most 1; the ratio is 1 - (1 - beta/k)^k > 1 - e^-beta. Default: 0.9.
   */
  readonly beta?: number | undefined;
  /** For `batch-greedy`: how many elements are added at once, at least 1. Default: 2. */
  readonly batch?: number | undefined;
  /**
   * For `bidirectional-greedy`: among how many of the elements that add least to the front of the
   * ranking the one is sought that adds least to its back, at least 1. Default: 8.
   */
  readonly pool?: number | undefined;
  /**
   * For `distorted-greedy`: what each element costs, a number for each, none of them negative, in the
   * unit of the objective. The value of the selection and its gains are those of the objective less
   * the costs.
   */
  readonly costs?: MatrixData | readonly number[] | undefined;
  /**
   * How many elements the sets have from which `partial-enumeration` begins, 1 to 4. Default: 2, of
   * which the guarantee of 1 - 1/e holds already.
   */
  readonly seedSize?: number | undefined;
  /**
   * For `double-greedy`, and for the parts of sets that `fantom` looks for: whether to decide by chance,
   * which has a larger ratio, but in expectation. Default: false.
   */
  readonly randomized?: boolean | undefined;
}

/** What theory promises of a selection before it is made. */
export interface Guarantee {
  /** The share that `statement` is about. */
  readonly ratio: number;
  /**
   * What is promised: `value >= ratio * optimum`, or for an objective less costs
   * `value >= ratio * gain(O) - cost(O) for every permitted set O`.
   */
  readonly statement: string;
  /** The theorem, by the names of its authors. */
  readonly rule: string;
  /** Whether the share holds only for the mean over the optimizer's random choices. */
  readonly inExpectation: boolean;
}

/** Proof of how good a selection is, from the data. */
export interface Certificate {
  /**
   * No permitted set has a larger value: the least, over prefixes of the selection, of the prefix's
   * value plus the largest sum of gains that a permitted set can have there.
   */
  readonly upperBound: number;
  /** value / upperBound: the selection has at least this share of the best possible value. */
  readonly ratio: number;
}

/** Proof of how small a set is that reaches the target of a cover, from the data. */
export interface SizeCertificate {
  /**
   * No set with fewer elements reaches the target: the most, over prefixes of the selection, of how many
   * of the largest gains it takes from there.
   */
  readonly lowerBound: number;
  /** lowerBound / elements.length: 1 if no smaller set reaches the target. */
  readonly ratio: number;
}

/** A set, and how it came about. */
export interface Selection {
  /**
   * The selected elements in the order of their selection. Greedy selections hold all smaller ones:
   * the first j elements are the selection of cardinality j.
   */
  readonly elements: Uint32Array;
  /** What each of them added to the value. */
  readonly gains: Float64Array;
  /** The value of the whole set, `initial` included. */
  readonly value: number;
  /** How many gains were asked for, those for the certificate included. */
  readonly evaluations: number;
  /** The optimizer that was used. */
  readonly optimizer: Optimizer;
  /** Why there are no more elements. */
  readonly stopped: Stopped;
  /** What theory promises for this objective, constraint and optimizer; null if nothing. */
  readonly guarantee: Guarantee | null;
  /**
   * How far the value can be from the optimum; null unless f is monotone and submodular, and for a
   * `cover`.
   */
  readonly certificate: Certificate | null;
  /**
   * How far the number of elements can be from the smallest; null unless f is monotone and submodular
   * and the constraint is a `cover`.
   */
  readonly sizeCertificate: SizeCertificate | null;
  /** Why there is no guarantee; null if there is one. */
  readonly reason: string | null;
}

/**
 * Selects elements that the constraint permits so that the objective's value is large: greedily, each
 * element the one that adds most to those before it.
 *
 * For a monotone submodular objective and a cardinality k the value is at least
 * 1 - (1 - 1/k)^k > 63 % of the best possible (Nemhauser, Wolsey & Fisher 1978), and the certificate
 * says how much it is at least for these data. Ties go to the smallest index; elements are added even
 * at gains of zero unless `stopping` is `positive`. The result is the same, bit for bit, for any number
 * of threads and any instruction set.
 *
 * Progress counts elements.
 *
 * @throws TypeError if `objective` is no objective, the optimizer does not serve it or the constraint,
 * or the constraint cannot be fulfilled; RangeError if a number is outside its range; GainfulError
 * with code `ERR_DISPOSED`.
 */
export async function maximize(
  objective: Objective,
  constraint: Constraint,
  options?: MaximizeOptions & CallOptions,
): Promise<Selection> {
  const { handle, limits, how } = check(objective, constraint, options);
  return toSelection(
    await runWith(oraclesOf(objective), options, (addon, call) =>
      addon.maximize(call, handle, limits, how),
    ),
  );
}

/** Like {@link maximize}, but blocks. */
export function maximizeSync(
  objective: Objective,
  constraint: Constraint,
  options?: MaximizeOptions & SyncCallOptions,
): Selection {
  const { handle, limits, how } = check(objective, constraint, options);
  return toSelection(
    runSyncWith(oraclesOf(objective), options, (addon, call) =>
      addon.maximizeSync(call, handle, limits, how),
    ),
  );
}

function check(
  objective: Objective,
  constraint: Constraint,
  options: MaximizeOptions & CallOptions = {},
): {
  handle: NativeHandle;
  limits: NativeConstraint;
  how: Parameters<Native["maximize"]>[3];
} {
  if (!(objective instanceof Objective)) {
    throw invalidArgument("objective", "an objective such as a FacilityLocation", objective);
  }
  record("options", options);
  return {
    handle: handleOf(objective),
    limits: checkConstraint(constraint, objective.size),
    how: checkOptions(options, objective.size),
  };
}

function checkOptions(
  options: MaximizeOptions & CallOptions,
  size: number,
): Parameters<Native["maximize"]>[3] {
  const { optimizer, stopping, initial, timeBudget, seed } = options;
  const { epsilon, beta, batch, pool, costs, seedSize, randomized } = options;
  return given({
    optimizer: optional(optimizer, () => oneOf("optimizer", optimizer, ["auto", ...OPTIMIZERS])),
    stopping: optional(stopping, () => oneOf("stopping", stopping, STOPPING)),
    initial: optional(initial, () => indices("initial", initial, size)),
    timeBudget: optional(timeBudget, () => nonNegative("timeBudget", timeBudget)),
    epsilon: optional(epsilon, () => finite("epsilon", epsilon)),
    seedSize: optional(seedSize, () => integer("seedSize", seedSize, 1, 4)),
    seed: optional(seed, () => integer("seed", seed, 0, Number.MAX_SAFE_INTEGER)),
    beta: optional(beta, () => finite("beta", beta)),
    batch: optional(batch, () => integer("batch", batch, 1, MAX_COUNT)),
    pool: optional(pool, () => integer("pool", pool, 1, MAX_COUNT)),
    costs: costs === undefined ? undefined : realNumbers("costs", costs),
    randomized: optional(randomized, () => boolean("randomized", randomized)),
  });
}
