/** Types of gainful/submodular. Compiled, never run. */

import {
  type Certificate,
  type Constraint,
  type CustomDefinition,
  CustomObjective,
  DisparityMin,
  DisparitySum,
  extend,
  extendSync,
  FacilityLocation,
  FeatureBased,
  FacilityLocationMutualInformation,
  GraphCut,
  loadSelection,
  LogDeterminant,
  LogDeterminantMutualInformation,
  type Matrix,
  maximize,
  maximizeSync,
  Mixture,
  Modular,
  type Objective,
  type Optimizer,
  ProbabilisticSetCover,
  type Resource,
  SaturatedCoverage,
  saveSelection,
  type Selection,
  SetCover,
  type SparseMatrix,
  type Structure,
} from "gainful/submodular";

const data = new Float32Array(6);

export const matrices: Matrix[] = [
  { data, rows: 2, columns: 3 },
  { data: new Float64Array(6), shape: [2, 3] },
  { data, shape: [2, 3] as const },
  [
    [1, 2],
    [3, 4],
  ],
  [data, new Float64Array(6)],
];
// @ts-expect-error: integers are no matrix
export const ofIntegers: Matrix = { data: new Int32Array(6), rows: 2, columns: 3 };
// @ts-expect-error: a matrix has two sizes
export const ofThreeSizes: Matrix = { data, shape: [1, 2, 3] };
// @ts-expect-error: the number of columns is missing
export const withoutColumns: Matrix = { data, rows: 2 };
// @ts-expect-error: numbers alone do not tell their rows
export const ofNumbers: Matrix = data;

const objective: FacilityLocation = FacilityLocation.fromSimilaritySync({ data, shape: [2, 3] });
export const promised: Promise<FacilityLocation> = FacilityLocation.fromFeatures(
  { data, shape: [2, 3] },
  { metric: "rbf", gamma: 0.5, threads: 1 },
);
export const bases: [Objective, Resource, Disposable] = [objective, objective, objective];
{
  using disposed = FacilityLocation.fromSimilaritySync([[1]]);
  console.log(disposed.size, disposed.bytes, disposed.disposed);
}
// @ts-expect-error: objects come from functions
console.log(new FacilityLocation());
// @ts-expect-error: no such metric
FacilityLocation.fromFeaturesSync([[1]], { metric: "manhattan" });
// @ts-expect-error: similarities have no metric
FacilityLocation.fromSimilaritySync([[1]], { metric: "dot" });
// @ts-expect-error: the size cannot be changed
objective.size = 3;

const selection: Selection = maximizeSync(objective, { cardinality: 2 });
export const later: Promise<Selection> = maximize(
  objective,
  { cardinality: 2 },
  { optimizer: "lazy-greedy", signal: AbortSignal.timeout(1000) },
);
export const elements: Uint32Array = selection.elements;
export const gains: Float64Array = selection.gains;
export const optimizer: Optimizer = selection.optimizer;
// @ts-expect-error: there may be no certificate
export const certificate: Certificate = selection.certificate;
export const ratio: number | undefined = selection.certificate?.ratio;

export const constraints: Constraint[] = [
  { knapsack: { costs: [1, 2], budget: 3 }, cardinality: 2 },
  { knapsack: [{ costs: new Float32Array(2), budget: 3 }], include: Uint32Array.of(1) },
  { partition: { groups: Uint8Array.of(0, 1), limits: [1, 1] } },
  { laminar: { groups: [[0], [0, 1]], limits: [1, 1] } },
  { graphic: { edges: [[0, 1]], vertices: 2 } },
  { fairness: { groups: [0, 1], lower: [1, 1] }, cardinality: 2 },
  { minimumDistance: { distance: 1, features: [[1], [2]], metric: "angular" } },
  { minimumDistance: { distance: 1, distances: { data, shape: [2, 3] } } },
];
// @ts-expect-error: a knapsack has a budget
export const endless: Constraint = { knapsack: { costs: [1, 2] } };
const nowhere = { distance: 1, distances: [[0]], metric: "cosine" } as const;
// @ts-expect-error: distances have no metric
export const both: Constraint = { minimumDistance: nowhere };
export const smallest: number | undefined = selection.sizeCertificate?.lowerBound;
maximizeSync(objective, { cardinality: 2 }, { optimizer: "auto" });
// @ts-expect-error: what ran has a name
export const ran: "auto" = selection.optimizer;

// @ts-expect-error: a constraint has a name
maximizeSync(objective, 2);
maximizeSync(
  objective,
  {},
  { optimizer: "distorted-greedy", costs: new Float32Array(2), epsilon: 0.1 },
);
maximizeSync(objective, {}, { optimizer: "double-greedy", randomized: true, seed: 3 });
export const statement: string | undefined = selection.guarantee?.statement;
// @ts-expect-error: a batch is a number of elements
maximizeSync(objective, { cardinality: 2 }, { optimizer: "batch-greedy", batch: "2" });
// @ts-expect-error: no such optimizer
maximizeSync(objective, { cardinality: 2 }, { optimizer: "lazy" });
// @ts-expect-error: an await is missing
maximizeSync(promised, { cardinality: 2 });
// @ts-expect-error: the promise is no selection
export const missingAwait: Selection = maximize(objective, { cardinality: 2 });

