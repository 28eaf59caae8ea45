/**
 * The log-determinant of I + K in JavaScript, by the fast greedy algorithm for determinantal point
 * processes (Chen, Zhang & Zhou 2018), whose rows of the Cholesky factor are extended when a gain is
 * asked for.
 */

import type { GrowingSet } from "./lazy-greedy.ts";

/** For at most `cardinality` selected elements. */
export function logDeterminant(
  kernel: Float32Array,
  size: number,
  cardinality: number,
): GrowingSet {
  const factor = new Float64Array(size * cardinality);
  const lengths = new Uint32Array(size);
  const pivots = Float64Array.from(
    { length: size },
    (_, i) => 1 + (kernel[i * size + i] as number),
  );
  const selected: number[] = [];
  const roots: number[] = [];

  /** The pivot of an element, given all selected ones. */
  const pivot = (element: number): number => {
    const row = element * cardinality;
    for (let t = lengths[element] as number; t < selected.length; t++) {
      const other = selected[t] as number;
      const otherRow = other * cardinality;
      let sum = kernel[other * size + element] as number;
      for (let s = 0; s < t; s++) {
        sum -= (factor[row + s] as number) * (factor[otherRow + s] as number);
      }
      const entry = sum / (roots[t] as number);
      factor[row + t] = entry;
      pivots[element] = (pivots[element] as number) - entry * entry;
    }
    lengths[element] = selected.length;
    return pivots[element] as number;
  };

  return {
    size,
    gain: (element) => Math.log(pivot(element)),
    insert: (element) => {
      roots.push(Math.sqrt(pivot(element)));
      selected.push(element);
    },
  };
}
