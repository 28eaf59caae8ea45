/** Selection: which coordinates of a chain keep the most information. */

import { integer, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import { handleOf, type NativeHandle } from "../resource.ts";
import type { Certificate, Guarantee } from "../submodular/index.ts";
import { MarkovChain } from "./markov-chain.ts";

const OBJECTIVES = ["entropy-rate", "factorizability", "independence", "stationarity"] as const;
const GOALS = ["maximize", "minimize"] as const;

/**
 * What is measured of the selected coordinates S, in nats; P^S is the Markov chain closest to the
 * projection on S, h its entropy rate, and -S are the other coordinates:
 *
 * - `entropy-rate`: h(S) = H(J^S) - H(π^S), how much is new in each step
 * - `factorizability`: D(P ‖ P^S × P^-S) = h(S) + h(-S) - h(all), how much S and the rest tell of
 *   each other's steps
 * - `independence`: D(P^S ‖ product of the P^{i}) = Σ h({i}) - h(S), how much the coordinates of S
 *   tell of one another's steps
 * - `stationarity`: D(P^S ‖ Π^S) = 2 H(π^S) - H(J^S), the mutual information of two consecutive
 *   states
 */
export type MarkovObjective = (typeof OBJECTIVES)[number];

/** Whether the selection shall have much or little of it. */
export type Goal = (typeof GOALS)[number];

/** What to select. */
export interface SelectionOptions {
  /** What is measured of the selection. */
  readonly objective: MarkovObjective;
  /** Much or little of it. Default: `minimize` for `independence`, else `maximize`. */
  readonly goal?: Goal | undefined;
  /** How many coordinates are selected: 1 up to the dimension of the chain. */
  readonly cardinality: number;
}

/** Selected coordinates, and how good they are. */
export interface CoordinateSelection {
  /**
   * The coordinates in the order of their selection: the first j of them are the selection of
   * cardinality j.
   */
  readonly coordinates: Uint32Array;
  /** By how much each of them improved the value, in nats; negative where it made it worse. */
  readonly gains: Float64Array;
  /** The value after each selection, in nats. */
  readonly values: Float64Array;
  /** The value of the whole selection, in nats. */
  readonly value: number;
  /** How many subsets were evaluated. */
  readonly evaluations: number;
  /**
   * The best subset of this cardinality, where all were tried: up to 20 coordinates, 1,000,000
   * subsets and about half a second of work; else null.
   */
  readonly optimum: {
    /** The subset, in ascending order. */
    readonly coordinates: Uint32Array;
    /** Its value. */
    readonly value: number;
  } | null;
  /** What theory promises on this chain, where its structure was checked; else null. */
  readonly guarantee: Guarantee | null;
  /** How far the value can be from the optimum, likewise; else null. */
  readonly certificate: Certificate | null;
  /** Why there are a guarantee and a certificate or none, as a sentence. */
  readonly reason: string;
}

/**
 * Selects coordinates of a chain one after the other, each time the one that improves the objective
 * most, by the greedy optimizer of `gainful/submodular`.
 *
 * Gains within 1e-9 nats of the largest count as equal, and the smallest coordinate is taken. Exactly
 * `cardinality` coordinates are selected, even if the last gains are negative; only the maximum of
 * `factorizability`, which falls again, ends at the first coordinate that does not raise it.
 *
 * The entropy rate is a difference of two submodular functions and in general not submodular itself; so
 * the structure is checked on the chain (for up to 12 coordinates) before a guarantee is given.
 *
 * Source: "Information-theoretic subset (and partition) selection of multivariate Markov chains via
 * submodular optimization", arXiv 2503.23340.
 *
 * @throws TypeError or RangeError if `chain` is no chain or an option is outside its range;
 * GainfulError with code `ERR_DISPOSED`.
 */
export async function selectCoordinates(
  chain: MarkovChain,
  options: SelectionOptions & CallOptions,
): Promise<CoordinateSelection> {
  const { handle, objective, goal, cardinality } = check(chain, options);
  return selection(
    await run(options, (addon, call) =>
      addon.selectCoordinates(call, handle, objective, goal, cardinality),
    ),
  );
}

/** Like {@link selectCoordinates}, but blocks. */
export function selectCoordinatesSync(
  chain: MarkovChain,
  options: SelectionOptions & SyncCallOptions,
): CoordinateSelection {
  const { handle, objective, goal, cardinality } = check(chain, options);
  return selection(
    runSync(options, (addon, threads) =>
      addon.selectCoordinatesSync(threads, handle, objective, goal, cardinality),
    ),
  );
}

function check(
  chain: MarkovChain,
  options: SelectionOptions,
): {
  handle: NativeHandle;
  objective: MarkovObjective;
  goal: Goal | undefined;
  cardinality: number;
} {
  if (!(chain instanceof MarkovChain)) throw invalidArgument("chain", "a MarkovChain", chain);
  const { objective, goal, cardinality } = record("options", options);
  return {
    handle: handleOf(chain),
    objective: oneOf("objective", objective, OBJECTIVES),
    goal: goal === undefined ? undefined : oneOf("goal", goal, GOALS),
    cardinality: integer("cardinality", cardinality, 1, chain.dimension),
  };
}

function selection(native: ReturnType<Native["selectCoordinatesSync"]>): CoordinateSelection {
  const { optimum = null, guarantee = null, certificate = null } = native;
  return { ...native, optimum, guarantee, certificate };
}
