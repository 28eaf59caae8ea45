/** Results as a table for people and as JSON for the next run to compare with. */

import { cpus } from "node:os";
import type { Comparison } from "./comparison.ts";

/** The least, the median and the largest of some numbers. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/**
 * What a comparison came to: times in seconds, memory in MB. Ratios are theirs over ours: above 1,
 * ours is better.
 */
export interface Result {
  readonly name: string;
  readonly work: string;
  readonly peer: string;
  readonly wall: { readonly ours: number; readonly theirs: number; readonly ratio: Spread };
  readonly cpu: { readonly ours: number; readonly theirs: number; readonly ratio: Spread };
  readonly memory: { readonly ours: Spread; readonly theirs: Spread };
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
      withSpread(result.wall.ratio),
      withSpread(result.cpu.ratio),
      `${result.memory.ours.median.toFixed(0)} / ${result.memory.theirs.median.toFixed(0)} MB`,
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

/** What became worse since an earlier report: the old and the new measurements do not overlap. */
export function regressions(now: Report, before: Report): string[] {
  return now.results.flatMap(({ name, wall, cpu, memory }) => {
    const earlier = before.results.find((result) => result.name === name);
    if (earlier === undefined) return [];
    return [
      ...fell(`${name}: the ratio of times`, earlier.wall.ratio, wall.ratio),
      ...fell(`${name}: the ratio of processor times`, earlier.cpu.ratio, cpu.ratio),
      ...rose(`${name}: our memory in MB`, earlier.memory.ours, memory.ours),
    ];
  });
}

function fell(what: string, from: Spread, to: Spread): string[] {
  return to.most < from.least ? [`${what} fell from ${withSpread(from)} to ${withSpread(to)}`] : [];
}

function rose(what: string, from: Spread, to: Spread): string[] {
  return to.least > from.most ? [`${what} rose from ${withSpread(from)} to ${withSpread(to)}`] : [];
}

/** A title for a comparison that runs. */
export function titleOf({ work, peer }: Comparison): string {
  return `${work}, against ${peer}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function withSpread({ least, median, most }: Spread): string {
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
