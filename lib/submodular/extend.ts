/** Going on from a selection, at once or after it was saved. */

import { types } from "node:util";
import { nonNegative, optional, record, unshared } from "../arguments.ts";
import { type CallOptions, callNow, type SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import { handleOf, type NativeHandle } from "../resource.ts";
import { checkConstraint, type Constraint, type NativeConstraint } from "./constraint.ts";
import type { Selection } from "./maximize.ts";
import { Objective } from "./objective.ts";
import { oraclesOf, runSyncWith, runWith } from "./oracle.ts";
import { savedForm, toSelection } from "./selection.ts";

/** How to go on; everything else is as it was for the selection. */
export interface ExtendOptions {
  /** For how many milliseconds to go on at most. Default: no limit. */
  readonly timeBudget?: number | undefined;
}

/**
 * Goes on from a selection: to a larger `cardinality` or `cover`, or to the same ones if its
 * `timeBudget` was over.
 *
 * Elements, gains and value are those of one call of {@link maximize} with this constraint, to the last
 * bit. The elements that are selected already are inserted again, which asks for no gains, and the
 * bounds on all others are those that were known at the end: little more is computed than what is
 * missing, for `greedy` one gain for each element. `evaluations` counts those of all calls. The
 * certificate comes from the prefixes from the selection on, so it may be a little looser than that of
 * one call.
 *
 * For selections by `greedy`, `lazy-greedy` (and so by `auto` where there is no knapsack and no
 * least distance) and `approximate-lazy-greedy`. Other optimizers select other elements when they may select more: samples,
 * for example, are the smaller the more elements are sought.
 *
 * A selection holds what is needed for this, 8 bytes for each element of the ground set, as long as it is
 * reachable itself. A copy, such as one by spread or `structuredClone`, does not; to pass it to
 * another thread, use {@link saveSelection}.
 *
 * Progress counts elements.
 *
 * @param objective the objective that the selection was made for, or one with the same data
 * @param constraint all that limits the set: that of the selection, of which only `cardinality` and
 * `cover` may be larger; with `fairness` the cardinality may not
 * @throws TypeError if the selection is a copy or by another optimizer, if the objective or the
 * constraint is another one; RangeError if the cardinality or cover is smaller than what is selected;
 * and what {@link maximize} throws.
 */
export async function extend(
  objective: Objective,
  selection: Selection,
  constraint: Constraint,
  options?: ExtendOptions & CallOptions,
): Promise<Selection> {
  const { handle, saved, limits, budget } = check(objective, selection, constraint, options);
  return toSelection(
    await runWith(oraclesOf(objective), options, (addon, call) =>
      addon.extend(call, handle, saved, limits, budget),
    ),
  );
}

/** Like {@link extend}, but blocks. */
export function extendSync(
  objective: Objective,
  selection: Selection,
  constraint: Constraint,
  options?: ExtendOptions & SyncCallOptions,
): Selection {
  const { handle, saved, limits, budget } = check(objective, selection, constraint, options);
  return toSelection(
    runSyncWith(oraclesOf(objective), options, (addon, call) =>
      addon.extendSync(call, handle, saved, limits, budget),
    ),
  );
}

/**
 * A selection as bytes, with all that {@link extend} needs to go on from it: 12 for each of its elements
 * and 8 for each of the ground set. Takes a copy of the selection as it was returned, whatever was
 * written to its arrays since. The data of the objective are not among them.
 *
 * @throws TypeError if it is a copy.
 */
export function saveSelection(selection: Selection): Uint8Array {
  return savedForm(selection).slice();
}

/**
 * The selection that {@link saveSelection} made these bytes of, on any machine with this version of the
 * format.
 *
 * @throws TypeError if these are no bytes; GainfulError with code `ERR_UNSUPPORTED_FORMAT` if they are
 * no saved selection, one of another version, or were cut off or changed.
 */
export function loadSelection(bytes: Uint8Array): Selection {
  if (!types.isUint8Array(bytes)) throw invalidArgument("bytes", "a Uint8Array", bytes);
  return toSelection(callNow((addon) => addon.loadSelection(unshared(bytes))));
}

function check(
  objective: Objective,
  selection: Selection,
  constraint: Constraint,
  options: ExtendOptions & CallOptions = {},
): {
  handle: NativeHandle;
  saved: Uint8Array;
  limits: NativeConstraint;
  budget: number | undefined;
} {
  if (!(objective instanceof Objective)) {
    throw invalidArgument("objective", "an objective such as a FacilityLocation", objective);
  }
  record("options", options);
  const { timeBudget } = options;
  return {
    handle: handleOf(objective),
    saved: savedForm(selection),
    limits: checkConstraint(constraint, objective.size),
    budget: optional(timeBudget, () => nonNegative("timeBudget", timeBudget)),
  };
}
