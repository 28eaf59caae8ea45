/** Types of gainful/information. Compiled, never run. */

import {
  compareEstimatorsSync,
  entropy,
  type EntropyEstimator,
  entropySync,
  type Estimate,
  mutualInformation,
  mutualInformationSync,
  normalizedMutualInformationSync,
  renyiSync,
  type Sample,
  type Source,
  transferEntropySync,
  type Unit,
  type Variable,
} from "gainful/information";

export const samples: Sample[] = [
  [1, 2],
  ["a", "b"],
  new Uint8Array(1),
  new Int32Array(1),
  new Float64Array(1),
  [1, 2] as readonly number[],
];
// @ts-expect-error: strings and numbers do not mix
export const mixed: Sample = [1, "a"];
// @ts-expect-error: big integers are not taken
export const big: Sample = new BigInt64Array(1);
// @ts-expect-error: a string is no sample
export const text: Sample = "abc";

const estimate: Estimate = entropySync([1, 2], { estimator: "miller-madow", unit: "bits" });
export const promised: Promise<Estimate> = entropy(["a"], { signal: AbortSignal.abort() });
export const unit: Unit = estimate.unit;
export const local: Float64Array | undefined = estimate.local;
export const warnings: readonly string[] = estimate.warnings.map(({ message }) => message);
// @ts-expect-error: no such warning
console.log(estimate.warnings[0]?.code === "odd");
// @ts-expect-error: no such estimator
export const estimator: EntropyEstimator = "plug-in";
// @ts-expect-error: no such unit
entropySync([1], { unit: "bit" });

export const sources: Source[] = [
  [1, 2],
  { counts: [1, 2] },
  { counts: new Uint32Array(2) },
  { countOfCounts: new Map([[1, 2]]) },
  { countOfCounts: [[1, 2]] },
];
// @ts-expect-error: probabilities are no counts
entropySync({ probabilities: [1] });
renyiSync({ probabilities: [1] }, 2, { estimator: "unbiased" });
// @ts-expect-error: an order is a number
renyiSync([1], "2");
entropySync([1], { estimator: "dirichlet-mean", prior: 0.3, alphabet: 3, clamp: true });
// @ts-expect-error: no such prior
entropySync([1], { prior: "flat" });
export const recommended: EntropyEstimator = compareEstimatorsSync([1]).recommended;
export const deviation: number | undefined = estimate.standardDeviation;
export const pValue: number | undefined = estimate.significance?.pValue;

export const variables: Variable[] = [
  [1, 2],
  new Float32Array(2),
  [
    [1, 2],
    [3, 4],
  ],
  { data: new Float64Array(2), shape: [1, 2] },
];
// @ts-expect-error: integers are no samples of a continuous variable
export const integers: Variable = new Int32Array(2);

mutualInformationSync([1], [2], { k: 1, local: true, jitter: { scale: 1e-6 } });
void mutualInformation([1], [2], { estimator: "ksg1", unit: "hartleys", threads: 2 });
// @ts-expect-error: noise has a scale
mutualInformationSync([1], [2], { jitter: { seed: 1 } });
// @ts-expect-error: noise is described by an object
mutualInformationSync([1], [2], { jitter: true });
// @ts-expect-error: two variables
mutualInformationSync([1]);
mutualInformationSync(["a"], new Uint8Array(1), { significance: true, prior: "perks" });
mutualInformationSync([[1, 2]], ["a"], { estimator: "nsb" });
transferEntropySync([1, 2], ["a", "b"], { sourceHistory: 2, delay: 3 });
normalizedMutualInformationSync(["a"], [1], { normalization: "max", adjusted: true });
// @ts-expect-error: no such normalization
normalizedMutualInformationSync(["a"], [1], { normalization: "sum" });
