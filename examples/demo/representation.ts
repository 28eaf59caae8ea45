/** Judges a set of images by what it was chosen for, in plain JavaScript. */

import { imageOf, type Digits } from "../data/digits.ts";

/** How well a set of images represents all. */
export interface Representation {
  /** The average similarity of an image to the nearest of the first 1, 2, ... elements. */
  readonly coverage: readonly number[];
  /** How many images are nearest to each element. */
  readonly represented: readonly number[];
  /** The share of images whose nearest element shows the same digit. */
  readonly sameDigit: number;
}

/** Compares all images with the elements of a set; similarity is exp(-gamma |x - y|²). */
export function represent(
  digits: Digits,
  elements: ArrayLike<number>,
  gamma: number,
): Representation {
  const similarity = new Float64Array(digits.count);
  const nearest = new Uint32Array(digits.count);
  const coverage = Array.from(elements, (element, e) => {
    const candidate = imageOf(digits, element);
    for (let i = 0; i < digits.count; i++) {
      const s = Math.exp(-gamma * squaredDistance(candidate, imageOf(digits, i)));
      if (s > similarity[i]!) [similarity[i], nearest[i]] = [s, e];
    }
    return similarity.reduce((sum, s) => sum + s, 0) / digits.count;
  });
  const same = nearest.filter((e, i) => digits.labels[elements[e]!] === digits.labels[i]);
  return {
    coverage,
    represented: Array.from(elements, (_, e) => nearest.filter((n) => n === e).length),
    sameDigit: same.length / digits.count,
  };
}

/** The coverage of the first `size` images, the next `size`, and so on: the average of `sets` sets. */
export function averageCoverage(
  digits: Digits,
  sets: number,
  size: number,
  gamma: number,
): number[] {
  const total = new Float64Array(size);
  for (let set = 0; set < sets; set++) {
    const elements = Array.from({ length: size }, (_, i) => set * size + i);
    represent(digits, elements, gamma).coverage.forEach((value, k) => (total[k]! += value));
  }
  return Array.from(total, (value) => value / sets);
}

function squaredDistance(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < x.length; p++) sum += (x[p]! - y[p]!) ** 2;
  return sum;
}
