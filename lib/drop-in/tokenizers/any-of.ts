/** Finding special tokens in texts, also those that are none of the vocabulary. */

/**
 * An expression that finds the first of several texts; of those that begin at the same place, the one that
 * comes first in the list.
 *
 * @internal
 */
export function anyOf(texts: Iterable<string>): RegExp {
  return new RegExp(Array.from(texts, escaped).join("|"));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$*+?.()|[\]{}]/g, String.raw`\$&`);
}
