/** Tokens with their places in the text. */

import { integer, MAX_COUNT, oneOf, optional } from "../../arguments.ts";
import { Found, outOfRange } from "../../errors.ts";
import type { SpecialTokenOptions } from "./special-tokens.ts";
import type { EncodableText } from "./text.ts";

const PLACES = ["utf16", "bytes"] as const;

/**
 * In what places in a text are counted:
 *
 * - `utf16`: as JavaScript counts in a string. A token that begins or ends inside a character has the
 *   place of all of the character, which several tokens may share
 * - `bytes`: bytes of UTF-8. Places are exact: the tokens follow one another
 */
export type PlaceUnit = (typeof PLACES)[number];

/** How places of tokens are told. */
export interface OffsetOptions extends SpecialTokenOptions {
  /** In what they are counted. Default: `utf16` for strings, `bytes` for bytes, which have no other. */
  readonly unit?: PlaceUnit | undefined;
}

/**
 * The tokens of a text and where each stands in it: token `i` stands for the text from `starts[i]` to
 * `ends[i]`. For a model that composes texts (NFC) places are those in the composed text.
 */
export interface EncodedText {
  /** The tokens. */
  readonly tokens: Uint32Array;
  /** Where each begins. They never decrease. */
  readonly starts: Uint32Array;
  /** Where each ends. */
  readonly ends: Uint32Array;
  /** In what places are counted. */
  readonly unit: PlaceUnit;
  /**
   * How many of the tokens begin at `start` or after it and before `end`, so that the numbers of parts
   * of a text add up to that of the whole. Takes O(log n) for n tokens.
   *
   * A part that is encoded by itself may have some tokens more or fewer, as merges across its ends and
   * pre-tokens at them may be others.
   *
   * @throws TypeError or RangeError if they are no integers, or `end` comes before `start`.
   */
  tokensBetween(start: number, end: number): number;
}

/** @internal */
export function unitOf(text: EncodableText, unit: unknown): PlaceUnit {
  const given = optional(unit, () => oneOf("unit", unit, PLACES));
  return given ?? (typeof text === "string" ? "utf16" : "bytes");
}

/** @internal */
export class PlacedText implements EncodedText {
  readonly tokens: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly unit: PlaceUnit;

  constructor(
    placed: {
      readonly tokens: Uint32Array;
      readonly starts: Uint32Array;
      readonly ends: Uint32Array;
    },
    unit: PlaceUnit,
  ) {
    this.tokens = placed.tokens;
    this.starts = placed.starts;
    this.ends = placed.ends;
    this.unit = unit;
  }

  tokensBetween(start: number, end: number): number {
    integer("start", start, 0, MAX_COUNT);
    integer("end", end, 0, MAX_COUNT);
    if (end < start) {
      throw outOfRange("end", `an integer from ${start}, the start,`, new Found(String(end)));
    }
    return firstFrom(this.starts, end) - firstFrom(this.starts, start);
  }
}

/** The index of the first number that is `least` or more; the length if there is none. */
function firstFrom(numbers: Uint32Array, least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
