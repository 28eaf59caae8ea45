/** One result of every function that computes, for tests that compare them bit for bit. */

import {
  entropySync,
  FacilityLocation,
  MarkovChain,
  maximizeSync,
  mutualInformationSync,
  selectCoordinatesSync,
  trainSync,
} from "../../index.ts";
import { Minstd, uniformMatrix, words } from "./random.ts";

/** A module's results with the given number of threads. */
export type Results = (threads: number) => unknown;

/** The results of each module. */
export const RESULTS: Readonly<Record<string, Results>> = {
  submodular: (threads) =>
    [Float32Array, Float64Array].map((type) =>
      (["cosine", "euclidean", "dot", "rbf"] as const).map((metric) => {
        const features = uniformMatrix(301, 37, 5, type);
        const objective = FacilityLocation.fromFeaturesSync(features, { metric, threads });
        const selections = (["greedy", "lazy-greedy"] as const).map((optimizer) =>
          maximizeSync(objective, { cardinality: 25 }, { optimizer, threads }),
        );
        return [selections, objective.checkStructureSync({ samples: 100, threads })];
      }),
    ),

  bpe: (threads) => {
    const corpus = words(20_000, 3).join(" ");
    const model = trainSync([corpus, corpus], { vocabularySize: 600, threads });
    return [model.toTokenizerJson(), model.tokenizer().encode(corpus)];
  },

  information: (threads) => {
    const random = new Minstd(9);
    const bytes = Uint8Array.from({ length: 300_000 }, () => random.below(200));
    const [x, y] = [uniformMatrix(2000, 2, 7), uniformMatrix(2000, 1, 8)];
    return [
      entropySync(bytes, { threads }),
      entropySync(Uint32Array.from(bytes), { threads }),
      entropySync(Float64Array.from(bytes), { estimator: "miller-madow", threads }),
      mutualInformationSync(x, y, { local: true, threads }),
      mutualInformationSync(y.data, y.data, { jitter: { scale: 1e-3 }, threads }),
    ];
  },

  markov: (threads) => {
    const chain = MarkovChain.curieWeissSync({ dimension: 12, inverseTemperature: 0.1, threads });
    const rows = Array.from({ length: 64 }, (_, state) => {
      const row = Array.from(uniformMatrix(1, 64, state + 1).data);
      const sum = row.reduce((total, weight) => total + weight, 0);
      return row.map((weight) => weight / sum);
    });
    const dense = MarkovChain.fromDenseSync(rows, { shape: [4, 2, 2, 2, 2], threads });
    return [chain, dense].map((subject) => [
      subject.stationary(),
      subject.entropyRate(),
      selectCoordinatesSync(subject, { objective: "entropy-rate", cardinality: 4, threads }),
    ]);
  },
};

/** A result as text that is equal only if all bits are: the shortest that reads back exactly. */
export function exactText(result: unknown): string {
  return JSON.stringify(result, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array, exactNumber) : exactNumber(value),
  );
}

/** Numbers that JSON cannot tell apart or write, as words. */
function exactNumber(value: unknown): unknown {
  if (typeof value !== "number") return value;
  return Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);
}
