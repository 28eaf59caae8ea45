/**
 * Greedy maximization of submodular set functions under constraints, with a certificate for every
 * answer.
 *
 * @module submodular
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export type { Matrix, MatrixData, SparseMatrix, SparsePattern } from "../matrix.ts";
export { Resource } from "../resource.ts";
export {
  type CustomDefinition,
  CustomObjective,
  type CustomProperties,
} from "./custom-objective.ts";
export { Cut } from "./cut.ts";
export { DisparityMin } from "./disparity-min.ts";
export { DisparitySum } from "./disparity-sum.ts";
export { FacilityLocation, type RepresentedWeights } from "./facility-location.ts";
export {
  type Concave,
  type ConcaveOptions,
  FeatureBased,
  type FeatureBasedOptions,
} from "./feature-based.ts";
export { GraphCut, type GraphCutOptions } from "./graph-cut.ts";
export { ConcaveOverModular } from "./information-measures/concave-over-modular.ts";
export {
  type PrivateFeatures,
  type PrivateOptions,
  type QueryFeatures,
  type QueryOptions,
} from "./information-measures/context.ts";
export {
  FacilityLocationConditionalGain,
  FacilityLocationConditionalMutualInformation,
  FacilityLocationMutualInformation,
  FacilityLocationQueryMutualInformation,
  type PrivateSimilarities,
  type QuerySimilarities,
} from "./information-measures/facility-location.ts";
export {
  type CandidateSimilarities,
  GraphCutConditionalGain,
  GraphCutMutualInformation,
} from "./information-measures/graph-cut.ts";
export {
  LogDeterminantConditionalGain,
  LogDeterminantConditionalMutualInformation,
  LogDeterminantMutualInformation,
  type PrivateCount,
  type QueryCount,
} from "./information-measures/log-determinant.ts";
export { LogDeterminant, type LogDeterminantOptions } from "./log-determinant.ts";
export {
  type DistanceMetric,
  type DistanceOptions,
  type FeatureOptions,
  type Metric,
} from "./metric.ts";
export type { FacilityLocationMethod, FeatureShape, Plan, PlanOptions } from "./plan.ts";
export { Mixture, type MixtureOptions } from "./mixture.ts";
export { Modular } from "./modular.ts";
export {
  ProbabilisticSetCover,
  type ProbabilisticSetCoverOptions,
} from "./probabilistic-set-cover.ts";
export { SaturatedCoverage, type SaturatedCoverageOptions } from "./saturated-coverage.ts";
export { SetCover, type SetCoverOptions, type Sets } from "./set-cover.ts";
export { SumRedundancy } from "./sum-redundancy.ts";
export type { Constraint } from "./constraint.ts";
export type { Fairness } from "./constraints/fairness.ts";
export type { Graphic } from "./constraints/graphic.ts";
export type { Knapsack } from "./constraints/knapsack.ts";
export type { Laminar } from "./constraints/laminar.ts";
export type { MinimumDistance } from "./constraints/minimum-distance.ts";
export type { Partition } from "./constraints/partition.ts";
export { extend, type ExtendOptions, extendSync, loadSelection, saveSelection } from "./extend.ts";
export {
  type Certificate,
  type Guarantee,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  type Optimizer,
  type Selection,
  type SizeCertificate,
  type Stopped,
  type Stopping,
} from "./maximize.ts";
export { Objective, type ObjectiveProperties } from "./objective.ts";
export { maximalMarginalRelevance } from "./maximal-marginal-relevance.ts";
export {
  type Ranking,
  rerank,
  type RerankMethod,
  type RerankMetric,
  type RerankOptions,
  rerankSync,
} from "./rerank.ts";
export {
  type GrowingGain,
  type NegativeGain,
  type PropertyTest,
  type Structure,
  type StructureOptions,
} from "./structure.ts";
export type { Weights } from "./weights.ts";
