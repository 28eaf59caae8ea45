/** Weights of features and of elements to cover. */

import { type MatrixData, realNumbers } from "../matrix.ts";

/** What each thing counts that a set can cover or represent, from 0 to 1e15. */
export type Weights = MatrixData | readonly number[];

/**
 * The field for weights that are given, and nothing for those that are not.
 *
 * @internal
 */
export function givenWeights(weights: Weights | undefined): { weights?: MatrixData } {
  return weights === undefined ? {} : { weights: realNumbers("weights", weights) };
}
