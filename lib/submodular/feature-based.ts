/** Feature-based functions: how much of each feature a set has, with diminishing returns. */

import { finite, oneOf, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { denseOrSparse, type Matrix, type SparseMatrix } from "../matrix.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";
import { givenWeights, type Weights } from "./weights.ts";

const CONCAVE = ["sqrt", "log1p", "ratio", "power", "cap"] as const;

/**
 * What a sum t of one feature is worth:
 *
 * - `sqrt`: √t
 * - `log1p`: ln(1 + t)
 * - `ratio`: t / (1 + t)
 * - `power`: t to the power of `exponent`
 * - `cap`: min(t, `cap`)
 */
export type Concave = (typeof CONCAVE)[number];

/** A concave function. */
export interface ConcaveOptions {
  /** What a sum of one feature is worth. Default: `sqrt`. */
  readonly concave?: Concave | undefined;
  /** The exponent of `power`, between 0 and 1, both excluded. */
  readonly exponent?: number | undefined;
  /** The cap of `cap`, positive: of what a feature is worth, nothing above it counts. */
  readonly cap?: number | undefined;
}

/** How features are made an objective. */
export interface FeatureBasedOptions extends ConcaveOptions {
  /** What each feature counts, from 0 to 1e15. Default: 1. */
  readonly weights?: Weights | undefined;
}

/**
 * The feature-based function of features x that are not negative,
 *
 *     f(S) = sum over features u of weights[u] · φ(sum over j in S of x[j][u]),
 *
 * with a concave function φ. Monotone and submodular: the more a set has of a feature, the less more
 * of it is worth, so that greedy selection balances features. It needs no similarities of pairs.
 *
 * A gain costs one pass over the element's row, and over its entries if the features are sparse. It
 * is computed without the difference of two large numbers. Features in a `Float32Array` stay in single
 * precision; sums of a set are kept in double.
 *
 * Source: Kirchhoff & Bilmes, "Submodularity for data selection in statistical machine translation"
 * (2014).
 */
export class FeatureBased extends Objective {
  /**
   * From features: a row for each element, dense or sparse.
   *
   * Copies the features.
   *
   * @throws TypeError or RangeError if sizes do not fit, or if a feature is NaN, negative or above 1e20
   * (the message has the index of the first), or a weight, `exponent` or `cap` is out of range;
   * GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room for some numbers for each feature.
   */
  static async fromFeatures(
    features: Matrix | SparseMatrix,
    options?: FeatureBasedOptions & CallOptions,
  ): Promise<FeatureBased> {
    return new FeatureBased(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link FeatureBased.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix | SparseMatrix,
    options?: FeatureBasedOptions & SyncCallOptions,
  ): FeatureBased {
    return new FeatureBased(makeSync(options, fromFeatures(features, options)));
  }
}

/** How much is kept for each feature at most: 71 measured with `sqrt`, 95 with `power`. */
const COLUMN_BYTES = 96;

function fromFeatures(
  features: Matrix | SparseMatrix,
  options: FeatureBasedOptions = {},
): ObjectiveSource {
  const matrix = denseOrSparse("features", features, COLUMN_BYTES);
  record("options", options);
  return {
    featureBasedFromFeatures: {
      features: matrix,
      ...concaveOf(options),
      ...givenWeights(options.weights),
    },
  };
}

/**
 * The concave function of the options, as the addon takes it.
 *
 * @internal
 */
export function concaveOf(options: ConcaveOptions = {}): {
  concave: Concave;
  exponent?: number;
  cap?: number;
} {
  record("options", options);
  const { concave = "sqrt", exponent, cap } = options;
  return {
    concave: oneOf("concave", concave, CONCAVE),
    ...(concave === "power" ? { exponent: finite("exponent", exponent) } : {}),
    ...(concave === "cap" ? { cap: finite("cap", cap) } : {}),
  };
}
