/** Markov chains whose states have several coordinates. */

import { types } from "node:util";
import { finite, indices, integer, MAX_COUNT, numbers, record, unshared } from "../arguments.ts";
import { callNow, run, runSync, type CallOptions, type SyncCallOptions } from "../call.ts";
import { Found, invalidArgument, outOfRange } from "../errors.ts";
import { denseMatrix, type DenseMatrix, type Matrix, type MatrixData } from "../matrix.ts";
import { handleOf, Resource, type NativeHandle } from "../resource.ts";

/** What a transition matrix alone does not say. */
export interface DenseOptions {
  /**
   * How many values each coordinate takes. State (x_0, ..., x_{d-1}) has the code
   * Σ_i x_i Π_{j>i} shape[j]: coordinate 0 is the slowest.
   */
  readonly shape: readonly number[];
  /** The stationary law, if it is known. Default: computed, in O(n³) for n states. */
  readonly stationary?: Float64Array | readonly number[] | undefined;
}

/** The parameters of a Curie-Weiss chain. */
export interface CurieWeissOptions {
  /** The number d of spins, from 1 to 24. */
  readonly dimension: number;
  /** β >= 0: how strongly low energies are preferred. */
  readonly inverseTemperature: number;
  /** The external field; positive prefers spins +1. Default: 0. */
  readonly field?: number | undefined;
  /** r from 0 to 1: spins at distance k are coupled with strength r^k. Default: 0.5. */
  readonly couplingDecay?: number | undefined;
}

/**
 * A stationary Markov chain on the product of finite sets.
 *
 * It is held as the law J of two consecutive states, J(x, y) = π(x) P(x, y); it is immutable, so any
 * number of calls may use it at the same time.
 */
export class MarkovChain extends Resource {
  /** How many values each coordinate takes. */
  readonly shape: readonly number[];

  /**
   * From a transition matrix: row x holds the probabilities of the states that follow state x. Its
   * numbers alone, row by row, will do, since the shape tells their number.
   *
   * The chain must have one recurrent class, so that there is one stationary law; it may be
   * periodic, and states may be transient. A given stationary law settles it for any chain.
   *
   * @throws TypeError or RangeError if the size is not the product of `shape`, a row does not sum to
   * 1 within 1e-9 (the message names it), a number is negative, NaN or infinite, there are several
   * recurrent classes, or the given law is not stationary within 1e-9.
   */
  static async fromDense(
    transition: Matrix | MatrixData,
    options: DenseOptions & CallOptions,
  ): Promise<MarkovChain> {
    const [matrix, shape, stationary] = checkDense(transition, options);
    const handle = await run(options, (addon, call) =>
      addon.markovChainFromDense(call, matrix, shape, stationary),
    );
    return new MarkovChain(handle, shape);
  }

  /** Like {@link MarkovChain.fromDense}, but blocks. */
  static fromDenseSync(
    transition: Matrix | MatrixData,
    options: DenseOptions & SyncCallOptions,
  ): MarkovChain {
    const [matrix, shape, stationary] = checkDense(transition, options);
    const handle = runSync(options, (addon, threads) =>
      addon.markovChainFromDenseSync(threads, matrix, shape, stationary),
    );
    return new MarkovChain(handle, shape);
  }

  /**
   * The Curie-Weiss model with geometric coupling, under Metropolis dynamics: spins x_i of -1
   * (digit 0) or +1 (digit 1) with energy
   *
   *     E(x) = -Σ_{i,j} r^|i-j| x_i x_j - field Σ_i x_i,
   *
   * stationary law π(x) ∝ exp(-β E(x)); a step picks one spin at random and flips it with
   * probability min(1, exp(-β ΔE)). The joint table is never built: the chain takes
   * 2^d (d/2 + 1) numbers and O(d 2^d) time.
   *
   * @throws TypeError or RangeError if a parameter is outside its range.
   */
  static async curieWeiss(options: CurieWeissOptions & CallOptions): Promise<MarkovChain> {
    const model = checkCurieWeiss(options);
    const handle = await run(options, (addon, call) => addon.markovChainCurieWeiss(call, model));
    return new MarkovChain(handle, Array(model.dimension).fill(2));
  }

