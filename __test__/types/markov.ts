/** Types of gainful/markov. Compiled, never run. */

import {
  type CoordinateSelection,
  MarkovChain,
  selectCoordinates,
  selectCoordinatesSync,
} from "gainful/markov";

const rows = [
  [0.5, 0.5],
  [0.5, 0.5],
];

const chain: MarkovChain = MarkovChain.fromDenseSync(rows, { shape: [2] });
export const chains: Promise<MarkovChain>[] = [
  MarkovChain.fromDense(new Float64Array(4), { shape: [2] as const, stationary: [0.5, 0.5] }),
  MarkovChain.fromDense({ data: new Float32Array(4), rows: 2, columns: 2 }, { shape: [2] }),
  MarkovChain.curieWeiss({ dimension: 3, inverseTemperature: 0.1, threads: 1 }),
];
// @ts-expect-error: the shape must be given
MarkovChain.fromDenseSync(rows);
// @ts-expect-error: a shape is a list
MarkovChain.fromDenseSync(rows, { shape: 2 });
// @ts-expect-error: the temperature must be given
MarkovChain.curieWeissSync({ dimension: 3 });
// @ts-expect-error: chains come from functions
console.log(new MarkovChain());

export const numbers: number[] = [
  chain.entropyRate(),
  chain.entropyRate([0]),
  chain.entropyRate(new Uint32Array(1)),
  chain.dimension,
];
export const law: Float64Array = chain.stationary();
// @ts-expect-error: the shape cannot be changed
chain.shape[0] = 3;
// @ts-expect-error: coordinates are numbers
chain.entropyRate(["0"]);

const selection: CoordinateSelection = selectCoordinatesSync(chain, {
  objective: "entropy-rate",
  cardinality: 1,
});
export const coordinates: Uint32Array = selection.coordinates;
export const value: number | undefined = selection.optimum?.value;
// @ts-expect-error: there may be no optimum
export const optimum: number = selection.optimum.value;
void selectCoordinates(chain, { objective: "entropy-rate", cardinality: 1, signal: undefined });
// @ts-expect-error: the objective must be given
selectCoordinatesSync(chain, { cardinality: 1 });
// @ts-expect-error: no such objective
selectCoordinatesSync(chain, { objective: "entropy", cardinality: 1 });
selectCoordinatesSync(chain, { objective: "independence", goal: "minimize", cardinality: 1 });
// @ts-expect-error: no such goal
selectCoordinatesSync(chain, { objective: "independence", goal: "min", cardinality: 1 });

// @ts-expect-error chains are made by the functions of the class
export const constructed: MarkovChain = new MarkovChain();
