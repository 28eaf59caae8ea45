/**
 * Information-theoretic subset selection of multivariate Markov chains: which coordinates keep the
 * most information?
 *
 * @module markov
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export type { Matrix, MatrixData } from "../matrix.ts";
export { Resource } from "../resource.ts";
export { type CurieWeissOptions, type DenseOptions, MarkovChain } from "./markov-chain.ts";
export {
  type CoordinateSelection,
  type Goal,
  type MarkovObjective,
  selectCoordinates,
  selectCoordinatesSync,
  type SelectionOptions,
} from "./select-coordinates.ts";