// @ts-expect-error objectives are made by the functions of their class
export const constructed: FacilityLocation = new FacilityLocation();

const pairs: GraphCut = GraphCut.fromSimilaritySync([[1]], { lambda: 0.5, threads: 1 });
export const mixed: Promise<Mixture> = Mixture.of([pairs, objective], { weights: [1, 2] });
export const apart: DisparityMin = DisparityMin.fromFeaturesSync([[1]], { metric: "angular" });
// @ts-expect-error: similarities come by a metric of similarity
GraphCut.fromFeaturesSync([[1]], { metric: "angular" });
// @ts-expect-error: distances come by a metric of distance
DisparitySum.fromFeaturesSync([[1]], { metric: "rbf" });
// @ts-expect-error: weights are numbers
Modular.fromWeightsSync(["1"]);

const sparse: SparseMatrix = { rowOffsets: [0, 1], columnIndices: [0], values: [1], columns: 1 };
export const featureBased: Promise<FeatureBased> = FeatureBased.fromFeatures(sparse, {
  concave: "power",
  exponent: 0.5,
  weights: data,
});
export const covers: [SetCover, SetCover] = [
  SetCover.fromSetsSync([[0, 1], new Uint32Array(3)], { elements: 5 }),
  SetCover.fromSetsSync({ rowOffsets: [0, 1], columnIndices: [0], columns: 1 }, { weights: [1] }),
];
export const likely: ProbabilisticSetCover = ProbabilisticSetCover.fromProbabilitiesSync(sparse);
export const saturated: SaturatedCoverage = SaturatedCoverage.fromSimilaritySync([[1]], {
  alpha: 1,
});
// @ts-expect-error: no such concave function
FeatureBased.fromFeaturesSync([[1]], { concave: "square" });
// @ts-expect-error: similarities are dense
SaturatedCoverage.fromSimilaritySync(sparse);
// @ts-expect-error: a set is a list of elements
SetCover.fromSetsSync([0, 1]);

const definition: CustomDefinition = {
  size: 4,
  gain: (element, selected) => element - selected.length,
  value: (selected) => selected.reduce((sum, element) => sum + element, 0),
  insert: (element, selected) => console.log(element, selected.at(-1)),
  reset: () => {},
  properties: { submodular: true },
  tieTolerance: 1e-12,
};
export const custom: Objective = new CustomObjective(definition);
export const values: number[] = [custom.evaluate([1, 2]), custom.gain(3, Uint32Array.of(1))];
export const structure: Structure = custom.checkStructureSync({ samples: 10, seed: 1 });
export const promisedStructure: Promise<Structure> = custom.checkStructure({
  signal: AbortSignal.timeout(1000),
});
// @ts-expect-error: it may hold
export const subset: Uint32Array = structure.submodular.counterexample.subset;
// @ts-expect-error: gains are needed
console.log(new CustomObjective({ size: 4 }));
// @ts-expect-error: a gain is a number now, not later
console.log(new CustomObjective({ size: 4, gain: async () => 1 }));
// @ts-expect-error: the set is not the function's to change
console.log(new CustomObjective({ size: 4, gain: (element, set) => set.push(element) }));
// @ts-expect-error: the number of queries is missing
LogDeterminantMutualInformation.fromKernelSync([[1]], { eta: 1 });
// @ts-expect-error: queries have no nu
FacilityLocationMutualInformation.fromFeaturesSync({ features: [[1]], queries: [[1]] }, { nu: 1 });
// @ts-expect-error: features of the queries are missing
FacilityLocationMutualInformation.fromFeaturesSync({ features: [[1]] });
// @ts-expect-error: a kernel has no metric
LogDeterminant.fromKernelSync([[1]], { metric: "dot" });

export const loaded: Selection = loadSelection(saveSelection(maximizeSync(custom, {})));
export const extended: Selection = extendSync(custom, loaded, { cardinality: 3 }, { threads: 1 });
export const promisedExtension: Promise<Selection> = extend(
  custom,
  loaded,
  { cover: 2 },
  { timeBudget: 5, signal: AbortSignal.timeout(1000) },
);
// @ts-expect-error: the optimizer stays what it was
extendSync(custom, loaded, { cardinality: 3 }, { optimizer: "greedy" });
// @ts-expect-error: a call that blocks cannot be aborted
extendSync(custom, loaded, { cardinality: 3 }, { signal: AbortSignal.timeout(1000) });
