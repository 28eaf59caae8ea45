/** Types of gainful/information. Compiled, never run. */

import {
  entropy,
  type EntropyEstimator,
  entropySync,
  type Estimate,
  mutualInformation,
  mutualInformationSync,
  type Sample,
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
