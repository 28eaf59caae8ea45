/** Log-determinant: elements that are large and unlike one another, as seen by a kernel. */

import { finite, nonNegative, record } from "../arguments.ts";
import type { CallOptions, SyncCallOptions } from "../call.ts";
import { outOfRange } from "../errors.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import { type FeatureOptions, similarFeatures } from "./metric.ts";
import { make, makeSync, Objective, type ObjectiveSource } from "./objective.ts";

/** What is made of a kernel K before determinants are taken: scale · K + regularization · I. */
export interface LogDeterminantOptions {
  /** The factor of the kernel, positive. Default: 1. */
  readonly scale?: number | undefined;
  /**
   * What is added to the diagonal, not negative. From 1 on the function is monotone; with exactly 1 it
   * is an information gain. Default: 0.
   */
  readonly regularization?: number | undefined;
}

/**
 * The log-determinant function of a positive semidefinite kernel K,
 *
 *     f(S) = log det(scale · K_S + regularization · I),
 *
 * natural logarithm, K_S being the rows and columns of K in S. Its maximum is the most probable set of
 * a determinantal point process; with regularization 1 and scale 1/σ² it is twice the information, in
 * nats, that observations with noise of variance σ² give about a Gaussian process.
 *
 * Submodular; monotone if regularization is at least 1, otherwise elements lower the value once what
 * is new about them (the pivot of elimination) is below 1, and selection stops there unless told
 * otherwise.
 *
 * The determinant of elements that depend on one another is 0. So that values stay finite, pivots of no
 * more than 1e-10 of the largest diagonal entry (1e-6 for a kernel in a `Float32Array`), or of no more
 * than the regularization, below which none can be, count as this much, and their elements change
 * nothing for others. The same happens where a kernel is not positive semidefinite, of which only what
 * minors of two rows show is refused.
 *
 * A gain is one step of a Cholesky factorization for each pick since the element's last gain: it
 * takes as many multiplications as elements are selected, and the factor as many numbers for each
 * element that was looked at. The factor is in double precision whatever the kernel is in.
 *
 * Source: Chen, Zhang & Zhou, "Fast greedy MAP inference for determinantal point process to improve
 * recommendation diversity" (2018).
 */
export class LogDeterminant extends Objective {
  /**
   * From a kernel: a square, symmetric, positive semidefinite matrix.
   *
   * Copies the matrix. An entry and its mirror image may differ by as much as rounding explains.
   *
   * @throws TypeError if the matrix is not square or not symmetric, a number is NaN or infinite, the
   * diagonal has a negative number or an entry exceeds what its two diagonal entries permit; RangeError
   * if `scale` or `regularization` is out of range.
   */
  static async fromKernel(
    kernel: Matrix,
    options?: LogDeterminantOptions & CallOptions,
  ): Promise<LogDeterminant> {
    return new LogDeterminant(await make(options, fromKernel(kernel, options)));
  }

  /** Like {@link LogDeterminant.fromKernel}, but blocks. */
  static fromKernelSync(
    kernel: Matrix,
    options?: LogDeterminantOptions & SyncCallOptions,
  ): LogDeterminant {
    return new LogDeterminant(makeSync(options, fromKernel(kernel, options)));
  }

  /**
   * From features, one row for each element; K are the similarities between them by `metric`, which is
   * any but `euclidean`, whose similarities are not positive semidefinite.
   *
   * Keeps the features and computes a similarity when it is needed, in double precision: the matrix of
   * all pairs is never made.
   *
   * @throws TypeError or RangeError if the sizes do not fit, a number is NaN or infinite, or an option
   * is out of range.
   */
  static async fromFeatures(
    features: Matrix,
    options?: LogDeterminantOptions & FeatureOptions & CallOptions,
  ): Promise<LogDeterminant> {
    return new LogDeterminant(await make(options, fromFeatures(features, options)));
  }

  /** Like {@link LogDeterminant.fromFeatures}, but blocks. */
  static fromFeaturesSync(
    features: Matrix,
    options?: LogDeterminantOptions & FeatureOptions & SyncCallOptions,
  ): LogDeterminant {
    return new LogDeterminant(makeSync(options, fromFeatures(features, options)));
  }
}

function fromKernel(kernel: Matrix, options?: LogDeterminantOptions): ObjectiveSource {
  const matrix = denseMatrix("kernel", kernel);
  return { logDeterminantFromKernel: { kernel: matrix, ...shiftOf(options) } };
}

function fromFeatures(
  features: Matrix,
  options?: LogDeterminantOptions & FeatureOptions,
): ObjectiveSource {
  const source = similarFeatures(features, options);
  return { logDeterminantFromFeatures: { ...source, ...shiftOf(options) } };
}

/**
 * What is made of the kernel.
 *
 * @internal
 */
export function shiftOf(options: LogDeterminantOptions = {}): {
  scale: number;
  regularization: number;
} {
  record("options", options);
  const { scale = 1, regularization = 0 } = options;
  if (finite("scale", scale) <= 0) throw outOfRange("scale", "a positive number", scale);
  return { scale, regularization: nonNegative("regularization", regularization) };
}
