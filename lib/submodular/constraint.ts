/** What limits the selected set. */

import { finite, given, indices, integer, optional, record } from "../arguments.ts";
import { Found, invalidArgument } from "../errors.ts";
import type { Native } from "../native.ts";

/**
 * What limits the selected set. The fields combine: a set has to fulfil all that are given. Without
 * any, every set is permitted.
 */
export interface Constraint {
  /** How many elements are selected at most: 1 up to the size of the objective. */
  readonly cardinality?: number | undefined;
  /**
   * The value that is to be reached by as few elements as possible. Combines with `include`,
   * `exclude` and `candidates` only.
   */
  readonly cover?: number | undefined;
  /** Elements that are selected in any case, before all others. */
  readonly include?: ArrayLike<number> | undefined;
  /** Elements that are never selected. */
  readonly exclude?: ArrayLike<number> | undefined;
  /** The only elements, beside those of `include`, that may be selected. Default: all. */
  readonly candidates?: ArrayLike<number> | undefined;
}

/**
 * A constraint as the addon takes it.
 *
 * @internal
 */
export type NativeConstraint = Parameters<Native["maximize"]>[2];

const FIELDS = ["cardinality", "cover", "include", "exclude", "candidates"] as const;

/**
 * Checks a constraint on a ground set of `size` and brings it into the form of the addon.
 *
 * @internal
 */
export function checkConstraint(constraint: Constraint, size: number): NativeConstraint {
  const fields = record("constraint", constraint);
  const unknown = Object.keys(fields).find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const expected = `only the fields ${FIELDS.join(", ")}`;
    throw invalidArgument("constraint", expected, new Found(`'${unknown}'`));
  }
  const { cardinality, cover, include, exclude, candidates } = constraint;
  return given({
    cardinality: optional(cardinality, () => integer("cardinality", cardinality, 1, size)),
    cover: optional(cover, () => finite("cover", cover)),
    include: optional(include, () => indices("include", include, size)),
    exclude: optional(exclude, () => indices("exclude", exclude, size)),
    candidates: optional(candidates, () => indices("candidates", candidates, size)),
  });
}
