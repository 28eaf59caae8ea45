/** Line charts: how quantities grow with another. */

import { axes, CHART_HEIGHT, type Axis } from "./axes.ts";
import { line, round, svg, text } from "./svg.ts";

/** A line. */
export interface Series {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The words at its last point. */
  readonly label: string;
  /** Its colour: the first is for what the chart is about. */
  readonly colour: "first" | "second";
  /** Whether the words stand above or below the line. */
  readonly side: "above" | "below";
}

/** A level that the lines are compared with. */
export interface Level {
  readonly y: number;
  readonly label: string;
}

/** Draws lines with their names at their ends, so that no legend is needed. */
export function lineChart(
  description: string,
  [horizontal, vertical]: readonly [Axis, Axis],
  series: readonly Series[],
  level?: Level,
): string {
  const frame = axes(horizontal, vertical);
  const { x, y } = frame;
  const drawn = series.map(({ points, label, colour, side }) => {
    const path = points.map(([px, py]) => `${round(x(px))},${round(y(py))}`).join(" ");
    const [lastX, lastY] = points.at(-1)!;
    const labelY = y(lastY) + (side === "above" ? -9 : 19);
    return [
      `<polyline points="${path}" class="line ${colour}"/>`,
      `<circle cx="${round(x(lastX))}" cy="${round(y(lastY))}" r="3.5" class="dot ${colour}"/>`,
      text(x(lastX), labelY, label, { anchor: "end", className: `strong ${colour}` }),
    ].join("");
  });
  const drawnLevel = level && [
    line(x(horizontal.from), y(level.y), x(horizontal.to), y(level.y), "level"),
    text(x(horizontal.from) + 6, y(level.y) - 6, level.label, { className: "muted" }),
  ];
  return svg(CHART_HEIGHT, description, [frame.svg, ...(drawnLevel ?? []), ...drawn].join(""));
}
