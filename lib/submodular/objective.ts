/** What every set function has in common. */

import { indices, integer } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { native, type Native } from "../native.ts";
import { handleOf, Resource, type NativeHandle } from "../resource.ts";
import { keepOracles, oraclesOf, runSyncWith, runWith, type Oracles } from "./oracle.ts";
import {
  checkStructure,
  checkStructureSync,
  type Structure,
  type StructureOptions,
} from "./structure.ts";

/**
 * What an objective is made from: exactly one field, named after its kind.
 *
 * @internal
 */
export type ObjectiveSource = Parameters<Native["makeObjective"]>[1];

/** What is known of a set function. Optimizers and guarantees depend on it. */
export interface ObjectiveProperties {
  /** Whether gains never grow as the set grows. */
  readonly submodular: boolean;
  /** Whether gains are never negative. */
  readonly monotone: boolean;
  /** Whether the value of the empty set is 0. */
  readonly normalized: boolean;
  /** Why each of them holds, or does not, or is not known to. */
  readonly reasons: {
    /** Why it is submodular or not. */
    readonly submodular: string;
    /** Why it is monotone or not. */
    readonly monotone: string;
    /** Why it is normalized or not. */
    readonly normalized: string;
  };
}

/**
 * A set function on the ground set 0, 1, ..., `size` - 1, with f(∅) = 0.
 *
 * It is immutable: any number of calls may use it at the same time.
 */
export abstract class Objective extends Resource {
  /** The number of elements of the ground set. */
  readonly size: number;

  /** Whether the function is submodular, monotone and normalized, and why. */
  readonly properties: ObjectiveProperties;

  /** @internal */
  protected constructor(handle: NativeHandle, oracles: Oracles = new Map()) {
    super(handle);
    keepOracles(this, oracles);
    const { size, submodular, monotone, normalized } = native().describeObjective(handle);
    this.size = size;
    this.properties = Object.freeze({
      submodular: submodular.holds,
      monotone: monotone.holds,
      normalized: normalized.holds,
      reasons: Object.freeze({
        submodular: submodular.reason,
        monotone: monotone.reason,
        normalized: normalized.reason,
      }),
    });
  }

  /**
   * The value of the set `subset`; f(∅) = 0 unless the function is not normalized.
   *
   * Elements are added one by one in the order given, so that the value of a selection's elements is
   * the value that the selection has, to the last bit; another order may round differently. Blocks for
   * as long as that takes, mostly about as long as a gain for each element.
   *
   * @throws TypeError or RangeError if an element does not exist or comes twice; what the functions of
   * a custom objective throw.
   */
  evaluate(subset: ArrayLike<number>): number {
    const elements = indices("subset", subset, this.size);
    const handle = handleOf(this);
    return runSyncWith(oraclesOf(this), undefined, (addon, call) =>
      addon.evaluateObjective(call, handle, elements),
    );
  }

  /**
   * What `element` would add to the value of the set `subset`: f(subset + element) - f(subset). Blocks
   * for as long as it takes to add the elements of `subset` one by one, and for one gain.
   *
   * @throws TypeError or RangeError if an element does not exist or comes twice, or if `element` is in
   * `subset`; what the functions of a custom objective throw.
   */
  gain(element: number, subset: ArrayLike<number>): number {
    const candidate = integer("element", element, 0, this.size - 1);
    const elements = indices("subset", subset, this.size);
    const handle = handleOf(this);
    return runSyncWith(oraclesOf(this), undefined, (addon, call) =>
      addon.objectiveGain(call, handle, candidate, elements),
    );
  }

  /**
   * Tests whether the function is submodular, monotone and normalized, whatever its `properties` say.
   *
   * Functions of up to 14 elements are tested at all sets, larger ones along random chains of growing
   * sets, whose lengths are spread evenly over the orders of magnitude: that refutes, with the worst
   * violation seen as counterexample, but does not prove. Differences of up to 1e-9 of the largest gain
   * are put down to rounding.
   *
   * Progress counts sets or compared pairs of gains.
   *
   * @throws TypeError or RangeError if an option is outside its range; what the functions of a custom
   * objective throw.
   */
  checkStructure(options?: StructureOptions & CallOptions): Promise<Structure> {
    return checkStructure(this, options);
  }

  /** Like {@link Objective.checkStructure}, but blocks. */
  checkStructureSync(options?: StructureOptions & SyncCallOptions): Structure {
    return checkStructureSync(this, options);
  }
}

/**
 * Makes the native part of an objective, off the main thread; it may ask `oracles`.
 *
 * @internal
 */
export function make(
  options: CallOptions | undefined,
  source: ObjectiveSource,
  oracles: Oracles = new Map(),
): Promise<NativeHandle> {
  return runWith(oracles, options, (addon, call) => addon.makeObjective(call, source));
}

/**
 * Like {@link make}, but blocks.
 *
 * @internal
 */
export function makeSync(
  options: SyncCallOptions | undefined,
  source: ObjectiveSource,
  oracles: Oracles = new Map(),
): NativeHandle {
  return runSyncWith(oracles, options, (addon, call) => addon.makeObjectiveSync(call, source));
}
