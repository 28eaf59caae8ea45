// A program that is only compiled, against the declarations that are shipped.

import { type CallOptions, FacilityLocation, GainfulError, MarkovChain } from "gainful";
import { Model, Tokenizer, train } from "gainful/bpe";
import { type Estimate, entropy } from "gainful/information";
import type { MarkovChain as Chain } from "gainful/markov";
import { CustomObjective, maximize, Mixture, type Selection } from "gainful/submodular";

const options: CallOptions = { threads: 1, onProgress: ({ done, total }) => void [done, total] };

export async function select(data: Float32Array, rows: number): Promise<Selection> {
  const objective = FacilityLocation.fromSimilaritySync({
    data,
    rows,
    columns: data.length / rows,
  });
  try {
    return await maximize(objective, { cardinality: 1 }, { optimizer: "lazy-greedy", ...options });
  } finally {
    objective.dispose();
  }
}

export async function tokens(text: string): Promise<Uint32Array> {
  const model = await train(text, { vocabularySize: 300 });
  return model.tokenizer().encode(text);
}

export async function uncertainty(sample: Uint32Array): Promise<number> {
  const estimate: Estimate = await entropy(sample, { estimator: "miller-madow" });
  return estimate.value;
}

export async function rate(transition: Float64Array): Promise<number> {
  const chain: Chain = await MarkovChain.fromDense(transition, { shape: [2] });
  return chain.entropyRate();
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof GainfulError ? error.code : undefined;
}

// Objects that hold native data come from functions; `new` is for custom objectives alone.
export const custom: CustomObjective = new CustomObjective({ size: 3, gain: () => 1 });
export const misuses: (() => unknown)[] = [
  // @ts-expect-error
  () => new FacilityLocation(),
  // @ts-expect-error
  () => new Mixture(),
  // @ts-expect-error
  () => new MarkovChain(),
  // @ts-expect-error
  () => new Model(),
  // @ts-expect-error
  () => new Tokenizer(),
];

export class Counted extends CustomObjective {
  calls = 0;
}
