/** The information measures of facility location: selections for queries, and away from privates. */

import type { CallOptions, SyncCallOptions } from "../../call.ts";
import type { Matrix } from "../../matrix.ts";
import type { FeatureOptions } from "../metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "../objective.ts";
import {
  contextFeatures,
  factors,
  namedMatrices,
  type PrivateFeatures,
  type PrivateOptions,
  type QueryFeatures,
  queryFeatures,
  type QueryOptions,
  querySimilarity,
} from "./context.ts";

/** Similarities to the points to represent: a column for each point. */
export interface QuerySimilarities {
  /** Of the candidates, a row each. */
  readonly similarity: Matrix;
  /** Of the queries, a row each. */
  readonly querySimilarity: Matrix;
}

/** Similarities to the points to represent: a column for each point. */
export interface PrivateSimilarities {
  /** Of the candidates, a row each. */
  readonly similarity: Matrix;
  /** Of the privates, a row each. */
  readonly privateSimilarity: Matrix;
}

/**
 * The mutual information of facility location with queries Q,
 *
 *     f(S) = sum over columns v of max(0, min(max over j in S of s[j][v], eta · max over q in Q of s[q][v])):
 *
 * how well S represents the points that the queries represent. Monotone and submodular. Saturates: once
 * all such points are represented as well as by the queries, no element adds anything.
 *
 * It is facility location on clamped similarities, and as fast and exact.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is FLVMI.
 */
export class FacilityLocationMutualInformation extends Objective {
  /**
   * From similarities of candidates and queries to the points to represent.
   *
   * Copies the matrices.
   *
   * @throws TypeError if sizes do not fit or a number is NaN or infinite; RangeError if an option is
   * negative.
   */
  static async fromSimilarity(
    data: QuerySimilarities,
    options?: QueryOptions & CallOptions,
  ): Promise<FacilityLocationMutualInformation> {
    return new FacilityLocationMutualInformation(
      await make(options, mutualFromSimilarity(data, options)),
    );
  }

  /** Like {@link FacilityLocationMutualInformation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    data: QuerySimilarities,
    options?: QueryOptions & SyncCallOptions,
  ): FacilityLocationMutualInformation {
    return new FacilityLocationMutualInformation(
      makeSync(options, mutualFromSimilarity(data, options)),
    );
  }

  /**
   * From features; the similarities between them are computed by `metric`, and the candidates are the
   * points to represent.
   *
   * Takes (candidates + queries + privates)² numbers of memory for a while, then candidates².
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: QueryFeatures,
    options?: QueryOptions & FeatureOptions & CallOptions,
  ): Promise<FacilityLocationMutualInformation> {
    return new FacilityLocationMutualInformation(
      await make(options, mutualFromFeatures(data, options)),
    );
  }

  /** Like {@link FacilityLocationMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures,
    options?: QueryOptions & FeatureOptions & SyncCallOptions,
  ): FacilityLocationMutualInformation {
    return new FacilityLocationMutualInformation(
      makeSync(options, mutualFromFeatures(data, options)),
    );
  }
}

/**
 * The mutual information of facility location with queries Q that are themselves the points to represent,
 *
 *     f(S) = sum over q in Q of max(0, max over j in S of s[j][q])  +  eta · sum over j in S of max over q in Q of s[j][q]:
 *
 * every query shall have an element close to it, and every element a query. Submodular, and monotone
 * unless an element is like no query at all (its similarities are all negative).
 *
 * Needs no similarities among candidates: the measure for retrieval from many of them.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is FLQMI.
 */
export class FacilityLocationQueryMutualInformation extends Objective {
  /**
   * From similarities: a row for each candidate, a column for each query.
   *
   * Copies the matrix.
   *
   * @throws TypeError if sizes do not fit or a number is NaN or infinite; RangeError if an option is
   * negative.
   */
  static async fromSimilarity(
    candidateQuerySimilarity: Matrix,
    options?: QueryOptions & CallOptions,
  ): Promise<FacilityLocationQueryMutualInformation> {
    return new FacilityLocationQueryMutualInformation(
      await make(options, queryFromSimilarity(candidateQuerySimilarity, options)),
    );
  }

