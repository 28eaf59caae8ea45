/** Scatter plots: samples of two quantities. */

import { axes, CHART_HEIGHT, type Axis } from "./axes.ts";
import { round, svg } from "./svg.ts";

/** Draws a dot for each sample. */
export function scatter(
  description: string,
  [horizontal, vertical]: readonly [Axis, Axis],
  samples: readonly (readonly [x: number, y: number])[],
): string {
  const { svg: frame, x, y } = axes(horizontal, vertical);
  // A path of points without length draws dots with the ends of its lines, in few bytes.
  const dots = samples.map(([sx, sy]) => `M${round(x(sx))} ${round(y(sy))}h0`).join("");
  return svg(CHART_HEIGHT, description, `${frame}<path d="${dots}" class="samples"/>`);
}
