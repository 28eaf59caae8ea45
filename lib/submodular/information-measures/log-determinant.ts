/** The information measures of the log-determinant: what a selection tells about queries. */

import { integer, MAX_COUNT, record } from "../../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../../call.ts";
import { denseMatrix, type Matrix } from "../../matrix.ts";
import { type LogDeterminantOptions, shiftOf } from "../log-determinant.ts";
import type { FeatureOptions } from "../metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "../objective.ts";
import {
  contextFeatures,
  factors,
  type PrivateFeatures,
  type PrivateOptions,
  type QueryFeatures,
  type QueryOptions,
} from "./context.ts";

/** How many rows of a kernel are queries. */
export interface QueryCount {
  /** The number of queries, which come after the candidates. */
  readonly queryCount: number;
}

/** How many rows of a kernel are privates. */
export interface PrivateCount {
  /** The number of privates, which come last. */
  readonly privateCount: number;
}

/**
 * The mutual information of the log-determinant with queries Q,
 *
 *     f(S) = log det K_S  -  log det(K_S - eta² K_SQ K_Q⁻¹ K_QS):
 *
 * twice the information, in nats, that Gaussian observations of covariance K in S give about those in Q.
 * Monotone if eta is at most 1. Not submodular: a difference of two submodular functions; greedy selection
 * works well and promises nothing.
 *
 * Pivots are bounded below as in {@link LogDeterminant}.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is LogDetMI.
 */
export class LogDeterminantMutualInformation extends Objective {
  /**
   * From the kernel of all points: the candidates, then `queryCount` queries.
   *
   * @throws TypeError or RangeError as {@link LogDeterminant.fromKernel}, or if the counts leave no
   * candidate.
   */
  static async fromKernel(
    kernel: Matrix,
    options: QueryCount & QueryOptions & LogDeterminantOptions & CallOptions,
  ): Promise<LogDeterminantMutualInformation> {
    return new LogDeterminantMutualInformation(
      await make(options, mutualFromKernel(kernel, options)),
    );
  }

  /** Like {@link LogDeterminantMutualInformation.fromKernel}, but blocks. */
  static fromKernelSync(
    kernel: Matrix,
    options: QueryCount & QueryOptions & LogDeterminantOptions & SyncCallOptions,
  ): LogDeterminantMutualInformation {
    return new LogDeterminantMutualInformation(
      makeSync(options, mutualFromKernel(kernel, options)),
    );
  }

  /**
   * From features; the kernel are the similarities between them by `metric`, which is any but `euclidean`.
   * Similarities are computed when they are needed.
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range.
   */
  static async fromFeatures(
    data: QueryFeatures,
    options?: QueryOptions & LogDeterminantOptions & FeatureOptions & CallOptions,
  ): Promise<LogDeterminantMutualInformation> {
    return new LogDeterminantMutualInformation(
      await make(options, mutualFromFeatures(data, options)),
    );
  }

  /** Like {@link LogDeterminantMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures,
    options?: QueryOptions & LogDeterminantOptions & FeatureOptions & SyncCallOptions,
  ): LogDeterminantMutualInformation {
    return new LogDeterminantMutualInformation(
      makeSync(options, mutualFromFeatures(data, options)),
    );
  }
}

/**
 * The conditional gain of the log-determinant over privates P,
 *
 *     f(S) = log det(K_S - nu² K_SP K_P⁻¹ K_PS):
 *
 * elements that are large and unlike one another and the privates. Submodular if nu is at most 1, and
 * monotone if regularization is at least 1 besides.
 *
 * Pivots are bounded below as in {@link LogDeterminant}.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is LogDetCG.
 */
export class LogDeterminantConditionalGain extends Objective {
  /**
   * From the kernel of all points: the candidates, then `privateCount` privates.
   *
   * @throws TypeError or RangeError as {@link LogDeterminant.fromKernel}, or if the counts leave no
   * candidate.
   */
  static async fromKernel(
    kernel: Matrix,
    options: PrivateCount & PrivateOptions & LogDeterminantOptions & CallOptions,
  ): Promise<LogDeterminantConditionalGain> {
    return new LogDeterminantConditionalGain(await make(options, gainFromKernel(kernel, options)));
  }

  /** Like {@link LogDeterminantConditionalGain.fromKernel}, but blocks. */
  static fromKernelSync(
    kernel: Matrix,
    options: PrivateCount & PrivateOptions & LogDeterminantOptions & SyncCallOptions,
  ): LogDeterminantConditionalGain {
    return new LogDeterminantConditionalGain(makeSync(options, gainFromKernel(kernel, options)));
  }

  /**
   * From features; the kernel are the similarities between them by `metric`, which is any but `euclidean`.
   * Similarities are computed when they are needed.
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range.
   */
  static async fromFeatures(
    data: PrivateFeatures,
    options?: PrivateOptions & LogDeterminantOptions & FeatureOptions & CallOptions,
  ): Promise<LogDeterminantConditionalGain> {
    return new LogDeterminantConditionalGain(await make(options, gainFromFeatures(data, options)));
  }