  /** Like {@link FacilityLocationQueryMutualInformation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    candidateQuerySimilarity: Matrix,
    options?: QueryOptions & SyncCallOptions,
  ): FacilityLocationQueryMutualInformation {
    return new FacilityLocationQueryMutualInformation(
      makeSync(options, queryFromSimilarity(candidateQuerySimilarity, options)),
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
    options?: QueryOptions & FeatureOptions & CallOptions,
  ): Promise<FacilityLocationQueryMutualInformation> {
    return new FacilityLocationQueryMutualInformation(
      await make(options, queryFromFeatures(data, options)),
    );
  }

  /** Like {@link FacilityLocationQueryMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures,
    options?: QueryOptions & FeatureOptions & SyncCallOptions,
  ): FacilityLocationQueryMutualInformation {
    return new FacilityLocationQueryMutualInformation(
      makeSync(options, queryFromFeatures(data, options)),
    );
  }
}

/**
 * The conditional gain of facility location over privates P,
 *
 *     f(S) = sum over columns v of max(0, max over j in S of s[j][v]  -  nu · max over p in P of s[p][v]):
 *
 * how much better S represents the points than the privates do. Monotone and submodular.
 *
 * It is facility location on clamped similarities, and as fast and exact.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is FLCG.
 */
export class FacilityLocationConditionalGain extends Objective {
  /**
   * From similarities of candidates and privates to the points to represent.
   *
   * Copies the matrices.
   *
   * @throws TypeError if sizes do not fit or a number is NaN or infinite; RangeError if an option is
   * negative.
   */
  static async fromSimilarity(
    data: PrivateSimilarities,
    options?: PrivateOptions & CallOptions,
  ): Promise<FacilityLocationConditionalGain> {
    return new FacilityLocationConditionalGain(
      await make(options, gainFromSimilarity(data, options)),
    );
  }

  /** Like {@link FacilityLocationConditionalGain.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    data: PrivateSimilarities,
    options?: PrivateOptions & SyncCallOptions,
  ): FacilityLocationConditionalGain {
    return new FacilityLocationConditionalGain(
      makeSync(options, gainFromSimilarity(data, options)),
    );
  }

  /**
   * From features; the similarities between them are computed by `metric`, and the candidates are the
   * points to represent.
   *
   * Takes (candidates + queries + privates)² numbers of memory for a while, then candidates².
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: PrivateFeatures,
    options?: PrivateOptions & FeatureOptions & CallOptions,
  ): Promise<FacilityLocationConditionalGain> {
    return new FacilityLocationConditionalGain(
      await make(options, gainFromFeatures(data, options)),
    );
  }

  /** Like {@link FacilityLocationConditionalGain.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: PrivateFeatures,
    options?: PrivateOptions & FeatureOptions & SyncCallOptions,
  ): FacilityLocationConditionalGain {
    return new FacilityLocationConditionalGain(makeSync(options, gainFromFeatures(data, options)));
  }
}

/**
 * The conditional mutual information of facility location with queries Q given privates P,
 *
 *     f(S) = sum over columns v of
 *       max(0, min(max over j in S of s[j][v], eta · max over q in Q of s[q][v])  -  nu · max over p in P of s[p][v]):
 *
 * how well S represents the points that the queries represent and the privates do not. Monotone and
 * submodular.
 *
 * It is facility location on clamped similarities, and as fast and exact.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is FLCMI.
 */
export class FacilityLocationConditionalMutualInformation extends Objective {
  /**
   * From similarities of candidates, queries and privates to the points to represent.
   *
   * Copies the matrices.
   *
   * @throws TypeError if sizes do not fit or a number is NaN or infinite; RangeError if an option is
   * negative.
   */
  static async fromSimilarity(
    data: QuerySimilarities & PrivateSimilarities,
    options?: QueryOptions & PrivateOptions & CallOptions,
  ): Promise<FacilityLocationConditionalMutualInformation> {
    return new FacilityLocationConditionalMutualInformation(
      await make(options, conditionalFromSimilarity(data, options)),
    );
  }

