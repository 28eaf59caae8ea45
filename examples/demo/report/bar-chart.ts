/** Bar charts: quantities of things with names, which stand above their bars. */

import { line, round, svg, text, WIDTH } from "./svg.ts";

const TOP = 26;
const ROW = 44;
const BAR = 14;
const GAP = 2;
const VALUE_WIDTH = 52;
const LEGEND_WIDTH = 86;

/** A thing with its quantities. */
export interface Bars {
  readonly name: string;
  /** One bar each, in the same order for every thing. */
  readonly values: readonly number[];
}

/** What belongs to a chart besides its bars. */
export interface BarOptions {
  /** The unit of the quantities. */
  readonly unit: string;
  /** How many digits after the point are shown. */
  readonly digits: number;
  /** What the bars of a group are, if there are two. */
  readonly legend?: readonly string[];
  /** A quantity that is marked across all bars. */
  readonly level?: { readonly value: number; readonly label: string };
}

/** Draws groups of bars, each with its number. */
export function barChart(
  description: string,
  groups: readonly Bars[],
  { unit, digits, legend = [], level }: BarOptions,
): string {
  const row = ROW + (groups[0]!.values.length - 1) * (BAR + GAP);
  const bottom = TOP + groups.length * row;
  const largest = Math.max(level?.value ?? 0, ...groups.flatMap(({ values }) => values));
  const length = (value: number): number => (value / largest) * (WIDTH - VALUE_WIDTH);

  const drawn = groups.map(({ name, values }, g) => {
    const y = TOP + g * row;
    const bars = values.map((value, v) => {
      const barY = y + 18 + v * (BAR + GAP);
      return (
        bar(0, barY, length(value), v) +
        text(length(value) + 6, barY + 11.5, value.toFixed(digits), { className: "strong" })
      );
    });
    return text(0, y + 12, name) + bars.join("");
  });
  const names = legend.map((name, v) => {
    const x = WIDTH - (legend.length - v) * LEGEND_WIDTH;
    return bar(x, 1, BAR, v) + text(x + BAR + 5, 12, name);
  });
  const mark = level && [
    line(length(level.value), TOP - 4, length(level.value), bottom - 10, "level"),
    text(length(level.value), 12, level.label, { anchor: "end", className: "muted" }),
  ];
  const head = text(0, 12, unit, { className: "muted" });
  return svg(bottom, description, [head, ...names, ...(mark ?? []), ...drawn].join(""));
}

function bar(x: number, y: number, length: number, index: number): string {
  const place = `x="${round(x)}" y="${y}" width="${round(length)}" height="${BAR}"`;
  return `<rect ${place} rx="3" class="${index === 0 ? "first" : "second"}"/>`;
}
