/** The generator of the golden data: exact in double precision, so the same everywhere. */

import type { Matrix } from "../../lib/matrix.ts";

const MODULUS = 2147483647;

/** Lehmer's generator with multiplier 48271 and modulus 2^31 - 1 (Park & Miller 1993). */
export class Minstd {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (48271 * this.#state) % MODULUS;
    return this.#state;
  }

  /** A number in (0, 1). */
  uniform(): number {
    return this.next() / MODULUS;
  }

  /** Nearly normal with variance 1: the sum of twelve uniform numbers, less 6. */
  normal(): number {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += this.next();
    return sum / MODULUS - 6;
  }

  /** An integer from 0 to `size` - 1. */
  below(size: number): number {
    return Math.floor((this.next() * size) / MODULUS);
  }
}

/** A matrix of uniform numbers. */
export function uniformMatrix(
  rows: number,
  columns: number,
  seed: number,
  type: typeof Float32Array | typeof Float64Array = Float64Array,
): Matrix & { data: Float32Array | Float64Array } {
  const random = new Minstd(seed);
  const data = new type(rows * columns);
  for (let i = 0; i < data.length; i++) data[i] = random.uniform();
  return { data, rows, columns };
}

/** Words of one to six letters out of eight, so that pairs repeat. */
export function words(count: number, seed: number): string[] {
  const random = new Minstd(seed);
  const letter = (): string => "abcdefgh".charAt(random.below(8));
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.below(6) }, letter).join(""),
  );
}
