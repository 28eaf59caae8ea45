/** Texts that a measure is of. */

import { invalidArgument } from "../../errors.ts";

/**
 * One text or several, as a list.
 *
 * @internal
 */
export function textsOf(name: string, texts: unknown): string[] {
  if (typeof texts === "string") return [texts];
  if (!Array.isArray(texts)) throw invalidArgument(name, "a string or an array of them", texts);
  return Array.from(texts, (text: unknown, i) => {
    if (typeof text === "string") return text;
    throw invalidArgument(`${name}[${i}]`, "a string", text);
  });
}
