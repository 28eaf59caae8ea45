/**
 * Selections, and what is needed to go on from them: a plain object, whose saved form is found as long
 * as it is the same object.
 */

import { invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";
import type { Optimizer, Selection, Stopped } from "./maximize.ts";

/** The saved forms, which are collected with their selections. */
const savedForms = new WeakMap<object, Uint8Array>();

/**
 * A selection as the addon returns it.
 *
 * @internal
 */
export type NativeSelection = ReturnType<Native["maximizeSync"]>;

/**
 * What the addon returned, as users see it.
 *
 * @internal
 */
export function toSelection({ saved, ...native }: NativeSelection): Selection {
  const { optimizer, stopped, guarantee = null, certificate = null } = native;
  const { sizeCertificate = null, reason = null } = native;
  const result: Selection = {
    ...native,
    optimizer: optimizer as Optimizer,
    stopped: stopped as Stopped,
    guarantee,
    certificate,
    sizeCertificate,
    reason,
  };
  savedForms.set(result, saved);
  return result;
}

/**
 * The saved form of a selection, which is not to be changed.
 *
 * @internal
 */
export function savedForm(selection: Selection): Uint8Array {
  const saved = typeof selection === "object" && selection !== null && savedForms.get(selection);
  if (saved) return saved;
  const expected =
    "a selection that maximize, extend or loadSelection returned, and no copy of one, which lacks " +
    "what is needed to go on,";
  throw invalidArgument("selection", expected, selection);
}
