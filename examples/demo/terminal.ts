/** What the demo prints: headings, steps with the time they took, and tables. */

import type { Progress } from "../../index.ts";

/** What a step returned, and how long it took. */
export interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
}

type Listener = (progress: Progress) => void;

const BOLD = "\u001B[1m";
const PLAIN = "\u001B[22m";
const CLEAR_LINE = "\r\u001B[K";
const LABEL_WIDTH = 52;

/** Prints the title of a part. */
export function heading(title: string): void {
  console.log(process.stdout.isTTY ? `\n${BOLD}${title}${PLAIN}` : `\n${title}`);
}

/** Prints a sentence that sums up what was found. */
export function finding(text: string): void {
  console.log(`  ${text}`);
}

/**
 * Runs a step and prints its time. In a terminal its progress is shown in one line, which the time
 * then replaces.
 */
export async function step<T>(
  label: string,
  work: (onProgress: Listener) => T | Promise<T>,
): Promise<Timed<T>> {
  show(label);
  const start = performance.now();
  const result = await work(({ stage, done, total }) => {
    const share = total ? `${Math.floor((100 * done) / total)} %` : integer(done);
    show(`${label}: ${stage} ${share}`);
  });
  const seconds = (performance.now() - start) / 1000;
  if (process.stdout.isTTY) process.stdout.write(CLEAR_LINE);
  console.log(`  ${label.padEnd(LABEL_WIDTH)} ${seconds.toFixed(2).padStart(6)} s`);
  return { result, seconds };
}

/** Prints a table whose first column is text and whose other columns are aligned right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((_, c) => Math.max(...[header, ...rows].map((row) => row[c]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ");
  console.log(`\n    ${line(header)}\n    ${widths.map((width) => "─".repeat(width)).join("  ")}`);
  for (const row of rows) console.log(`    ${line(row)}`);
  console.log();
}

/** An integer with its thousands set apart. */
export function integer(value: number): string {
  return value.toLocaleString("en");
}

/** A share, rounded down: what is "at least" so much must stay so. */
export function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

function show(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`${CLEAR_LINE}  ${text}`);
}
