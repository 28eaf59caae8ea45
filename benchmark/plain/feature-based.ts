/** The feature-based function of square roots in JavaScript: the sum of each feature and its root are kept. */

import type { GrowingSet } from "./lazy-greedy.ts";

export function featureBased(features: Float32Array, rows: number, columns: number): GrowingSet {
  const sums = new Float64Array(columns);
  const roots = new Float64Array(columns);
  return {
    size: rows,
    gain: (element) => {
      let gain = 0;
      const start = element * columns;
      for (let u = 0; u < columns; u++) {
        const feature = features[start + u] as number;
        // Most pixels are black, and a comparison takes less time than a root.
        if (feature > 0) gain += Math.sqrt((sums[u] as number) + feature) - (roots[u] as number);
      }
      return gain;
    },
    insert: (element) => {
      for (let u = 0; u < columns; u++) {
        const sum = (sums[u] as number) + (features[element * columns + u] as number);
        sums[u] = sum;
        roots[u] = Math.sqrt(sum);
      }
    },
  };
}
