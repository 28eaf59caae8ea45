/** Maximization: an objective, a constraint and an optimizer become a selection. */

import { integer, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { handleOf, type NativeHandle } from "../resource.ts";
import { Objective } from "./objective.ts";

const OPTIMIZERS = ["greedy", "lazy-greedy"] as const;

/**
 * How the set is found:
 *
 * - `greedy`: in each step computes the gain of every element and takes the largest
 * - `lazy-greedy`: the same selection, bit for bit, from far fewer gains, since the gains of a
 *   submodular function never grow (Minoux 1978); refused for other functions
 */
export type Optimizer = (typeof OPTIMIZERS)[number];

/** What limits the selected set. */
export interface Constraint {
  /** How many elements are selected: 1 up to the size of the objective. */
  readonly cardinality: number;
}

/** How to maximize. */
export interface MaximizeOptions {
  /** How the set is found. Default: `lazy-greedy` where it is exact, else `greedy`. */
  readonly optimizer?: Optimizer | undefined;
}

/** Proof of how good a selection is. */
export interface Certificate {
  /**
   * No set of this cardinality has a larger value: the least, over the prefixes of the selection,
   * of the prefix's value plus the largest gains that are left.
   */
  readonly upperBound: number;
  /** value / upperBound: the selection has at least this share of the best possible value. */
  readonly ratio: number;
  /** The share that the optimizer reaches on every function of this kind: 1 - (1 - 1/k)^k. */
  readonly guarantee: number;
  /** The theorem behind `guarantee`, by the names of its authors. */
  readonly rule: string;
}

/** A set, and how it came about. */
export interface Selection {
  /**
   * The selected elements in the order of their selection: the first j of them are the selection of
   * cardinality j.
   */
  readonly elements: Uint32Array;
  /** What each of them added to the value. */
  readonly gains: Float64Array;
  /** The value of the whole set. */
  readonly value: number;
  /** How many gains were asked for, those for the certificate included. */
  readonly evaluations: number;
  /** The optimizer that was used. */
  readonly optimizer: Optimizer;
  /** How far the value can be from the optimum; null unless f is monotone and submodular. */
  readonly certificate: Certificate | null;
}

/**
 * Selects `constraint.cardinality` elements so that the objective's value is large: greedily, each
 * element the one that adds most to those before it.
 *
 * For a monotone submodular objective the value is at least 1 - (1 - 1/k)^k > 63 % of the best
 * possible (Nemhauser, Wolsey & Fisher 1978), and the certificate says how much it is at least for
 * these data. Ties go to the smallest index; elements are added even at gains of zero. The result
 * is the same, bit for bit, for any number of threads and any instruction set.
 *
 * Progress counts elements.
 *
 * @throws TypeError if `objective` is no objective or the optimizer does not serve it; RangeError
 * if the cardinality is not an integer from 1 to `objective.size`; GainfulError with code
 * `ERR_DISPOSED`.
 */
export async function maximize(
  objective: Objective,
  constraint: Constraint,
  options?: MaximizeOptions & CallOptions,
): Promise<Selection> {
  const { handle, cardinality, optimizer } = check(objective, constraint, options);
  return selection(
    await run(options, (addon, call) => addon.maximize(call, handle, cardinality, optimizer)),
  );
}

/** Like {@link maximize}, but blocks. */
export function maximizeSync(
  objective: Objective,
  constraint: Constraint,
  options?: MaximizeOptions & SyncCallOptions,
): Selection {
  const { handle, cardinality, optimizer } = check(objective, constraint, options);
  return selection(
    runSync(options, (addon, threads) =>
      addon.maximizeSync(threads, handle, cardinality, optimizer),
    ),
  );
}

function check(
  objective: Objective,
  constraint: Constraint,
  options: MaximizeOptions = {},
): { handle: NativeHandle; cardinality: number; optimizer: Optimizer | undefined } {
  if (!(objective instanceof Objective)) {
    throw invalidArgument("objective", "an objective such as a FacilityLocation", objective);
  }
  const { cardinality } = record("constraint", constraint);
  const { optimizer } = record("options", options);
  return {
    handle: handleOf(objective),
    cardinality: integer("cardinality", cardinality, 1, objective.size),
    optimizer: optimizer === undefined ? undefined : oneOf("optimizer", optimizer, OPTIMIZERS),
  };
}

type NativeSelection = Omit<Selection, "optimizer" | "certificate"> & {
  optimizer: string;
  certificate?: Certificate;
};

function selection(native: NativeSelection): Selection {
  const { optimizer, certificate = null, ...rest } = native;
  return { ...rest, optimizer: optimizer as Optimizer, certificate };
}
