/** Set cover: the weight of the union of the selected sets. */

import { integer, MAX_COUNT, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { Found, invalidArgument } from "../errors.ts";
import { type NativeSparsePattern, type SparsePattern, sparsePattern } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";
import { givenWeights, type Weights } from "./weights.ts";

/**
 * Sets of elements 0, 1, ...: a list of each set's elements, in any order; or compressed rows, a row
 * for each set, a column for each element, which are taken as they are.
 */
export type Sets = readonly ArrayLike<number>[] | SparsePattern;

/** What there is to cover. */
export interface SetCoverOptions {
  /** What each element counts, from 0 to 1e15. Default: 1. */
  readonly weights?: Weights | undefined;
  /**
   * How many elements there are, for lists; compressed rows tell it by `columns`. Default: the number
   * of weights, or else one more than the largest element of a set.
   */
  readonly elements?: number | undefined;
}

/**
 * The set cover function: the number of elements in the union of the selected sets, or their weight,
 *
 *     f(S) = sum of weights[u] over all u that are in a set of S.
 *
 * Monotone and submodular. The constraint `{ cardinality }` makes it maximum coverage, `{ cover: target }`
 * the classic set cover problem.
 *
 * A gain costs one pass over the set: over bits if there are no weights and the sets are large, else
 * over a list. Without weights gains are exact integers.
 *
 * Source: Hochbaum & Pathria, "Analysis of the greedy approach in problems of maximum k-coverage"
 * (1998).
 */
export class SetCover extends Objective {
  /**
   * From sets. A set may be empty.
   *
   * Copies the sets.
   *
   * @throws TypeError or RangeError if an element is out of range or twice in a set, if compressed rows
   * are not in order, or if a weight is out of range.
   */
  static async fromSets(sets: Sets, options?: SetCoverOptions & CallOptions): Promise<SetCover> {
    return new SetCover(await make(options, fromSets(sets, options)));
  }

  /** Like {@link SetCover.fromSets}, but blocks. */
  static fromSetsSync(sets: Sets, options?: SetCoverOptions & SyncCallOptions): SetCover {
    return new SetCover(makeSync(options, fromSets(sets, options)));
  }
}

function fromSets(sets: Sets, options: SetCoverOptions = {}): ObjectiveSource {
  record("options", options);
  const weights = givenWeights(options.weights);
  const { elements = weights.weights?.length } = options;
  const pattern = isListOfSets(sets) ? fromLists(sets, elements) : fromRows(sets, options);
  return { setCoverFromSets: { sets: pattern, ...weights } };
}

function isListOfSets(sets: Sets): sets is readonly ArrayLike<number>[] {
  return Array.isArray(sets);
}

function fromRows(sets: SparsePattern, { elements }: SetCoverOptions): NativeSparsePattern {
  const pattern = sparsePattern("sets", sets);
  if (elements === undefined || elements === pattern.columns) return pattern;
  throw invalidArgument("elements", `${pattern.columns}, the number of columns of sets`, elements);
}

function fromLists(
  sets: readonly ArrayLike<number>[],
  elements: number | undefined,
): NativeSparsePattern {
  if (sets.length === 0) throw invalidArgument("sets", "at least one set", sets);
  const limit = elements === undefined ? MAX_COUNT : integer("elements", elements, 1, MAX_COUNT);
  const rowOffsets = offsets(sets);
  const columnIndices = new Uint32Array(rowOffsets[sets.length] as number);
  let most = 0;
  for (const [i, set] of sets.entries()) {
    const begin = rowOffsets[i] as number;
    for (let k = 0; k < set.length; k++) {
      const element = set[k] as number;
      // The name, which takes longer than the check, is made only where it is needed.
      if (!(Number.isInteger(element) && element >= 0 && element < limit)) {
        integer(`sets[${i}][${k}]`, element, 0, limit - 1);
      }
      columnIndices[begin + k] = element;
    }
    const elementsOfSet = columnIndices.subarray(begin, begin + set.length);
    elementsOfSet.sort();
    most = Math.max(most, elementsOfSet.at(-1) ?? 0);
    const twice = elementsOfSet.find((element, k) => element === elementsOfSet[k + 1]);
    if (twice !== undefined) {
      throw invalidArgument(`sets[${i}]`, "distinct elements", new Found(`${twice} twice`));
    }
  }
  return { rowOffsets, columnIndices, columns: elements ?? most + 1 };
}

/** Where each set begins, and how many elements they have together. */
function offsets(sets: readonly ArrayLike<number>[]): Uint32Array {
  const begins = new Uint32Array(sets.length + 1);
  let total = 0;
  for (const [i, set] of sets.entries()) {
    if (!Array.isArray(set) && !(ArrayBuffer.isView(set) && !(set instanceof DataView))) {
      throw invalidArgument(`sets[${i}]`, "an array of elements", set);
    }
    total += set.length;
    if (total > MAX_COUNT) {
      const found = new Found(`more up to set ${i}`);
      throw invalidArgument("sets", `at most ${MAX_COUNT} elements in all sets together`, found);
    }
    begins[i + 1] = total;
  }
  return begins;
}
