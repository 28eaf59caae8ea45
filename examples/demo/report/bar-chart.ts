/** Bar charts: quantities of things with names, which stand above their bars. */

import { line, round, svg, text, WIDTH } from "./svg.ts";

const ROW = 44;
const BAR = 14;
const GAP = 2;
const VALUE_WIDTH = 52;

/** A thing with its quantities. */
export interface Bars {
  readonly name: string;
  /** One bar each, in the same order for every thing. */
  readonly values: readonly number[];
}

/** Draws groups of bars, each with its number; a level is marked across all of them. */
export function barChart(
  description: string,
  groups: readonly Bars[],
  { digits, level }: { digits: number; level?: { value: number; label: string } },
): string {
  const perGroup = groups[0]!.values.length;
  const row = ROW + (perGroup - 1) * (BAR + GAP);
  const top = level ? 22 : 4;
  const largest = Math.max(level?.value ?? 0, ...groups.flatMap(({ values }) => values));
  const length = (value: number): number => (value / largest) * (WIDTH - VALUE_WIDTH);

  const drawn = groups.map(({ name, values }, g) => {
    const y = top + g * row;
    const bars = values.map((value, v) => {
      const barY = y + 18 + v * (BAR + GAP);
      const colour = v === 0 ? "first" : "second";
      return (
        `<rect x="0" y="${barY}" width="${round(length(value))}" height="${BAR}" rx="3" class="${colour}"/>` +
        text(length(value) + 6, barY + 11.5, value.toFixed(digits), { className: "strong" })
      );
    });
    return text(0, y + 12, name) + bars.join("");
  });
  const bottom = top + groups.length * row;
  const mark = level && [
    line(length(level.value), top - 4, length(level.value), bottom - 10, "level"),
    text(length(level.value), 12, level.label, { anchor: "end", className: "muted" }),
  ];
  return svg(bottom, description, [...(mark ?? []), ...drawn].join(""));
}
