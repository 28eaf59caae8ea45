/** Heat maps: a quantity for each pair of things. */

import { round, svg, text, WIDTH } from "./svg.ts";

const LEFT = 78;
const TOP = 24;
const ROW = 40;
const GAP = 2;
/** From this share of full colour on, dark text cannot be read. */
const DARK = 0.5;

/**
 * Draws the pairs of a symmetric table, each once: full colour is `full`, in either direction, and
 * the number stands in its cell.
 */
export function heatMap(
  description: string,
  names: readonly string[],
  values: readonly (readonly number[])[],
  full: number,
): string {
  const columns = names.slice(0, -1);
  const width = (WIDTH - LEFT) / columns.length;
  const rows = names.slice(1).map((name, r) => {
    const y = TOP + r * ROW;
    const cells = columns
      .slice(0, r + 1)
      .map((_, c) => cell(values[r + 1]![c]!, LEFT + c * width, y));
    return text(LEFT - 8, y + ROW / 2 + 4, name, { anchor: "end" }) + cells.join("");
  });
  const heads = columns.map((name, c) =>
    text(LEFT + (c + 0.5) * width, TOP + c * ROW - 8, name, { anchor: "middle" }),
  );
  return svg(TOP + columns.length * ROW, description, [...heads, ...rows].join(""));

  function cell(value: number, x: number, y: number): string {
    const share = Math.min(1, Math.abs(value) / full);
    const place = `x="${round(x)}" y="${y}" width="${round(width - GAP)}" height="${ROW - GAP}"`;
    const className = share > DARK ? "cell on-colour" : "cell";
    return (
      `<rect ${place} rx="4" class="first" fill-opacity="${round(0.06 + 0.94 * share)}"/>` +
      text(x + (width - GAP) / 2, y + ROW / 2 + 3, value.toFixed(2), {
        anchor: "middle",
        className,
      })
    );
  }
}
