/**
 * Greedy maximization of submodular set functions under constraints, with a certificate for every
 * answer.
 *
 * @module submodular
 */

export type { CallOptions, Progress, SyncCallOptions } from "../call.ts";
export { type ErrorCode, GainfulError } from "../errors.ts";
export type { Matrix, MatrixData } from "../matrix.ts";
export { Resource } from "../resource.ts";
export { FacilityLocation, type FeatureOptions, type Metric } from "./facility-location.ts";
export type { Constraint } from "./constraint.ts";
export {
  type Certificate,
  type Guarantee,
  maximize,
  type MaximizeOptions,
  maximizeSync,
  type Optimizer,
  type Selection,
  type Stopped,
  type Stopping,
} from "./maximize.ts";
export { Objective, type ObjectiveProperties } from "./objective.ts";
