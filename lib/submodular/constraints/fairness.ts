/** From so many to so many elements of each group. */

import { fieldsOf } from "../../arguments.ts";
import { Found, invalidArgument } from "../../errors.ts";
import { counts } from "../../matrix.ts";
import type { NativeConstraint } from "../constraint.ts";

/**
 * Each element is in one group, and the number of selected elements of each group lies between two
 * bounds. A `cardinality` says how many elements are selected in all. Elements of `initial` count in
 * their groups, but not against the cardinality.
 *
 * Elements are selected until no other is permitted, even if that lowers the value, so the lower
 * bounds are met unless the time is over before. Guarantees and certificates compare with sets that are
 * as full; of objectives that are not monotone, sets with fewer elements may be worth more. Combines
 * with `cardinality`, `include`, `exclude` and `candidates` only.
 */
export interface Fairness {
  /** The group of each element: an index of the bounds. */
  readonly groups: ArrayLike<number>;
  /** How many elements of each group are selected at least. Default: none. */
  readonly lower?: ArrayLike<number> | undefined;
  /** How many elements of each group are selected at most. Default: any number. */
  readonly upper?: ArrayLike<number> | undefined;
}

/** The upper bound of a group that has none. */
const ANY_NUMBER = 0xffff_ffff;

/** @internal */
export function checkFairness(
  fairness: Fairness,
  cardinality: number | undefined,
): NonNullable<NativeConstraint["fairness"]> {
  const fields = fieldsOf("fairness", fairness, ["groups", "lower", "upper"]);
  if (cardinality === undefined) {
    throw invalidArgument("cardinality", "the number of elements beside fairness", cardinality);
  }
  const [lower, upper] = (["lower", "upper"] as const).map((name) =>
    fields[name] === undefined ? undefined : counts(`fairness.${name}`, fields[name]),
  );
  const groupCount = (lower ?? upper)?.length;
  if (groupCount === undefined) {
    throw invalidArgument("fairness", "lower or upper bounds", new Found("none"));
  }
  return {
    groups: counts("fairness.groups", fairness.groups),
    lower: lower ?? new Uint32Array(groupCount),
    upper: upper ?? new Uint32Array(groupCount).fill(ANY_NUMBER),
    cardinality,
  };
}
