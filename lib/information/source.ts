/** What discrete estimators take: samples of symbols, counts, counts of counts, probabilities. */

import { types } from "node:util";
import { numbers, record, unshared } from "../arguments.ts";
import { invalidArgument } from "../errors.ts";

/**
 * Symbols: numbers or strings. Equal values are one symbol; 0 and -0 are equal. A `Uint8Array` is
 * counted at memory speed, other integers almost so.
 */
export type Sample =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly number[]
  | readonly string[];

/** How often each symbol was seen; zeros are symbols that were not. */
export interface Counts {
  /** Integers from 0 to 2^53 - 1. */
  readonly counts: ArrayLike<number>;
}

/** How many symbols were seen how often. */
export interface CountOfCounts {
  /** Pairs of a count and the number of symbols with that count; a `Map` has the form, too. */
  readonly countOfCounts: Iterable<readonly [count: number, symbols: number]>;
}

/** A known distribution. */
export interface Probabilities {
  /** Numbers that are not negative, with sum 1 up to 1e-9. */
  readonly probabilities: ArrayLike<number>;
}

/** What the entropy of symbols is estimated from. */
export type Source = Sample | Counts | CountOfCounts;

const TYPED_ARRAYS = [
  types.isUint8Array,
  types.isUint8ClampedArray,
  types.isInt8Array,
  types.isUint16Array,
  types.isInt16Array,
  types.isUint32Array,
  types.isInt32Array,
  types.isFloat32Array,
  types.isFloat64Array,
] as const;

type TypedSample = Exclude<Sample, readonly unknown[]>;

/**
 * A sample in a form that the addon takes.
 *
 * @internal
 */
export type NativeSample = TypedSample | string[];

/**
 * A source in the one form that the addon takes.
 *
 * @internal
 */
export interface NativeSource {
  sample?: NativeSample;
  counts?: Float64Array;
  symbols?: Float64Array;
  probabilities?: Float64Array;
}

/** Whether it is a typed array of a kind that samples come in. */
export function isTypedSample(value: unknown): value is TypedSample {
  return TYPED_ARRAYS.some((isOfType) => isOfType(value));
}

/**
 * The sample in a form that the addon takes.
 *
 * @internal
 */
export function sampleOf(
  name: string,
  sample: Sample,
  expected = "an array of numbers or strings",
): NativeSample {
  if (Array.isArray(sample)) {
    return typeof sample[0] === "string" ? strings(name, sample) : numbers(name, sample);
  }
  if (!isTypedSample(sample)) throw invalidArgument(name, expected, sample);
  return unshared<TypedSample>(sample);
}

/**
 * The source in the form that the addon takes.
 *
 * @internal
 */
export function sourceOf(source: Source): NativeSource {
  if (isPlain(source)) {
    if ("counts" in source) return { counts: list("counts", source.counts) };
    if ("countOfCounts" in source) return pairs(source.countOfCounts);
  }
  const expected = "an array of numbers or strings, or an object with counts or countOfCounts";
  return { sample: sampleOf("sample", source as Sample, expected) };
}

/**
 * The source, or the probabilities, in the form that the addon takes.
 *
 * @internal
 */
export function distributionOf(source: Source | Probabilities): NativeSource {
  if (isPlain(source) && "probabilities" in source) {
    return { probabilities: list("probabilities", source.probabilities) };
  }
  return sourceOf(source);
}

/** An object that is neither an array nor a typed array. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}

/** Numbers of any array, in double precision. */
export function list(name: string, value: ArrayLike<number>): Float64Array {
  if (types.isFloat64Array(value)) return unshared(value);
  if (isTypedSample(value)) return Float64Array.from(value);
  if (Array.isArray(value)) return numbers(name, value);
  throw invalidArgument(name, "an array of numbers", value);
}

function pairs(value: CountOfCounts["countOfCounts"]): NativeSource {
  const name = "countOfCounts";
  const fields = value as unknown as Record<symbol, unknown>;
  if (
    typeof value !== "object" ||
    value === null ||
    typeof fields[Symbol.iterator] !== "function"
  ) {
    throw invalidArgument(name, "pairs of a count and a number of symbols", value);
  }
  const [counts, symbols]: [number[], number[]] = [[], []];
  for (const pair of value as Iterable<unknown>) {
    const place = `${name}[${counts.length}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw invalidArgument(place, "a count and a number of symbols", pair);
    }
    const [count, seen] = pair as [unknown, unknown];
    if (typeof count !== "number") throw invalidArgument(`${place}[0]`, "a number", count);
    if (typeof seen !== "number") throw invalidArgument(`${place}[1]`, "a number", seen);
    counts.push(count);
    symbols.push(seen);
  }
  return { counts: Float64Array.from(counts), symbols: Float64Array.from(symbols) };
}

function strings(name: string, sample: readonly unknown[]): string[] {
  return Array.from(sample, (value, i) => {
    if (typeof value === "string") return value;
    throw invalidArgument(`${name}[${i}]`, "a string", value);
  });
}

/** Options as an object, none of them missing its container. */
export function optionsOf<T extends object>(options: T | undefined): Partial<T> {
  if (options === undefined) return {};
  record("options", options);
  return options;
}
