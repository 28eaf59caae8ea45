/** Matrices in compressed rows. */

import type { SparseMatrix } from "../../index.ts";

/** The entries of rows that are not 0. */
export function compressedRows(rows: readonly (readonly number[])[]): SparseMatrix {
  const [rowOffsets, columnIndices, values] = [[0], [] as number[], [] as number[]];
  for (const row of rows) {
    for (const [column, entry] of row.entries()) {
      if (entry === 0) continue;
      columnIndices.push(column);
      values.push(entry);
    }
    rowOffsets.push(values.length);
  }
  return { rowOffsets, columnIndices, values, columns: rows[0]?.length ?? 0 };
}
