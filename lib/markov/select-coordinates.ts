/** Selection: which coordinates of a chain keep the most information. */

import { integer, oneOf, record } from "../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import { handleOf, type NativeHandle } from "../resource.ts";
import type { Certificate } from "../submodular/index.ts";
import { MarkovChain } from "./markov-chain.ts";

const OBJECTIVES = ["entropy-rate"] as const;

/**
 * What the selected coordinates S shall have much of:
 *
 * - `entropy-rate`: h(S) = H(J^S) - H(π^S), the entropy rate of the Markov chain closest to the
 *   projection on S
 */
export type MarkovObjective = (typeof OBJECTIVES)[number];

/** What to select. */
export interface SelectionOptions {
  /** What the selection shall have much of. */
  readonly objective: MarkovObjective;
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
  /** By how much each of them raised the value, in nats; negative where it lowered it. */
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
  /** What theory guarantees on this chain, where its structure was checked; else null. */
  readonly certificate: Certificate | null;
  /** Why there is a certificate or none, as a sentence. */
  readonly reason: string;
}

/**
 * Selects coordinates of a chain one after the other, each time the one that raises the objective
 * most, by the greedy optimizer of `gainful/submodular`.
 *
 * Gains within 1e-9 nats of the largest count as equal, and the smallest coordinate is taken. The
 * entropy rate is a difference of two submodular functions and in general not submodular itself; so
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
  const { handle, objective, cardinality } = check(chain, options);
  return selection(
    await run(options, (addon, call) =>
      addon.selectCoordinates(call, handle, objective, cardinality),
    ),
  );
}

/** Like {@link selectCoordinates}, but blocks. */
export function selectCoordinatesSync(
  chain: MarkovChain,
  options: SelectionOptions & SyncCallOptions,
): CoordinateSelection {
  const { handle, objective, cardinality } = check(chain, options);
  return selection(
    runSync(options, (addon, threads) =>
      addon.selectCoordinatesSync(threads, handle, objective, cardinality),
    ),
  );
}

function check(
  chain: MarkovChain,
  options: SelectionOptions,
): { handle: NativeHandle; objective: MarkovObjective; cardinality: number } {
  if (!(chain instanceof MarkovChain)) throw invalidArgument("chain", "a MarkovChain", chain);
  const { objective, cardinality } = record("options", options);
  return {
    handle: handleOf(chain),
    objective: oneOf("options.objective", objective, OBJECTIVES),
    cardinality: integer("options.cardinality", cardinality, 1, chain.dimension),
  };
}

function selection(native: ReturnType<Native["selectCoordinatesSync"]>): CoordinateSelection {
  return { ...native, optimum: native.optimum ?? null, certificate: native.certificate ?? null };
}
