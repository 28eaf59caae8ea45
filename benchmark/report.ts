/** Results as a table for people and as JSON for the next run to compare with. */

import { cpus } from "node:os";
import type { Comparison } from "./comparison.ts";

/** The least, the median and the largest of some numbers. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** What a comparison came to. Ratios are theirs over ours: above 1, ours is better. */
export interface Result {
  readonly name: string;
  readonly work: string;
  readonly peer: string;
  readonly wall: { readonly ours: number; readonly theirs: number; readonly ratio: Spread };
  readonly cpu: { readonly ours: number; readonly theirs: number; readonly ratio: Spread };
  readonly memory: { readonly ours: number; readonly theirs: number };
}

/** All results, and where they were measured. */
export interface Report {
  readonly node: string;
  readonly processor: string;
  readonly processors: number;
  readonly rounds: number;
  readonly results: readonly Result[];
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return { least: at(0), median: at(0.5), most: at(1) };
}

export function newReport(rounds: number, results: readonly Result[]): Report {
  const [first] = cpus();
  return {
    node: process.version,
    processor: first?.model.trim() ?? "unknown",
    processors: cpus().length,
    rounds,
    results,
  };
}

export function toMarkdown(report: Report): string {
  const head = `${report.processors} x ${report.processor}, Node.js ${report.node}; `;
  const rows = report.results.map((result) =>
    row([
      result.work,
      result.peer,
      `${seconds(result.wall.ours)} / ${seconds(result.wall.theirs)}`,
      ratio(result.wall.ratio),
      ratio(result.cpu.ratio),
      `${result.memory.ours.toFixed(0)} / ${result.memory.theirs.toFixed(0)} MB`,
    ]),
  );
  return [
    `${head}medians of ${report.rounds} interleaved rounds, each in a process of its own.`,
    "",
    row(["work", "peer", "time: ours / theirs", "times faster", "less processor time", "memory"]),
    row(Array(6).fill("---")),
    ...rows,
    "",
  ].join("\n");
}

/** What became worse since an earlier report, by more than both measurements scatter. */
export function regressions(now: Report, before: Report): string[] {
  return now.results.flatMap((result) => {
    const earlier = before.results.find(({ name }) => name === result.name);
    if (earlier === undefined || result.cpu.ratio.most >= earlier.cpu.ratio.least) return [];
    const [from, to] = [earlier.cpu.ratio.median.toFixed(2), result.cpu.ratio.median.toFixed(2)];
    return [`${result.name}: the ratio of processor times fell from ${from} to ${to}`];
  });
}

/** A title for a comparison that runs. */
export function titleOf({ work, peer }: Comparison): string {
  return `${work}, against ${peer}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function ratio({ least, median, most }: Spread): string {
  return `${figures(median)} (${figures(least)} to ${figures(most)})`;
}

function figures(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`;
  return value >= 1e-3
    ? `${(value * 1e3).toPrecision(3)} ms`
    : `${(value * 1e6).toPrecision(3)} µs`;
}
