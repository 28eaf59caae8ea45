/**
 * gainful: submodular selection, byte-pair encoding, entropy and mutual information, and the
 * reduction of Markov chains, at native speed.
 *
 * Each module can be imported by itself (`gainful/bpe`), as a namespace (`bpe.train`) or by its
 * names (`train`).
 *
 * @module gainful
 */

export * as bpe from "./lib/bpe/index.ts";
export * as information from "./lib/information/index.ts";
export * as markov from "./lib/markov/index.ts";
export * as submodular from "./lib/submodular/index.ts";

export * from "./lib/bpe/index.ts";
export * from "./lib/information/index.ts";
export * from "./lib/markov/index.ts";
export { configure, settings, type Settings } from "./lib/settings.ts";
export * from "./lib/submodular/index.ts";
