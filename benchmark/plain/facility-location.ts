/** Facility location in JavaScript: similarities of all pairs, and gains from a matrix or a graph. */

import type { Graph } from "../definitions.ts";
import type { GrowingSet } from "./lazy-greedy.ts";

/** The cosine similarities of all pairs of rows. */
export function cosineSimilarity(data: Float32Array, rows: number, columns: number): Float32Array {
  const lengths = new Float64Array(rows);
  for (let i = 0; i < rows; i++) lengths[i] = Math.sqrt(dot(data, i, i, columns));
  const similarities = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      const norm = (lengths[i] as number) * (lengths[j] as number);
      const similarity = norm === 0 ? 0 : Math.min(1, dot(data, i, j, columns) / norm);
      similarities[i * rows + j] = similarity;
      similarities[j * rows + i] = similarity;
    }
  }
  return similarities;
}

function dot(data: Float32Array, i: number, j: number, columns: number): number {
  let sum = 0;
  const [a, b] = [i * columns, j * columns];
  for (let c = 0; c < columns; c++) sum += (data[a + c] as number) * (data[b + c] as number);
  return sum;
}

/** Facility location on a square matrix of similarities. */
export function facilityLocation(similarities: Float32Array, size: number): GrowingSet {
  const best = new Float32Array(size);
  return {
    size,
    gain: (element) => {
      let sum = 0;
      const start = element * size;
      for (let v = 0; v < size; v++) {
        const more = (similarities[start + v] as number) - (best[v] as number);
        if (more > 0) sum += more;
      }
      return sum;
    },
    insert: (element) => {
      for (let v = 0; v < size; v++) {
        best[v] = Math.max(best[v] as number, similarities[element * size + v] as number);
      }
    },
  };
}

/** Facility location on a graph of neighbours. */
export function facilityLocationOnGraph({
  rowOffsets,
  columnIndices,
  values,
  columns,
}: Graph): GrowingSet {
  const best = new Float32Array(columns);
  return {
    size: rowOffsets.length - 1,
    gain: (element) => {
      let sum = 0;
      const end = rowOffsets[element + 1] as number;
      for (let entry = rowOffsets[element] as number; entry < end; entry++) {
        const more = (values[entry] as number) - (best[columnIndices[entry] as number] as number);
        if (more > 0) sum += more;
      }
      return sum;
    },
    insert: (element) => {
      const end = rowOffsets[element + 1] as number;
      for (let entry = rowOffsets[element] as number; entry < end; entry++) {
        const point = columnIndices[entry] as number;
        best[point] = Math.max(best[point] as number, values[entry] as number);
      }
    },
  };
}
