/**
 * Selections that go on from given elements: orders, gains and values come from an independent program,
 * brute force in double precision with exactly rounded sums.
 */

import test from "ava";
import {
  extendSync,
  FacilityLocation,
  GraphCut,
  LogDeterminant,
  maximize,
  maximizeSync,
  type Objective,
} from "../../index.ts";
import { SIMILARITY } from "../support/pairs.ts";

const KERNEL = [
  [1.435, 0.339, -0.639, 0.304, -0.047, -0.114, -0.498, -0.084],
  [0.339, 1.434, -0.163, -0.456, -0.421, 0.649, -0.515, 0.132],
  [-0.639, -0.163, 1.331, 0.325, 0.047, -0.194, 0.518, 0.176],
  [0.304, -0.456, 0.325, 1.802, -0.074, -0.692, 0.279, -0.394],
  [-0.047, -0.421, 0.047, -0.074, 0.838, -0.332, -0.012, 0.102],
  [-0.114, 0.649, -0.194, -0.692, -0.332, 1.314, -0.332, -0.078],
  [-0.498, -0.515, 0.518, 0.279, -0.012, -0.332, 1.45, 0.129],
  [-0.084, 0.132, 0.176, -0.394, 0.102, -0.078, 0.129, 0.795],
];

const initial = [6, 2];

const CASES: readonly (readonly [
  name: string,
  objective: Objective,
  order: readonly number[],
  gains: readonly number[],
  value: number,
])[] = [
  [
    "facility location",
    FacilityLocation.fromSimilaritySync(SIMILARITY),
    [3, 7, 0],
    [1.153, 0.559, 0.468],
    7.455,
  ],
  [
    "the log-determinant",
    LogDeterminant.fromKernelSync(KERNEL, { regularization: 1 }),
    [3, 1, 0],
    [1.00736452836038, 0.819177806890496, 0.744159858330827],
    4.26496385856569,
  ],
  [
    "a graph cut that is not monotone",
    GraphCut.fromSimilaritySync(SIMILARITY, { lambda: 0.9 }),
    [3, 5, 7],
    [1.7838, 0.361, 0.2796],
    8.2868,
  ],
];

for (const [name, objective, order, gains, value] of CASES) {
  test(`${name} goes on from given elements`, async (t) => {
    const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
    for (const optimizer of ["greedy", "lazy-greedy"] as const) {
      const options = { optimizer, initial };
      // The given elements do not count as selected.
      const selection = maximizeSync(objective, { cardinality: 3 }, options);
      t.deepEqual(Array.from(selection.elements), order);
      selection.gains.forEach((gain, i) => t.true(near(gain, gains[i] as number), `${gain}`));
      t.true(near(selection.value, value), `${selection.value}`);
      t.is(selection.value, objective.evaluate([...initial, ...order]));
      t.deepEqual(await maximize(objective, { cardinality: 3 }, options), selection);
      const first = maximizeSync(objective, { cardinality: 1 }, options);
      const { elements } = extendSync(objective, first, { cardinality: 3 });
      t.deepEqual(elements, selection.elements);
    }
  });
}
