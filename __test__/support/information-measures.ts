/**
 * Instances of log-determinants and information measures with the greedy order and gains of an
 * independent program, in double precision with exactly rounded sums.
 */

import { readFileSync } from "node:fs";
import type { ExecutionContext } from "ava";
import type { Objective } from "../../index.ts";
import { selects } from "./pairs.ts";

type Rows = number[][];

/** The data of an instance. */
export interface Instance {
  readonly kernel: Rows;
  readonly similarity: Rows;
  readonly query_similarity: Rows;
  readonly private_similarity: Rows;
  readonly candidate_query_similarity: Rows;
  readonly candidate_private_similarity: Rows;
  readonly eta: number;
  readonly nu: number;
  readonly lambda: number;
}

interface Greedy {
  readonly objective: string;
  readonly greedy_order: number[];
  readonly greedy_gains: number[];
}

const FILE = new URL("../../crates/submodular/tests/golden/information.json", import.meta.url);
const GOLDEN = JSON.parse(readFileSync(FILE, "utf8")) as {
  objectives: Record<string, Instance>;
  greedy: Greedy[];
};

/** The data of the instance of this name. */
export function instance(name: string): Instance {
  return GOLDEN.objectives[name] as Instance;
}

/** Asserts that an objective has these properties and that greedy selects what the instance says. */
export function selectsAsGiven(
  t: ExecutionContext,
  name: string,
  objective: Objective,
  [submodular, monotone]: readonly [boolean, boolean],
): void {
  const greedy = GOLDEN.greedy.find((candidate) => candidate.objective === name) as Greedy;
  const { greedy_order: order, greedy_gains: gains } = greedy;
  selects(t, objective, { submodular, monotone, order, gains });
}
