/**
 * Pictures as inline SVG. They are drawn 360 units wide, so that a text of 12 units can be read on a
 * phone, and take their colours from the page, so that they follow dark mode.
 */

/** The width of every picture. */
export const WIDTH = 360;

/** Where a text is anchored. */
export type Anchor = "start" | "middle" | "end";

/** A picture with a description for those who cannot see it. */
export function svg(height: number, description: string, body: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(description)}">${body}</svg>`;
}

/** A piece of text; `className` sets its colour. */
export function text(
  x: number,
  y: number,
  content: string,
  { anchor = "start", className = "" }: { anchor?: Anchor; className?: string } = {},
): string {
  const attributes = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" class="${className}"`;
  return `<text ${attributes}>${escape(content)}</text>`;
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  const [from, to] = [`x1="${round(x1)}" y1="${round(y1)}"`, `x2="${round(x2)}" y2="${round(y2)}"`];
  return `<line ${from} ${to} class="${className}"/>`;
}

/** Lengths to a hundredth of a unit: finer cannot be seen. */
export function round(length: number): number {
  return Math.round(length * 100) / 100;
}

/** Text that means itself in HTML. */
export function escape(content: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return content.replaceAll(/[&<>"]/g, (character) => `&${names[character]};`);
}
