/** Set cover in JavaScript: a byte for each element that tells whether it is covered. */

import type { Sets } from "../definitions.ts";
import type { GrowingSet } from "./lazy-greedy.ts";

export function setCover({ rowOffsets, columnIndices, columns }: Sets): GrowingSet {
  const uncovered = new Uint8Array(columns).fill(1);
  return {
    size: rowOffsets.length - 1,
    gain: (element) => {
      let count = 0;
      const end = rowOffsets[element + 1] as number;
      for (let entry = rowOffsets[element] as number; entry < end; entry++) {
        count += uncovered[columnIndices[entry] as number] as number;
      }
      return count;
    },
    insert: (element) => {
      const end = rowOffsets[element + 1] as number;
      for (let entry = rowOffsets[element] as number; entry < end; entry++) {
        uncovered[columnIndices[entry] as number] = 0;
      }
    },
  };
}
