/**
 * Matrices of pairs of eight elements, and a check of what plain greedy selects: orders, gains and
 * properties given with them come from an independent program, brute force in double precision with
 * exactly rounded sums.
 */

import type { ExecutionContext } from "ava";
import { maximizeSync, type Objective } from "../../index.ts";

/** Symmetric similarities, none of them negative. */
export const SIMILARITY: readonly (readonly number[])[] = [
  [1, 0.43, 0.532, 0.442, 0.175, 0.089, 0.04, 0.014],
  [0.43, 1, 0.878, 0.482, 0.486, 0.288, 0.933, 0.502],
  [0.532, 0.878, 1, 0.558, 0.598, 0.086, 0.917, 0.057],
  [0.442, 0.482, 0.558, 1, 0.753, 0.769, 0.621, 0.181],
  [0.175, 0.486, 0.598, 0.753, 1, 0.659, 0.585, 0.23],
  [0.089, 0.288, 0.086, 0.769, 0.659, 1, 0.15, 0.029],
  [0.04, 0.933, 0.917, 0.621, 0.585, 0.15, 1, 0.441],
  [0.014, 0.502, 0.057, 0.181, 0.23, 0.029, 0.441, 1],
];

/** Distances between points of a plane. */
export const DISTANCE: readonly (readonly number[])[] = [
  [0, 5.134, 2.112, 6.504, 0.611, 2.524, 7.319, 7.153],
  [5.134, 0, 5.277, 9.849, 5.697, 7.643, 8.971, 8.582],
  [2.112, 5.277, 0, 8.544, 2.028, 3.3, 9.417, 9.236],
  [6.504, 9.849, 8.544, 0, 6.522, 6.227, 3.059, 3.377],
  [0.611, 5.697, 2.028, 6.522, 0, 1.946, 7.584, 7.451],
  [2.524, 7.643, 3.3, 6.227, 1.946, 0, 8.032, 8.01],
  [7.319, 8.971, 9.417, 3.059, 7.584, 8.032, 0, 0.466],
  [7.153, 8.582, 9.236, 3.377, 7.451, 8.01, 0.466, 0],
];

/** What is expected of an objective and of plain greedy on it. */
export interface Expected {
  readonly submodular: boolean;
  readonly monotone: boolean;
  readonly order: readonly number[];
  readonly gains: readonly number[];
}

/** Asserts that an objective has these properties, and that greedy selects everything in this order. */
export function selects(t: ExecutionContext, objective: Objective, expected: Expected): void {
  const { submodular, monotone, normalized } = objective.properties;
  t.deepEqual(
    { submodular, monotone, normalized },
    { submodular: expected.submodular, monotone: expected.monotone, normalized: true },
  );
  const options = { optimizer: "greedy", stopping: "full" } as const;
  const selection = maximizeSync(objective, { cardinality: objective.size }, options);
  t.deepEqual(Array.from(selection.elements), expected.order);
  selection.gains.forEach((gain, i) => {
    const other = expected.gains[i] as number;
    t.true(Math.abs(gain - other) < 1e-9, `gain ${i}: ${gain}, not ${other}`);
  });
  const value = expected.gains.reduce((sum, gain) => sum + gain);
  t.true(Math.abs(selection.value - value) < 1e-9, `${selection.value}, not ${value}`);
}
