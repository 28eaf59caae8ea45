/** Texts cut to a number of tokens. */

import type { SpecialTokenOptions } from "./special-tokens.ts";
import type { EncodableText } from "./text.ts";

export const CUTS = ["start", "middle", "end"] as const;

/** Where text is removed. */
export type TruncateFrom = (typeof CUTS)[number];

/** How a text is truncated. */
export interface TruncateOptions extends SpecialTokenOptions {
  /**
   * Where text is removed: at its `start`, so that the end is kept; in the `middle`, so that half of the
   * tokens are kept at either end; or at its `end`. Default: `end`.
   */
  readonly from?: TruncateFrom | undefined;
}

/**
 * What is kept of a text, as the addon tells: how much at the start and at the end.
 *
 * @internal
 */
export interface Kept {
  readonly head: number;
  readonly tail: number;
  readonly normalized?: Uint8Array;
}

/** @internal */
export function keptOf(text: EncodableText, { head, tail, normalized }: Kept): EncodableText {
  const isString = typeof text === "string";
  if (normalized !== undefined) {
    return isString ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(normalized) : normalized;
  }
  if (isString) return text.slice(0, head) + text.slice(text.length - tail);
  const kept = new Uint8Array(head + tail);
  kept.set(text.subarray(0, head));
  kept.set(text.subarray(text.length - tail), head);
  return kept;
}
