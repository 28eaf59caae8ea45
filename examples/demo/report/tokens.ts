/** A text cut into tokens, under several vocabularies. */

import { escape } from "./svg.ts";

/** A way to cut a text. */
export interface Cut {
  readonly name: string;
  readonly tokens: readonly string[];
}

/** Shows the tokens in alternating colours, a line for each vocabulary. */
export function tokenLines(cuts: readonly Cut[]): string {
  const lines = cuts.map(({ name, tokens }) => {
    const spans = tokens.map((token) => `<span>${escape(token)}</span>`);
    // Lines may break between tokens.
    return `<dt>${escape(name)}</dt><dd>${spans.join("<wbr>")}</dd>`;
  });
  return `<dl class="tokens">${lines.join("")}</dl>`;
}
