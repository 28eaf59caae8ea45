/** Texts as they are given to a tokenizer. */

import { types } from "node:util";
import { unshared } from "../../arguments.ts";
import { invalidArgument } from "../../errors.ts";

/**
 * A text to encode: a string, or bytes (a `Uint8Array`, so a `Buffer`, too), which should be UTF-8.
 *
 * - Of a string, each lone surrogate becomes U+FFFD.
 * - Bytes that are in no character of UTF-8 are kept: each longest run of them is encoded as one
 *   pre-token, and the text between them as texts by themselves. A model of characters takes U+FFFD for them.
 * - A byte order mark is a character like any other.
 */
export type EncodableText = string | Uint8Array;

/** @internal */
export function checkText(name: string, text: unknown): EncodableText {
  if (typeof text === "string") return text;
  if (types.isUint8Array(text)) return unshared(text);
  throw invalidArgument(name, "a string or a Uint8Array", text);
}

/** @internal */
export function checkTexts(texts: unknown): EncodableText[] {
  if (!Array.isArray(texts)) throw invalidArgument("texts", "an array of texts", texts);
  return Array.from(texts, (text: unknown, i) => checkText(`texts[${i}]`, text));
}
