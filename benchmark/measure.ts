/**
 * One measurement, in a process of its own: prepares one side of a comparison, runs it, and prints
 * time, memory and answer as JSON.
 *
 * Usage: measure.ts NAME ours|theirs
 */

import { comparisons } from "./cases/index.ts";

/** What one measurement says. */
export interface Measurement {
  /** Seconds on the clock, for one run of the work. */
  readonly wall: number;
  /** Seconds of processor time of all threads, for one run of the work. */
  readonly cpu: number;
  /** The most memory of the process while it worked, in MB above what it had before. */
  readonly memory: number;
  /** What the work came to. */
  readonly answer: unknown;
}

const [name, side] = process.argv.slice(2);
const comparison = comparisons.find((candidate) => candidate.name === name);
if (comparison === undefined || (side !== "ours" && side !== "theirs")) {
  throw new Error(`There is no side '${side}' of a comparison '${name}'`);
}

const { run, repetitions = 1 } = await comparison[side]();
globalThis.gc?.();
const memoryBefore = process.memoryUsage.rss();
const [wallBefore, cpuBefore] = [performance.now(), process.cpuUsage()];
let answer: unknown;
for (let i = 0; i < repetitions; i++) answer = await run();
const wall = (performance.now() - wallBefore) / 1000 / repetitions;
const cpu = process.cpuUsage(cpuBefore);
const measurement: Measurement = {
  wall,
  cpu: (cpu.user + cpu.system) / 1e6 / repetitions,
  memory: process.resourceUsage().maxRSS / 1024 - memoryBefore / 2 ** 20,
  answer,
};
process.stdout.write(JSON.stringify(measurement));
