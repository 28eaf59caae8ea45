/** The costs of the selected elements stay within a budget. */

import { finite, fieldsOf } from "../../arguments.ts";
import { realNumbers } from "../../matrix.ts";
import type { Weights } from "../weights.ts";
import type { NativeConstraint } from "../constraint.ts";

/**
 * The sum of the costs of the selected elements is at most the budget, up to a part of 1e-12 of it, so
 * that three elements of cost 0.1 fit into 0.3. What costs nothing always fits.
 */
export interface Knapsack {
  /** What each element costs, not negative. */
  readonly costs: Weights;
  /** What all of them may cost together; at least as much as the cheapest. */
  readonly budget: number;
}

/** @internal */
export function checkKnapsack(
  name: string,
  knapsack: Knapsack,
): NativeConstraint["knapsacks"][number] {
  fieldsOf(name, knapsack, ["costs", "budget"]);
  return {
    name,
    costs: realNumbers(`${name}.costs`, knapsack.costs),
    budget: finite(`${name}.budget`, knapsack.budget),
  };
}
