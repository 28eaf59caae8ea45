/** The frame of a chart: two axes with a title and a unit each, and what places a value on them. */

import { line, text, WIDTH } from "./svg.ts";

const LEFT = 40;
const RIGHT = 12;
const TOP = 28;
const BOTTOM = 44;

/** How tall a chart with axes is. */
export const CHART_HEIGHT = 250;

/** An axis. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** The values that are marked. */
  readonly ticks: readonly number[];
  /** The words at a mark. Default: the number. */
  readonly label?: (value: number) => string;
  /** Whether equal steps are equal ratios. Default: false. */
  readonly logarithmic?: boolean;
}

/** Axes that were drawn. */
export interface Axes {
  readonly svg: string;
  /** Where a value of the horizontal axis is. */
  readonly x: (value: number) => number;
  /** Where a value of the vertical axis is. */
  readonly y: (value: number) => number;
}

/** Draws axes; the title of the vertical one stands above it, where it can be read. */
export function axes(horizontal: Axis, vertical: Axis): Axes {
  const [right, bottom] = [WIDTH - RIGHT, CHART_HEIGHT - BOTTOM];
  const x = scale(horizontal, LEFT, right);
  const y = scale(vertical, bottom, TOP);
  const parts = [
    text(0, 12, vertical.title, { className: "muted" }),
    text((LEFT + right) / 2, CHART_HEIGHT - 6, horizontal.title, {
      anchor: "middle",
      className: "muted",
    }),
    ...vertical.ticks.flatMap((tick) => [
      line(LEFT, y(tick), right, y(tick), "grid"),
      text(LEFT - 6, y(tick) + 4, words(vertical, tick), { anchor: "end" }),
    ]),
    ...horizontal.ticks.map((tick) =>
      text(x(tick), bottom + 18, words(horizontal, tick), { anchor: "middle" }),
    ),
    line(LEFT, bottom, right, bottom, "axis"),
  ];
  return { svg: parts.join(""), x, y };
}

function scale(axis: Axis, start: number, end: number): (value: number) => number {
  const along = axis.logarithmic ? Math.log : (value: number): number => value;
  const [from, to] = [along(axis.from), along(axis.to)];
  return (value) => start + ((along(value) - from) / (to - from)) * (end - start);
}

function words(axis: Axis, tick: number): string {
  return axis.label ? axis.label(tick) : `${tick}`;
}
