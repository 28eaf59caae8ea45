/** Joint and conditional entropy of discrete variables. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { invalidArgument } from "../errors.ts";
import type { Estimate } from "./estimate.ts";
import {
  type DiscreteOptions,
  type DiscreteVariable,
  measureLater,
  measureNow,
  type Variables,
} from "./variables.ts";

/**
 * The joint entropy H(X₁, X₂, ...) of variables whose samples belong together: sample i of each with sample i of
 * the others. O(N) for each variable.
 *
 * @throws TypeError if there is no variable, if their lengths differ, or if a number is NaN; RangeError if they are
 * empty.
 */
export async function jointEntropy(
  variables: readonly DiscreteVariable[],
  options?: DiscreteOptions & CallOptions,
): Promise<Estimate> {
  return measureLater({ kind: "joint-entropy" }, list(variables), options);
}

/** Like {@link jointEntropy}, but blocks. */
export function jointEntropySync(
  variables: readonly DiscreteVariable[],
  options?: DiscreteOptions & SyncCallOptions,
): Estimate {
  return measureNow({ kind: "joint-entropy" }, list(variables), options);
}

/**
 * The conditional entropy H(X|Y) = H(X, Y) - H(Y): what is left to learn of `x` once `given` is known.
 *
 * @throws TypeError if the lengths differ or a number is NaN; RangeError if they are empty.
 */
export async function conditionalEntropy(
  x: DiscreteVariable,
  given: DiscreteVariable,
  options?: DiscreteOptions & CallOptions,
): Promise<Estimate> {
  return measureLater({ kind: "conditional-entropy" }, { x, given }, options);
}

/** Like {@link conditionalEntropy}, but blocks. */
export function conditionalEntropySync(
  x: DiscreteVariable,
  given: DiscreteVariable,
  options?: DiscreteOptions & SyncCallOptions,
): Estimate {
  return measureNow({ kind: "conditional-entropy" }, { x, given }, options);
}

function list(variables: readonly DiscreteVariable[]): Variables {
  if (!Array.isArray(variables) || variables.length === 0) {
    throw invalidArgument("variables", "an array of at least one variable", variables);
  }
  return Object.fromEntries(variables.map((variable, i) => [`variables[${i}]`, variable]));
}
