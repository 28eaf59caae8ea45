/**
 * Estimators of entropy, mutual information and their relatives.
 *
 * @module information
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export type { Matrix, MatrixData } from "../matrix.ts";
export {
  entropy,
  type EntropyEstimator,
  type EntropyOptions,
  entropySync,
  type Sample,
} from "./entropy.ts";
export type { Estimate, EstimateOptions, EstimateWarning, Unit } from "./estimate.ts";
export {
  type Jitter,
  mutualInformation,
  type MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformationSync,
  type Variable,
} from "./mutual-information.ts";
