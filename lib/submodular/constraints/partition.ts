/** At most so many elements of each group. */

import { fieldsOf } from "../../arguments.ts";
import { counts } from "../../matrix.ts";
import type { NativeConstraint } from "../constraint.ts";

/** Each element is in one group, and no group has more selected elements than its limit. */
export interface Partition {
  /** The group of each element: an index of `limits`. */
  readonly groups: ArrayLike<number>;
  /** How many elements of each group are selected at most. */
  readonly limits: ArrayLike<number>;
}

/** @internal */
export function checkPartition(
  name: string,
  partition: Partition,
): NativeConstraint["partitions"][number] {
  fieldsOf(name, partition, ["groups", "limits"]);
  return {
    name,
    groups: counts(`${name}.groups`, partition.groups),
    limits: counts(`${name}.limits`, partition.limits),
  };
}
