/**
 * Estimators of entropy, mutual information and their relatives.
 *
 * @module information
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export type { Matrix, MatrixData } from "../matrix.ts";
export {
  type ComparedEstimate,
  compareEstimators,
  compareEstimatorsSync,
  type CompareOptions,
  type EstimatorComparison,
} from "./compare-estimators.ts";
export {
  hillNumber,
  hillNumberSync,
  type OrderEstimator,
  type OrderOptions,
  renyiEntropy,
  renyiEntropySync,
  tsallisEntropy,
  tsallisEntropySync,
} from "./diversity.ts";
export {
  entropy,
  type EntropyAssumptions,
  type EntropyEstimator,
  type EntropyOptions,
  entropySync,
  type Prior,
} from "./entropy.ts";
export type { Estimate, EstimateOptions, EstimateWarning, Significance, Unit } from "./estimate.ts";
export {
  type Jitter,
  mutualInformation,
  type MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformationSync,
  type Variable,
} from "./mutual-information.ts";
export type { CountOfCounts, Counts, Probabilities, Sample, Source } from "./source.ts";
