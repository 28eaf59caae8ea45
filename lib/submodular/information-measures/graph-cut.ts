/** The information measures of graph cut: selections for queries, and away from privates. */

import type { CallOptions, SyncCallOptions } from "../../call.ts";
import type { Matrix } from "../../matrix.ts";
import { type GraphCutOptions, lambdaOf } from "../graph-cut.ts";
import type { FeatureOptions } from "../metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "../objective.ts";
import {
  factors,
  namedMatrices,
  type PrivateFeatures,
  privateFeatures,
  type PrivateOptions,
  type QueryFeatures,
  queryFeatures,
  querySimilarity,
} from "./context.ts";

/** Similarities of the candidates, a row each. */
export interface CandidateSimilarities {
  /** To one another: a symmetric matrix. */
  readonly similarity: Matrix;
  /** To the privates: a column for each of them. */
  readonly candidatePrivateSimilarity: Matrix;
}

/**
 * The mutual information of graph cut with queries Q,
 *
 *     f(S) = 2 · lambda · sum over j in S, q in Q of s[j][q].
 *
 * It is modular: the best elements are those that are most similar to the queries, however alike they
 * are. The measure for plain retrieval, and the yardstick for the others.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is GCMI.
 */
export class GraphCutMutualInformation extends Objective {
  /**
   * From similarities: a row for each candidate, a column for each query.
   *
   * @throws TypeError if sizes do not fit or a number is NaN or infinite; RangeError if an option is
   * negative.
   */
  static async fromSimilarity(
    candidateQuerySimilarity: Matrix,
    options?: GraphCutOptions & CallOptions,
  ): Promise<GraphCutMutualInformation> {
    return new GraphCutMutualInformation(
      await make(options, mutualFromSimilarity(candidateQuerySimilarity, options)),
    );
  }

  /** Like {@link GraphCutMutualInformation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    candidateQuerySimilarity: Matrix,
    options?: GraphCutOptions & SyncCallOptions,
  ): GraphCutMutualInformation {
    return new GraphCutMutualInformation(
      makeSync(options, mutualFromSimilarity(candidateQuerySimilarity, options)),
    );
  }

  /**
   * From features; the similarities between candidates and queries are computed by `metric`, those among
   * candidates never: takes candidates · queries numbers of memory.
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: QueryFeatures,
    options?: GraphCutOptions & FeatureOptions & CallOptions,
  ): Promise<GraphCutMutualInformation> {
    return new GraphCutMutualInformation(await make(options, mutualFromFeatures(data, options)));
  }

  /** Like {@link GraphCutMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures,
    options?: GraphCutOptions & FeatureOptions & SyncCallOptions,
  ): GraphCutMutualInformation {
    return new GraphCutMutualInformation(makeSync(options, mutualFromFeatures(data, options)));
  }
}

/**
 * The conditional gain of graph cut over privates P,
 *
 *     f(S) = sum over i in V, j in S of s[i][j]  -  lambda · sum over i, j in S of s[i][j]
 *            - 2 · lambda · nu · sum over j in S, p in P of s[j][p]:
 *
 * elements like all others, unlike one another and unlike the privates. Submodular if no similarity of
 * two elements is negative; monotone if no element lowers the value of any set, which `properties` finds
 * out from the data.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is GCCG.
 */
export class GraphCutConditionalGain extends Objective {
  /**
   * From similarities of the candidates to one another and to the privates.
   *
   * Copies the matrices.
   *
   * @throws TypeError if sizes do not fit, `similarity` is not symmetric, or a number is NaN or infinite;
   * RangeError if an option is negative.
   */
  static async fromSimilarity(
    data: CandidateSimilarities,
    options?: GraphCutOptions & PrivateOptions & CallOptions,
  ): Promise<GraphCutConditionalGain> {
    return new GraphCutConditionalGain(await make(options, gainFromSimilarity(data, options)));
  }

  /** Like {@link GraphCutConditionalGain.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    data: CandidateSimilarities,
    options?: GraphCutOptions & PrivateOptions & SyncCallOptions,
  ): GraphCutConditionalGain {
    return new GraphCutConditionalGain(makeSync(options, gainFromSimilarity(data, options)));
  }

  /**
   * From features; the similarities are computed by `metric`.
   *
   * Takes candidates² numbers of memory.
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: PrivateFeatures,
    options?: GraphCutOptions & PrivateOptions & FeatureOptions & CallOptions,
  ): Promise<GraphCutConditionalGain> {
    return new GraphCutConditionalGain(await make(options, gainFromFeatures(data, options)));
  }

  /** Like {@link GraphCutConditionalGain.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: PrivateFeatures,
    options?: GraphCutOptions & PrivateOptions & FeatureOptions & SyncCallOptions,
  ): GraphCutConditionalGain {
    return new GraphCutConditionalGain(makeSync(options, gainFromFeatures(data, options)));
  }
}

function mutualFromSimilarity(
  candidateQuerySimilarity: Matrix,
  options?: GraphCutOptions,
): ObjectiveSource {
  const similarity = querySimilarity(candidateQuerySimilarity);
  return { graphCutMutualInformation: { similarity, lambda: lambdaOf(options) } };
}

function mutualFromFeatures(
  data: QueryFeatures,
  options?: GraphCutOptions & FeatureOptions,
): ObjectiveSource {
  const similarity = queryFeatures(data, options);
  return { graphCutMutualInformation: { similarity, lambda: lambdaOf(options) } };
}

function gainFromSimilarity(
  data: CandidateSimilarities,
  options?: GraphCutOptions & PrivateOptions,
): ObjectiveSource {
  const matrices = namedMatrices(data, ["similarity", "candidatePrivateSimilarity"]);
  const { nu } = factors(options);
  return { graphCutConditionalGainFromSimilarity: { ...matrices, nu, lambda: lambdaOf(options) } };
}

function gainFromFeatures(
  data: PrivateFeatures,
  options?: GraphCutOptions & PrivateOptions & FeatureOptions,
): ObjectiveSource {
  const points = privateFeatures(data, options);
  const { nu } = factors(options);
  return { graphCutConditionalGainFromFeatures: { ...points, nu, lambda: lambdaOf(options) } };
}
