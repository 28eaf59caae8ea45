/** At most so many elements of each group, where groups may lie within one another. */

import { fieldsOf } from "../../arguments.ts";
import { invalidArgument, outOfRange } from "../../errors.ts";
import { counts } from "../../matrix.ts";
import type { NativeConstraint } from "../constraint.ts";

/**
 * No group has more selected elements than its limit. Any two groups are disjoint, or one lies within
 * the other; elements that are in none are not limited.
 */
export interface Laminar {
  /** The elements of each group. */
  readonly groups: readonly ArrayLike<number>[];
  /** How many elements of each group are selected at most. */
  readonly limits: ArrayLike<number>;
}

/** @internal */
export function checkLaminar(
  laminar: Laminar,
  size: number,
): NonNullable<NativeConstraint["laminar"]> {
  const { groups } = fieldsOf("laminar", laminar, ["groups", "limits"]);
  if (!Array.isArray(groups)) throw invalidArgument("laminar.groups", "an array of groups", groups);
  return {
    groups: Array.from(groups, (group, i) => elements(`laminar.groups[${i}]`, group, size)),
    limits: counts("laminar.limits", laminar.limits),
  };
}

/** The elements of a group, below `size`: what is known of each element is kept in a table. */
function elements(name: string, group: ArrayLike<number>, size: number): Uint32Array {
  const checked = counts(name, group);
  const other = checked.find((element) => element >= size);
  if (other === undefined) return checked;
  throw outOfRange(name, `elements from 0 to ${size - 1}`, other);
}
