/** Discrete data made by exact arithmetic, for golden values. */

import { Minstd } from "./random.ts";

function integers(length: number, below: number, seed: number): number[] {
  const random = new Minstd(seed);
  return Array.from({ length }, () => random.below(below));
}

/** 400 samples: y is x three times in five, and w is a function of x, y and z. */
export const D400: { x: number[]; y: number[]; z: number[]; w: number[] } = (() => {
  const [x, n, z] = [integers(400, 4, 11), integers(400, 5, 12), integers(400, 3, 13)];
  const y = x.map((value, i) => ((n[i] as number) < 3 ? value : (n[i] as number) - 1));
  const w = x.map((value, i) => (value + (y[i] as number) + (z[i] as number)) % 4);
  return { x, y, z, w };
})();

/** Two binary series of 600 steps: y follows x one step later. */
export const DMC600: { x: number[]; y: number[] } = (() => {
  const random = new Minstd(21);
  const [x, y] = [[0], [0]];
  for (let t = 1; t < 600; t++) {
    const [stays, follows] = [random.below(10), random.below(10)];
    const before = x[t - 1] as number;
    x.push(stays < 7 ? before : 1 - before);
    y.push(follows < 6 ? before : random.below(2));
  }
  return { x, y };
})();
