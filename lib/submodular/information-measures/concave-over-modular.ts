/** Concave over modular: a mutual information that counts similarities to all queries. */

import type { CallOptions, SyncCallOptions } from "../../call.ts";
import type { Matrix } from "../../matrix.ts";
import { type ConcaveOptions, concaveOf } from "../feature-based.ts";
import type { FeatureOptions } from "../metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "../objective.ts";
import {
  factors,
  type QueryFeatures,
  queryFeatures,
  type QueryOptions,
  querySimilarity,
} from "./context.ts";

/**
 * The concave-over-modular function of similarities s to queries Q that are not negative,
 *
 *     f(S) = sum over q in Q of ψ(sum over j in S of s[j][q])  +  eta · sum over j in S of ψ(sum over q in Q of s[j][q])
 *
 * with a concave function ψ: every query shall have many elements like it, with diminishing returns.
 * Monotone and submodular. Needs no similarities among candidates.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is COM.
 */
export class ConcaveOverModular extends Objective {
  /**
   * From similarities, none negative: a row for each candidate, a column for each query.
   *
   * Copies the matrix.
   *
   * @throws TypeError or RangeError if sizes do not fit, a similarity is NaN, negative or above 1e20, or an
   * option is out of range.
   */
  static async fromSimilarity(
    candidateQuerySimilarity: Matrix,
    options?: ConcaveOptions & QueryOptions & CallOptions,
  ): Promise<ConcaveOverModular> {
    return new ConcaveOverModular(
      await make(options, fromSimilarity(candidateQuerySimilarity, options)),
    );
  }

  /** Like {@link ConcaveOverModular.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    candidateQuerySimilarity: Matrix,
    options?: ConcaveOptions & QueryOptions & SyncCallOptions,
  ): ConcaveOverModular {
    return new ConcaveOverModular(
      makeSync(options, fromSimilarity(candidateQuerySimilarity, options)),
    );
  }

  /**
   * From features; the similarities between candidates and queries are computed by `metric`, those among
   * candidates never: takes candidates · queries numbers of memory.
   *
   * @throws TypeError or RangeError if sizes do not fit, a similarity is negative, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: QueryFeatures,
    options?: ConcaveOptions & QueryOptions & FeatureOptions & CallOptions,
  ): Promise<ConcaveOverModular> {
    return new ConcaveOverModular(await make(options, fromFeatures(data, options)));
  }

  /** Like {@link ConcaveOverModular.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures,
    options?: ConcaveOptions & QueryOptions & FeatureOptions & SyncCallOptions,
  ): ConcaveOverModular {
    return new ConcaveOverModular(makeSync(options, fromFeatures(data, options)));
  }
}

function fromSimilarity(
  candidateQuerySimilarity: Matrix,
  options?: ConcaveOptions & QueryOptions,
): ObjectiveSource {
  const similarity = querySimilarity(candidateQuerySimilarity);
  const { eta } = factors(options);
  return { concaveOverModular: { similarity, eta, ...concaveOf(options) } };
}

function fromFeatures(
  data: QueryFeatures,
  options?: ConcaveOptions & QueryOptions & FeatureOptions,
): ObjectiveSource {
  const similarity = queryFeatures(data, options);
  const { eta } = factors(options);
  return { concaveOverModular: { similarity, eta, ...concaveOf(options) } };
}
