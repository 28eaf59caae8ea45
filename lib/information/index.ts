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
  conditionalMutualInformation,
  conditionalMutualInformationSync,
} from "./conditional-mutual-information.ts";
export { CountsSketch } from "./counts-sketch.ts";
export {
  differentialEntropy,
  type DifferentialEntropyOptions,
  differentialEntropySync,
} from "./differential-entropy.ts";
export {
  alphaDivergence,
  alphaDivergenceSync,
  bhattacharyyaDistance,
  bhattacharyyaDistanceSync,
  cauchySchwarzDivergence,
  cauchySchwarzDivergenceSync,
  chiSquaredDivergence,
  chiSquaredDivergenceSync,
  crossEntropy,
  crossEntropySync,
  type DivergenceOptions,
  hellingerDistance,
  hellingerDistanceSync,
  jeffreysDivergence,
  jeffreysDivergenceSync,
  jensenShannonDivergence,
  jensenShannonDivergenceSync,
  type JensenShannonOptions,
  klDivergence,
  klDivergenceSync,
  renyiDivergence,
  renyiDivergenceSync,
  totalVariation,
  totalVariationSync,
  tsallisDivergence,
  tsallisDivergenceSync,
} from "./divergences.ts";
export {
  hillNumber,
  hillNumberSync,
  type OrderEstimator,
  type OrderOptions,
  renyi,
  renyiSync,
  tsallis,
  tsallisSync,
} from "./diversity.ts";
export {
  blockEntropies,
  blockEntropiesSync,
  type BlockEntropyOptions,
  type EntropyRateOptions,
  lempelZivComplexity,
  lempelZivComplexitySync,
  type RateMethod,
  sequenceEntropyRate,
  sequenceEntropyRateSync,
} from "./entropy-rate.ts";
export {
  entropy,
  type EntropyAssumptions,
  type EntropyEstimator,
  type EntropyOptions,
  entropySync,
  type Prior,
} from "./entropy.ts";
export type { Estimate, EstimateOptions, EstimateWarning, Significance, Unit } from "./estimate.ts";
export type { GaussianEstimator, GaussianInformationOptions, GaussianOptions } from "./gaussian.ts";
export {
  type DimensionEstimator,
  intrinsicDimension,
  type IntrinsicDimensionOptions,
  intrinsicDimensionSync,
} from "./intrinsic-dimension.ts";
export {
  conditionalEntropy,
  conditionalEntropySync,
  jointEntropy,
  jointEntropySync,
} from "./joint-entropy.ts";
export {
  type Jitter,
  mutualInformation,
  type MutualInformationEstimator,
  type MutualInformationOptions,
  mutualInformationSync,
} from "./mutual-information.ts";
export type { Variable } from "./points.ts";
export type { CountOfCounts, Counts, Probabilities, Sample, Source } from "./source.ts";
export {
  type NormalizedOptions,
  normalizedMutualInformation,
  normalizedMutualInformationSync,
  variationOfInformation,
  variationOfInformationSync,
} from "./normalized.ts";
export {
  type DiffusionInformationOptions,
  type DiffusionOptions,
  diffusionSpectralEntropy,
  diffusionSpectralEntropySync,
  diffusionSpectralInformation,
  diffusionSpectralInformationSync,
  matrixEntropy,
  type MatrixEntropyOptions,
  matrixEntropySync,
  type PointSimilarity,
  type VendiOptions,
  vendiScore,
  vendiScoreSync,
} from "./spectral.ts";
export {
  activeInformationStorage,
  activeInformationStorageSync,
  type GaussianStorageOptions,
  type GaussianTransferEntropyOptions,
  type Histories,
  type History,
  type StorageOptions,
  transferEntropy,
  type TransferEntropyOptions,
  transferEntropySync,
} from "./transfer-entropy.ts";
export type {
  DiscreteInformationOptions,
  DiscreteOptions,
  DiscreteVariable,
  Normalization,
} from "./variables.ts";