  /** Like {@link LogDeterminantConditionalGain.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: PrivateFeatures,
    options?: PrivateOptions & LogDeterminantOptions & FeatureOptions & SyncCallOptions,
  ): LogDeterminantConditionalGain {
    return new LogDeterminantConditionalGain(makeSync(options, gainFromFeatures(data, options)));
  }
}

/**
 * The conditional mutual information of the log-determinant with queries Q given privates P,
 *
 *     f(S) = log det(S | P)  -  log det(S | Q ∪ P),  where log det(S | B) = log det K_(S ∪ B) - log det K_B
 *
 * and entries of K between S and Q count eta times, those between S and P nu times: what S tells about the
 * queries beyond what the privates do. Monotone if eta and nu are equal and at most 1. Not submodular.
 *
 * Pivots are bounded below as in {@link LogDeterminant}.
 *
 * Source: Kaushal et al., "PRISM: a rich class of parameterized submodular information measures for
 * guided data subset selection" (2022), where it is LogDetCMI.
 */
export class LogDeterminantConditionalMutualInformation extends Objective {
  /**
   * From the kernel of all points: the candidates, then `queryCount` queries, then `privateCount` privates.
   *
   * @throws TypeError or RangeError as {@link LogDeterminant.fromKernel}, or if the counts leave no
   * candidate.
   */
  static async fromKernel(
    kernel: Matrix,
    options: QueryCount &
      PrivateCount &
      QueryOptions &
      PrivateOptions &
      LogDeterminantOptions &
      CallOptions,
  ): Promise<LogDeterminantConditionalMutualInformation> {
    return new LogDeterminantConditionalMutualInformation(
      await make(options, conditionalFromKernel(kernel, options)),
    );
  }

  /** Like {@link LogDeterminantConditionalMutualInformation.fromKernel}, but blocks. */
  static fromKernelSync(
    kernel: Matrix,
    options: QueryCount &
      PrivateCount &
      QueryOptions &
      PrivateOptions &
      LogDeterminantOptions &
      SyncCallOptions,
  ): LogDeterminantConditionalMutualInformation {
    return new LogDeterminantConditionalMutualInformation(
      makeSync(options, conditionalFromKernel(kernel, options)),
    );
  }

  /**
   * From features; the kernel are the similarities between them by `metric`, which is any but `euclidean`.
   * Similarities are computed when they are needed.
   *
   * @throws TypeError or RangeError if sizes do not fit, a number is NaN or infinite, or an option is out
   * of range.
   */
  static async fromFeatures(
    data: QueryFeatures & PrivateFeatures,
    options?: QueryOptions & PrivateOptions & LogDeterminantOptions & FeatureOptions & CallOptions,
  ): Promise<LogDeterminantConditionalMutualInformation> {
    return new LogDeterminantConditionalMutualInformation(
      await make(options, conditionalFromFeatures(data, options)),
    );
  }

  /** Like {@link LogDeterminantConditionalMutualInformation.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    data: QueryFeatures & PrivateFeatures,
    options?: QueryOptions &
      PrivateOptions &
      LogDeterminantOptions &
      FeatureOptions &
      SyncCallOptions,
  ): LogDeterminantConditionalMutualInformation {
    return new LogDeterminantConditionalMutualInformation(
      makeSync(options, conditionalFromFeatures(data, options)),
    );
  }
}

type FactorOptions = QueryOptions & PrivateOptions & LogDeterminantOptions;

function fromKernel(
  kernel: Matrix,
  counts: { queryCount?: number; privateCount?: number },
  options: FactorOptions,
): ObjectiveSource {
  const matrix = denseMatrix("kernel", kernel);
  return {
    logDeterminantInformationFromKernel: {
      kernel: matrix,
      ...counts,
      ...factors(options),
      ...shiftOf(options),
    },
  };
}

function count<Name extends string>(
  name: Name,
  options: { readonly [name in Name]: number },
): { [name in Name]: number } {
  const value = integer(name, record("options", options)[name], 1, MAX_COUNT);
  return { [name]: value } as { [name in Name]: number };
}

function mutualFromKernel(kernel: Matrix, options: QueryCount & FactorOptions): ObjectiveSource {
  return fromKernel(kernel, count("queryCount", options), options);
}

function gainFromKernel(kernel: Matrix, options: PrivateCount & FactorOptions): ObjectiveSource {
  return fromKernel(kernel, count("privateCount", options), options);
}

function conditionalFromKernel(
  kernel: Matrix,
  options: QueryCount & PrivateCount & FactorOptions,
): ObjectiveSource {
  const counts = { ...count("queryCount", options), ...count("privateCount", options) };
  return fromKernel(kernel, counts, options);
}

function fromPoints(
  points: ReturnType<typeof contextFeatures>,
  options?: FactorOptions & FeatureOptions,
): ObjectiveSource {
  return { logDeterminantInformationFromFeatures: { points, ...shiftOf(options) } };
}

function mutualFromFeatures(
  data: QueryFeatures,
  options?: FactorOptions & FeatureOptions,
): ObjectiveSource {
  return fromPoints(contextFeatures(data, options, ["queries"]), options);
}

function gainFromFeatures(
  data: PrivateFeatures,
  options?: FactorOptions & FeatureOptions,
): ObjectiveSource {
  return fromPoints(contextFeatures(data, options, ["privates"]), options);
}

function conditionalFromFeatures(
  data: QueryFeatures & PrivateFeatures,
  options?: FactorOptions & FeatureOptions,
): ObjectiveSource {
  return fromPoints(contextFeatures(data, options, ["queries", "privates"]), options);
}
