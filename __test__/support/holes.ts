/** Arrays that JavaScript allows and nobody means. */

/** A copy of `array` in which the element at `index` is missing, not undefined. */
export function withHole<T>(array: readonly T[], index: number): T[] {
  const copy = [...array];
  delete copy[index];
  return copy;
}
