/**
 * Compares this package with others: the same work on the same real data, in turn, each measurement
 * in a process of its own; the answers must agree. Prints a table of ratios and writes it as JSON
 * and Markdown.
 *
 * Usage: npm run benchmark -- [NAME ...] [--rounds N] [--output FOLDER] [--baseline FILE]
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { comparisons } from "./cases/index.ts";
import type { Comparison } from "./comparison.ts";
import type { Measurement } from "./measure.ts";
import {
  newReport,
  regressions,
  type Report,
  type Result,
  type Spread,
  spread,
  titleOf,
  toMarkdown,
} from "./report.ts";

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    output: { type: "string", default: "report/benchmark" },
    baseline: { type: "string" },
  },
});

const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new RangeError(`Expected a positive integer for --rounds but received ${options.rounds}`);
}
const unknown = names.find((name) => !comparisons.some((comparison) => comparison.name === name));
if (unknown !== undefined) {
  const known = comparisons.map(({ name }) => name).join(", ");
  throw new RangeError(`There is no comparison '${unknown}'; there are: ${known}`);
}

const chosen = comparisons.filter(({ name }) => names.length === 0 || names.includes(name));
const report = newReport(rounds, chosen.map(compare));
const markdown = toMarkdown(report);
mkdirSync(options.output, { recursive: true });
writeFileSync(join(options.output, "benchmark.json"), `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(join(options.output, "benchmark.md"), markdown);
process.stdout.write(`\n${markdown}\nWritten to ${options.output}\n`);

if (options.baseline !== undefined) {
  const before = JSON.parse(readFileSync(options.baseline, "utf8")) as Report;
  const worse = regressions(report, before);
  for (const line of worse) process.stdout.write(`WORSE: ${line}\n`);
  if (worse.length > 0) process.exitCode = 1;
}

function compare(comparison: Comparison): Result {
  process.stdout.write(`${titleOf(comparison)} `);
  const ours: Measurement[] = [];
  const theirs: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(measure(comparison, "ours"));
    theirs.push(measure(comparison, "theirs"));
    process.stdout.write(".");
  }
  comparison.agree(ours[0]?.answer, theirs[0]?.answer);
  process.stdout.write(" the answers agree\n");

  const versus = (what: "wall" | "cpu"): Result["wall"] => ({
    ours: spreadOf(ours, what).median,
    theirs: spreadOf(theirs, what).median,
    ratio: spread(theirs.map((measurement, i) => measurement[what] / (ours[i]?.[what] ?? NaN))),
  });
  return {
    name: comparison.name,
    work: comparison.work,
    peer: comparison.peer,
    wall: versus("wall"),
    cpu: versus("cpu"),
    memory: { ours: spreadOf(ours, "memory"), theirs: spreadOf(theirs, "memory") },
  };
}

function spreadOf(side: readonly Measurement[], what: "wall" | "cpu" | "memory"): Spread {
  return spread(side.map((measurement) => measurement[what]));
}

function measure(comparison: Comparison, side: "ours" | "theirs"): Measurement {
  const program = fileURLToPath(new URL("measure.ts", import.meta.url));
  const flags = ["--expose-gc", "--import=@oxc-node/core/register"];
  const output = execFileSync(process.execPath, [...flags, program, comparison.name, side], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output.slice(output.indexOf("{"))) as Measurement;
}