  /** Like {@link FacilityLocationConditionalMutualInformation.fromSimilarity}, but blocks. */
  static fromSimilaritySync(
    data: QuerySimilarities & PrivateSimilarities,
    options?: QueryOptions & PrivateOptions & SyncCallOptions,
  ): FacilityLocationConditionalMutualInformation {
    return new FacilityLocationConditionalMutualInformation(
      makeSync(options, conditionalFromSimilarity(data, options)),
    );
  }

  /**
   * From features; the similarities between them are computed by `metric`, and the candidates are the
   * points to represent.
   *
   * Takes (candidates + queries + privates)² numbers of memory for a while, then candidates².
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range; GainfulError with code `ERR_OUT_OF_MEMORY` if there is no room.
   */
  static async fromFeatures(
    data: QueryFeatures & PrivateFeatures,
    options?: QueryOptions & PrivateOptions & FeatureOptions & CallOptions,
  ): Promise<FacilityLocationConditionalMutualInformation> {
    return new FacilityLocationConditionalMutualInformation(
      await make(options, conditionalFromFeatures(data, options)),
    );
  }

  /** Like {@link FacilityLocationConditionalMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures & PrivateFeatures,
    options?: QueryOptions & PrivateOptions & FeatureOptions & SyncCallOptions,
  ): FacilityLocationConditionalMutualInformation {
    return new FacilityLocationConditionalMutualInformation(
      makeSync(options, conditionalFromFeatures(data, options)),
    );
  }
}

function mutualFromSimilarity(data: QuerySimilarities, options?: QueryOptions): ObjectiveSource {
  const matrices = namedMatrices(data, ["similarity", "querySimilarity"]);
  return { facilityLocationInformationFromSimilarity: { ...matrices, ...factors(options) } };
}

function mutualFromFeatures(
  data: QueryFeatures,
  options?: QueryOptions & FeatureOptions,
): ObjectiveSource {
  const points = contextFeatures(data, options, ["queries"]);
  return { facilityLocationInformationFromFeatures: { points } };
}

function queryFromSimilarity(
  candidateQuerySimilarity: Matrix,
  options?: QueryOptions,
): ObjectiveSource {
  const similarity = querySimilarity(candidateQuerySimilarity);
  const { eta } = factors(options);
  return { facilityLocationQueryMutualInformation: { similarity, eta } };
}

function queryFromFeatures(
  data: QueryFeatures,
  options?: QueryOptions & FeatureOptions,
): ObjectiveSource {
  const similarity = queryFeatures(data, options);
  const { eta } = factors(options);
  return { facilityLocationQueryMutualInformation: { similarity, eta } };
}

function gainFromSimilarity(data: PrivateSimilarities, options?: PrivateOptions): ObjectiveSource {
  const matrices = namedMatrices(data, ["similarity", "privateSimilarity"]);
  return { facilityLocationInformationFromSimilarity: { ...matrices, ...factors(options) } };
}

function gainFromFeatures(
  data: PrivateFeatures,
  options?: PrivateOptions & FeatureOptions,
): ObjectiveSource {
  const points = contextFeatures(data, options, ["privates"]);
  return { facilityLocationInformationFromFeatures: { points } };
}

function conditionalFromSimilarity(
  data: QuerySimilarities & PrivateSimilarities,
  options?: QueryOptions & PrivateOptions,
): ObjectiveSource {
  const matrices = namedMatrices(data, ["similarity", "querySimilarity", "privateSimilarity"]);
  return { facilityLocationInformationFromSimilarity: { ...matrices, ...factors(options) } };
}

function conditionalFromFeatures(
  data: QueryFeatures & PrivateFeatures,
  options?: QueryOptions & PrivateOptions & FeatureOptions,
): ObjectiveSource {
  const points = contextFeatures(data, options, ["queries", "privates"]);
  return { facilityLocationInformationFromFeatures: { points } };
}
