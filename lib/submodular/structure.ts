/** Whether an objective has the structure that guarantees ask for, tested on the instance itself. */

import { integer, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Native } from "../native.ts";
import { handleOf } from "../resource.ts";
import type { Objective } from "./objective.ts";
import { oraclesOf, runSyncWith, runWith } from "./oracle.ts";

/** How to test an objective. */
export interface StructureOptions {
  /**
   * How many pairs of gains are compared, at least, where there are too many sets to test them all.
   * Default: 1000.
   */
  readonly samples?: number | undefined;
  /** Where the random choice of sets begins, an integer. Default: 0. */
  readonly seed?: number | undefined;
}

/** What a test says of a property. */
export interface PropertyTest<Counterexample> {
  /** Whether nothing was found against it. That proves it only if the test was exhaustive. */
  readonly holds: boolean;
  /** What was found against it: the worst violation. Null if it holds. */
  readonly counterexample: Counterexample | null;
}

/** A gain that grew although the set grew: the function is not submodular. */
export interface GrowingGain {
  /** The smaller set. */
  readonly subset: Uint32Array;
  /** The larger set, which holds the smaller one. */
  readonly superset: Uint32Array;
  /** The element, which is in neither. */
  readonly element: number;
  /** Its gain at the smaller set. */
  readonly gain: number;
  /** Its gain at the larger set, which is larger. */
  readonly gainInSuperset: number;
}

/** A gain below zero: the function is not monotone. */
export interface NegativeGain {
  /** The set. */
  readonly subset: Uint32Array;
  /** The element, which is not in it. */
  readonly element: number;
  /** Its gain there. */
  readonly gain: number;
}

/** What the gains of an objective say of it. */
export interface Structure {
  /** Gains never grow as the set grows. */
  readonly submodular: PropertyTest<GrowingGain>;
  /** Gains are never negative. */
  readonly monotone: PropertyTest<NegativeGain>;
  /** The value of the empty set is 0. */
  readonly normalized: PropertyTest<{
    /** The value of the empty set. */
    readonly value: number;
  }>;
  /** Whether all sets were tested. */
  readonly exhaustive: boolean;
  /** How many pairs of gains were compared. */
  readonly checked: number;
  /**
   * Differences up to this count as rounding: 1e-9 of the largest gain, and what the objective itself
   * allows for.
   */
  readonly tolerance: number;
  /**
   * The total curvature 1 - min over e of f(e | all others) / f(e), from 0 for modular functions to 1:
   * greedy selection of any number of elements reaches (1 - exp(-c)) / c of the optimum, at c = 0 all
   * of it. Null for more than 1,000 elements, and unless the function is monotone and submodular as
   * far as tested.
   */
  readonly totalCurvature: number | null;
}

/** `objective.checkStructure` */
export async function checkStructure(
  objective: Objective,
  options?: StructureOptions & CallOptions,
): Promise<Structure> {
  const { samples, seed } = check(options);
  const handle = handleOf(objective);
  return structure(
    await runWith(oraclesOf(objective), options, (addon, call) =>
      addon.checkStructure(call, handle, samples, seed),
    ),
  );
}

/** `objective.checkStructureSync` */
export function checkStructureSync(
  objective: Objective,
  options?: StructureOptions & SyncCallOptions,
): Structure {
  const { samples, seed } = check(options);
  const handle = handleOf(objective);
  return structure(
    runSyncWith(oraclesOf(objective), options, (addon, call) =>
      addon.checkStructureSync(call, handle, samples, seed),
    ),
  );
}

function check(options: StructureOptions = {}): { samples: number; seed: number } {
  const { samples = 1000, seed = 0 } = record("options", options);
  return {
    samples: integer("samples", samples, 1, Number.MAX_SAFE_INTEGER),
    seed: integer("seed", seed, 0, Number.MAX_SAFE_INTEGER),
  };
}

function structure(native: ReturnType<Native["checkStructureSync"]>): Structure {
  const { growingGain, negativeGain, offset, totalCurvature = null, ...rest } = native;
  return {
    submodular: tested(growingGain),
    monotone: tested(negativeGain),
    normalized: tested(offset === undefined ? undefined : { value: offset }),
    ...rest,
    totalCurvature,
  };
}

function tested<Counterexample>(
  counterexample: Counterexample | undefined,
): PropertyTest<Counterexample> {
  return { holds: counterexample === undefined, counterexample: counterexample ?? null };
}
