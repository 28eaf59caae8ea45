/** Types of the sources of facility location; compiled, never run. */

import {
  FacilityLocation,
  type FacilityLocationMethod,
  type FeatureShape,
  type Plan,
  type PlanOptions,
  type RepresentedWeights,
  type SparseMatrix,
} from "../../lib/submodular/index.ts";

const graph: SparseMatrix = {
  rowOffsets: [0, 1],
  columnIndices: new Int32Array(1),
  values: new Float32Array(1),
  columns: 1,
};
const weighted: RepresentedWeights = { weights: [1] };
export const sparse: FacilityLocation = FacilityLocation.fromGraphSync(graph, weighted);
export const promised: Promise<FacilityLocation> = FacilityLocation.fromGraph(graph);
// @ts-expect-error: a graph has columns
FacilityLocation.fromGraphSync({ rowOffsets: [0], columnIndices: [], values: [] });

const shape: FeatureShape = { rows: 1, columns: 1, precision: "double" };
const options: PlanOptions = { metric: "correlation-squared", memoryLimit: 1e9, cardinality: 5 };
const plan: Plan = FacilityLocation.plan(shape, { ...options, threads: 2 });
export const method: FacilityLocationMethod = plan.method;
// @ts-expect-error: a plan is never open
export const open: boolean = plan.method === "auto";
// @ts-expect-error: no such method
FacilityLocation.fromFeaturesSync([[1]], { method: "sparse" });