  /** Like {@link MarkovChain.curieWeiss}, but blocks. */
  static curieWeissSync(options: CurieWeissOptions & SyncCallOptions): MarkovChain {
    const model = checkCurieWeiss(options);
    const handle = runSync(options, (addon, threads) =>
      addon.markovChainCurieWeissSync(threads, model),
    );
    return new MarkovChain(handle, Array(model.dimension).fill(2));
  }

  private constructor(handle: NativeHandle, shape: ArrayLike<number>) {
    super(handle);
    this.shape = Object.freeze(Array.from(shape));
  }

  /** The number of coordinates. */
  get dimension(): number {
    return this.shape.length;
  }

  /** The stationary law π: a copy, one probability per state. */
  stationary(): Float64Array {
    return callNow((addon) => addon.markovChainStationary(handleOf(this)));
  }

  /**
   * The entropy rate h(S) = H(J^S) - H(π^S) of the coordinates `subset`, in nats: that of the Markov
   * chain closest to the projection on S. J^S and π^S are the laws of two consecutive states and of
   * one, summed over all other coordinates. 0 for no coordinates; all of them by default.
   *
   * Blocks for one pass over the chain: 0.1 s for 20 binary coordinates.
   *
   * @throws TypeError or RangeError if a coordinate does not exist or comes twice.
   */
  entropyRate(subset?: ArrayLike<number>): number {
    const all = (): Uint32Array => Uint32Array.from(this.shape, (_, i) => i);
    const chosen = subset === undefined ? all() : indices("subset", subset, this.dimension);
    return callNow((addon) => addon.markovChainEntropyRate(handleOf(this), chosen));
  }
}

function checkDense(
  transition: Matrix | MatrixData,
  options: DenseOptions,
): [matrix: DenseMatrix, shape: Uint32Array, stationary: Float64Array | undefined] {
  const { shape, stationary } = record("options", options);
  if (!Array.isArray(shape) || shape.length === 0) {
    throw invalidArgument("shape", "an array with the size of each coordinate", shape);
  }
  const sizes = Uint32Array.from(shape, (size: unknown, i) =>
    integer(`shape[${i}]`, size, 1, MAX_COUNT),
  );
  const states = sizes.reduce((product, size) => product * size, 1);
  if (states > MAX_COUNT) {
    throw outOfRange(
      "shape",
      `sizes whose product is at most ${MAX_COUNT}`,
      new Found(`${states}`),
    );
  }
  return [
    transitionMatrix(transition, states),
    sizes,
    stationary === undefined ? undefined : law(stationary),
  ];
}

function transitionMatrix(transition: Matrix | MatrixData, states: number): DenseMatrix {
  if (types.isFloat32Array(transition) || types.isFloat64Array(transition)) {
    return denseMatrix("transition", { data: transition, rows: states, columns: states });
  }
  const matrix = denseMatrix("transition", transition);
  if (matrix.rows !== states || matrix.columns !== states) {
    const expected = `${states} rows and columns, one for each state of options.shape,`;
    throw invalidArgument(
      "transition",
      expected,
      new Found(`${matrix.rows} rows and ${matrix.columns} columns`),
    );
  }
  return matrix;
}

function law(stationary: unknown): Float64Array {
  if (types.isFloat64Array(stationary)) return unshared(stationary);
  if (Array.isArray(stationary)) return numbers("stationary", stationary);
  throw invalidArgument("stationary", "an array of probabilities", stationary);
}

function checkCurieWeiss(options: CurieWeissOptions): {
  dimension: number;
  inverseTemperature: number;
  field: number;
  couplingDecay: number;
} {
  const {
    dimension,
    inverseTemperature,
    field = 0,
    couplingDecay = 0.5,
  } = record("options", options);
  return {
    dimension: integer("dimension", dimension, 1, 24),
    inverseTemperature: finite("inverseTemperature", inverseTemperature),
    field: finite("field", field),
    couplingDecay: finite("couplingDecay", couplingDecay),
  };
}
