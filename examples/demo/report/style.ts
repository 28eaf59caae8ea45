/** The style of the page and of the pictures in it: light and dark, from a phone to a large screen. */

export const STYLE = `
:root {
  --page: #f6f5f2; --surface: #ffffff; --ink: #1c1b19; --muted: #67655f; --grid: #e6e4df;
  --first: #2a6fc9; --second: #d2622a; --on-colour: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #141413; --surface: #1f1f1d; --ink: #f1f0ec; --muted: #a8a69f; --grid: #363531;
    --first: #5a9bee; --second: #ee8a55; --on-colour: #10100f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
header, main { max-width: 1000px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 40px; }
h1 { font-size: 32px; line-height: 1.2; margin: 0; letter-spacing: -0.02em; }
header p { color: var(--muted); margin: 8px 0 0; max-width: 62ch; }
section { margin: 40px 0 56px; }
h2 { font-size: 22px; line-height: 1.3; margin: 0; }
h3 { font-size: 16px; line-height: 1.3; margin: 0 0 12px; }
.answer { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; margin: 8px 0 18px; }
.answer strong { font-size: 40px; line-height: 1.1; letter-spacing: -0.02em; color: var(--first); }
.answer span { flex: 1 1 260px; max-width: 62ch; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; }
figure { margin: 0; padding: 18px; background: var(--surface); border-radius: 12px; }
figcaption, .note { color: var(--muted); font-size: 14px; line-height: 1.45; }
figcaption { margin-top: 12px; }
.note { margin: 12px 2px 0; max-width: 90ch; }
svg { display: block; width: 100%; height: auto; font-size: 12px; font-variant-numeric: tabular-nums; }
svg text { fill: var(--ink); }
svg text.muted { fill: var(--muted); }
svg text.strong {
  font-weight: 600; stroke: var(--surface); stroke-width: 3; stroke-linejoin: round; paint-order: stroke;
}
svg text.cell { font-weight: 600; }
svg text.on-colour { fill: var(--on-colour); }
.grid { stroke: var(--grid); }
.axis { stroke: var(--muted); }
.level { stroke: var(--muted); stroke-dasharray: 4 4; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.line.first { stroke: var(--first); }
.line.second { stroke: var(--second); }
rect.first, .dot.first, svg text.first { fill: var(--first); }
rect.second, .dot.second, svg text.second { fill: var(--second); }
.samples { stroke: var(--first); stroke-width: 3.5; stroke-linecap: round; stroke-opacity: 0.6; }
@media (max-width: 480px) {
  header, main { padding-left: 10px; padding-right: 10px; }
  figure { padding: 14px 12px; }
}
.picture { clip-path: inset(0 round 6px); }
.tokens { margin: 0; }
.tokens dt { color: var(--muted); font-size: 14px; margin-top: 14px; }
.tokens dt:first-child { margin-top: 0; }
.tokens dd { margin: 4px 0 0; line-height: 1.9; }
.tokens span { padding: 3px 1px; border-radius: 4px; white-space: pre; }
.tokens span:nth-of-type(odd) { background: color-mix(in srgb, var(--first) 26%, transparent); }
.tokens span:nth-of-type(even) { background: color-mix(in srgb, var(--second) 26%, transparent); }
`;
