/** Handwritten digits from the MNIST database (LeCun, Cortes & Burges), by the package `mnist`. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Images are squares of this many pixels a side. */
export const IMAGE_SIZE = 28;

/** The package has about a thousand images of each digit. */
const DIGITS = 10;

/** Images as rows of a matrix. */
export interface Digits {
  /** Brightness from 0 to 1, image after image, each row by row. */
  readonly pixels: Float32Array;
  /** The number of images. */
  readonly count: number;
  /** The digit that each image shows. */
  readonly labels: Uint8Array;
}

/** The first `perDigit` images of each digit, taking turns: 0, 1, ..., 9, 0, 1, ... */
export function loadDigits(perDigit: number): Digits {
  const require = createRequire(import.meta.url);
  const size = IMAGE_SIZE ** 2;
  const count = perDigit * DIGITS;
  const pixels = new Float32Array(count * size);
  for (let digit = 0; digit < DIGITS; digit++) {
    const path = require.resolve(`mnist/src/digits/${digit}.json`);
    const { data } = JSON.parse(readFileSync(path, "utf8")) as { data: number[] };
    for (let i = 0; i < perDigit; i++) {
      pixels.set(data.slice(i * size, (i + 1) * size), (i * DIGITS + digit) * size);
    }
  }
  return { pixels, count, labels: Uint8Array.from({ length: count }, (_, i) => i % DIGITS) };
}

/** The pixels of an image, not copied. */
export function imageOf(digits: Digits, index: number): Float32Array {
  return digits.pixels.subarray(index * IMAGE_SIZE ** 2, (index + 1) * IMAGE_SIZE ** 2);
}
