/** What limits the selected set. */

import { fieldsOf, finite, given, indices, integer, optional } from "../arguments.ts";
import type { Native } from "../native.ts";
import { checkFairness, type Fairness } from "./constraints/fairness.ts";
import { checkGraphic, type Graphic } from "./constraints/graphic.ts";
import { checkKnapsack, type Knapsack } from "./constraints/knapsack.ts";
import { checkLaminar, type Laminar } from "./constraints/laminar.ts";
import { checkMinimumDistance, type MinimumDistance } from "./constraints/minimum-distance.ts";
import { checkPartition, type Partition } from "./constraints/partition.ts";

/**
 * What limits the selected set. The fields combine: a set has to fulfil all that are given. Without
 * any, every set is permitted.
 */
export interface Constraint {
  /** How many elements are selected at most: 1 up to the size of the objective. */
  readonly cardinality?: number | undefined;
  /** What the selected elements may cost; several budgets in an array. */
  readonly knapsack?: Knapsack | readonly Knapsack[] | undefined;
  /** How many elements of each group there are at most; several divisions into groups in an array. */
  readonly partition?: Partition | readonly Partition[] | undefined;
  /** How many elements of each group there are at most, where groups may lie within one another. */
  readonly laminar?: Laminar | undefined;
  /** Elements are edges of a graph of which no cycle is selected. */
  readonly graphic?: Graphic | undefined;
  /** From how many to how many elements of each group there are. */
  readonly fairness?: Fairness | undefined;
  /** How far any two elements are apart at least. */
  readonly minimumDistance?: MinimumDistance | undefined;
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

const FIELDS: readonly (keyof Constraint)[] = [
  "cardinality",
  "knapsack",
  "partition",
  "laminar",
  "graphic",
  "fairness",
  "minimumDistance",
  "cover",
  "include",
  "exclude",
  "candidates",
];

/**
 * Checks a constraint on a ground set of `size` and brings it into the form of the addon.
 *
 * @internal
 */
export function checkConstraint(constraint: Constraint, size: number): NativeConstraint {
  fieldsOf("constraint", constraint, FIELDS);
  const { laminar, graphic, fairness, minimumDistance } = constraint;
  const { cover, include, exclude, candidates } = constraint;
  const cardinality = optional(constraint.cardinality, () =>
    integer("cardinality", constraint.cardinality, 1, size),
  );
  return {
    knapsacks: each("knapsack", constraint.knapsack, checkKnapsack),
    partitions: each("partition", constraint.partition, checkPartition),
    ...given({
      cardinality,
      laminar: one(laminar, (part) => checkLaminar(part, size)),
      graphic: one(graphic, checkGraphic),
      fairness: one(fairness, (part) => checkFairness(part, cardinality)),
      minimumDistance: one(minimumDistance, checkMinimumDistance),
      cover: optional(cover, () => finite("cover", cover)),
      include: optional(include, () => indices("include", include, size)),
      exclude: optional(exclude, () => indices("exclude", exclude, size)),
      candidates: optional(candidates, () => indices("candidates", candidates, size)),
    }),
  };
}

/** What `check` makes of a part that is given. */
function one<Part, Checked>(
  part: Part | undefined,
  check: (part: Part) => Checked,
): Checked | undefined {
  return part === undefined ? undefined : check(part);
}

/** What `check` makes of one part, or of each of several, under a name that tells which. */
function each<Part, Checked>(
  name: string,
  parts: Part | readonly Part[] | undefined,
  check: (name: string, part: Part) => Checked,
): Checked[] {
  if (parts === undefined) return [];
  if (!isList(parts)) return [check(name, parts)];
  return Array.from(parts, (part, i) => check(`${name}[${i}]`, part));
}

function isList<Part>(parts: Part | readonly Part[]): parts is readonly Part[] {
  return Array.isArray(parts);
}
