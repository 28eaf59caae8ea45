/**
 * Checks of single arguments. Each returns the value it was given, now known to be good, or throws
 * an error that names the argument.
 */

import { types } from "node:util";
import { Found, invalidArgument, outOfRange } from "./errors.ts";

/** The most threads that a call or the pool may have. */
export const MAX_THREADS: number = 1024;

/** The largest count that fits the 32-bit indices of the Rust core. */
export const MAX_COUNT: number = 2 ** 32 - 1;

/** An integer in `minimum..maximum`. */
export function integer(name: string, value: unknown, minimum: number, maximum: number): number {
  const expected = `an integer from ${minimum} to ${maximum}`;
  if (typeof value !== "number") throw invalidArgument(name, expected, value);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw outOfRange(name, expected, value);
  }
  return value;
}

/** A number that is neither NaN nor infinite. */
export function finite(name: string, value: unknown): number {
  if (typeof value !== "number") throw invalidArgument(name, "a finite number", value);
  if (!Number.isFinite(value)) throw outOfRange(name, "a finite number", value);
  return value;
}

/** A finite number that is not negative. */
export function nonNegative(name: string, value: unknown): number {
  const number = finite(name, value);
  if (number < 0) throw outOfRange(name, "a number that is not negative", number);
  return number;
}

/** What `check` makes of an argument that is given; undefined for one that is not. */
export function optional<T>(value: unknown, check: () => T): T | undefined {
  return value === undefined ? undefined : check();
}

/** The fields that are not undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** Either of the two. */
export function boolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw invalidArgument(name, "true or false", value);
}

/** One of the given words. */
export function oneOf<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const list = words.map((word) => `'${word}'`).join(" or ");
  throw invalidArgument(name, list, value);
}

/** A typed array in memory that no other thread can write while the addon reads it. */
export function unshared<T extends { readonly buffer: ArrayBufferLike; slice(): T }>(array: T): T {
  return types.isSharedArrayBuffer(array.buffer) ? array.slice() : array;
}

/** The numbers of an array, none of them missing. */
export function numbers(name: string, values: readonly unknown[]): Float64Array {
  return Float64Array.from(values, (value, i) => {
    if (typeof value === "number") return value;
    throw invalidArgument(`${name}[${i}]`, "a number", value);
  });
}

/** An object that is not null; arrays and functions are not accepted. */
export function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalidArgument(name, "an object", value);
}

/** An object that has no fields but `known` ones. */
export function fieldsOf(
  name: string,
  value: unknown,
  known: readonly string[],
): Record<string, unknown> {
  const fields = record(name, value);
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown === undefined) return fields;
  const expected = `only the fields ${known.join(", ")}`;
  throw invalidArgument(name, expected, new Found(`'${unknown}'`));
}

/** Distinct indices below `size`, in the order given. */
export function indices(name: string, value: unknown, size: number): Uint32Array {
  const isTyped = ArrayBuffer.isView(value) && !(value instanceof DataView);
  if (!Array.isArray(value) && !isTyped) {
    throw invalidArgument(name, "an array of indices", value);
  }
  const list = value as ArrayLike<unknown>;
  const result = new Uint32Array(list.length);
  const seen = new Set<number>();
  for (let i = 0; i < list.length; i++) {
    const index = integer(`${name}[${i}]`, list[i], 0, size - 1);
    if (seen.has(index))
      throw invalidArgument(name, "distinct indices", new Found(`${index} twice`));
    seen.add(index);
    result[i] = index;
  }
  return result;
}
