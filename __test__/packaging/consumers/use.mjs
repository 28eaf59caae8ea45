// One small job for each module, with answers known by hand.

import assert from "node:assert/strict";

export async function useSubmodular({ FacilityLocation, maximize, maximizeSync }) {
  // Element 2 serves both points with 0.75, which is more than what the others do for one of them.
  const data = Float32Array.of(1, 0, 0, 1, 0.75, 0.75);
  const objective = await FacilityLocation.fromSimilarity({ data, rows: 3, columns: 2 });
  const selection = await maximize(objective, { cardinality: 1 });
  assert.deepEqual([...selection.elements], [2]);
  assert.equal(selection.value, 1.5);
  assert.deepEqual(maximizeSync(objective, { cardinality: 1 }), selection);
  objective.dispose();
}

export async function useBpe({ train, trainSync }) {
  const options = { vocabularySize: 257 };
  const model = await train("ab ab ab", options);
  assert.deepEqual(model.merges, [["a", "b"]]);
  assert.deepEqual(trainSync("ab ab ab", options).merges, model.merges);
  const tokenizer = model.tokenizer();
  assert.equal(tokenizer.decode(tokenizer.encode("abba")), "abba");
}

export async function useInformation({ entropy, entropySync }) {
  const sample = Uint32Array.of(1, 2, 3, 4);
  const options = { estimator: "maximum-likelihood", unit: "bits" };
  assert.equal((await entropy(sample, options)).value, 2);
  assert.equal(entropySync(sample, options).value, 2);
}

export async function useMarkov({ MarkovChain }) {
  // Both states are left with probability one half: each step tells one bit.
  const chain = await MarkovChain.fromDense(Float64Array.of(0.5, 0.5, 0.5, 0.5), { shape: [2] });
  assert.ok(Math.abs(chain.entropyRate() - Math.LN2) < 1e-12);
  chain.dispose();
}

/** The letters a and b, and both together. */
const RANKS = "! 0 YQ== Yg== YWI=";

// The package that is replaced is not installed here: ranks are given, or missed.
export function useJsTiktoken({ getEncoding, Tiktoken }) {
  const ranks = { pat_str: "[ab]+", special_tokens: { "<s>": 3 }, bpe_ranks: RANKS };
  assert.deepEqual(new Tiktoken(ranks).encode("aab<s>", "all"), [0, 2, 3]);
  assert.throws(() => getEncoding("gpt2"), missing("js-tiktoken"));
}

export function useTiktoken({ get_encoding, Tiktoken }) {
  const encoding = new Tiktoken(RANKS, { "<s>": 3 }, "[ab]+");
  assert.deepEqual([...encoding.encode("aab<s>", "all")], [0, 2, 3]);
  encoding.free();
  assert.throws(() => get_encoding("gpt2"), missing("tiktoken"));
}

function missing(name) {
  return { code: "ERR_PEER_NOT_FOUND", message: new RegExp(`'npm install ${name}'`) };
}
