/**
 * The tables of "A Formal Perspective on Byte-Pair Encoding" (Zouhar et al., Findings of ACL 2023) that need
 * no corpus of their own: greedy against exact merges, curvature, the bound that follows from it, what
 * the exact search visits, run time; and what a certificate says where theory alone says 37 %.
 */

import {
  backwardCurvatureSync,
  certificateSync,
  greedyMergesSync,
  improveMergesSync,
  optimalMergesSync,
  trainSync,
  WordCounts,
} from "../index.ts";
import { loadDefinitions } from "./data/definitions.ts";
import { allStrings, greedyRange, randomWords } from "./data/strings.ts";

const definitions = loadDefinitions(["verb"]);
const english = definitions.join("\n");

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Prints rows in columns that are as wide as their widest cell. */
function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const lines = [heads, ...rows].map((row) => row.map(String));
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  for (const line of lines) {
    console.log(`  ${line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  ")}`);
  }
  console.log();
}

/** What `work` gives, and the milliseconds that it took. */
function timed<T>(work: () => T): [result: T, milliseconds: number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

console.log("Greedy against exact: all strings of N letters a, b, c, up to renaming");
const known: (string | number)[][] = [];
for (const length of [8, 9, 10]) {
  const strings = allStrings(3, length);
  for (const count of [2, 3]) {
    const misses = [0, 0];
    const worst = [1, 1];
    for (const string of strings) {
      const optimum = optimalMergesSync(string, count, { threads: 1 }).utility;
      for (const [tie, utility] of greedyRange(string, count).entries()) {
        if (utility < optimum) misses[tie]! += 1;
        worst[tie] = Math.min(worst[tie]!, utility / Math.max(optimum, 1));
      }
    }
    const ratios = worst.map((ratio) => ratio.toFixed(3));
    known.push([length, count, strings.length, ...misses, ...ratios]);
  }
}
const any = ["unlucky tie", "every tie", "worst ratio", "with the best tie"];
table(["N", "M", "strings", ...any], known);

console.log("Greedy against exact: the beginning of WordNet's definitions of verbs");
table(
  ["N", "M", "greedy saves", "the best save", "ratio", "nodes"],
  [40, 80, 160].map((length) => {
    const found = optimalMergesSync(english.slice(0, length), 3);
    const { greedyUtility, utility, nodes } = found;
    return [length, 3, greedyUtility, utility, (greedyUtility / utility).toFixed(3), nodes];
  }),
);

console.log("Total backward curvature of the best merges, and what greedy reaches for sure");
table(
  ["text", "M", "sequences of", "how", "looked at", "sigma", "greedy is at least"],
  [
    ["aabbaabab", 2],
    ["ababcabc", 2],
    ["abaabaab", 3],
    [english.slice(0, 60), 2],
    [english.slice(0, 80), 3],
  ].flatMap(([text, count]) =>
    (["same", "up-to"] as const).map((lengths) => {
      const { merges } = optimalMergesSync(String(text), Number(count));
      const found = backwardCurvatureSync(String(text), merges, { lengths, samples: 2000 });
      const { shortest, longest, exact, sequences, sigma, guarantee } = found;
      const title = String(text).length > 20 ? `English, ${String(text).length}` : String(text);
      const range = shortest === longest ? `${longest} merges` : `${shortest} to ${longest} merges`;
      const how = exact ? "all" : "sampled";
      return [title, Number(count), range, how, sequences, sigma.toFixed(2), guarantee.toFixed(3)];
    }),
  ),
);

console.log("The bound: (1 - e^-sigma) / sigma");
const sigmas = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5];
table(
  ["sigma", "greedy is at least"],
  sigmas.map((sigma) => [sigma.toFixed(1), ((1 - Math.exp(-sigma)) / sigma).toFixed(3)]),
);

console.log("Nodes that the exact search visits: English, 3 merges");
const none = { order: false, bound: false, memory: false };
table(
  ["N", "all", "memory", "one order", "order and memory", "and bounds"],
  [20, 40, 60].map((length) => {
    const text = english.slice(0, length);
    const cuts = [
      none,
      { ...none, memory: true },
      { ...none, order: true },
      { ...none, order: true, memory: true },
      {},
    ];
    return [length].concat(cuts.map((cut) => optimalMergesSync(text, 3, { cuts: cut }).nodes));
  }),
);

console.log("Run time of greedy merges of one text: O(NM) against O(N log M), in milliseconds");
table(
  ["N", "M", "O(NM)", "O(N log M)", "both save"],
  [
    [20_000, 100],
    [40_000, 100],
    [80_000, 100],
    [20_000, 400],
    [40_000, 400],
  ].map(([length = 0, merges = 0]) => {
    const text = english.slice(0, length);
    const [slow, slowTime] = timed(() => greedyMergesSync(text, merges));
    const [model, fastTime] = timed(() =>
      trainSync(text, { merges, pattern: "none", alphabet: "characters", overlap: "disjoint" }),
    );
    using fast = model;
    const utility = fast.trace!.gains.reduce((sum, gain) => sum + gain, 0);
    const saved = slow.utility === utility ? `${utility}` : `${slow.utility} and ${utility}`;
    return [length, merges, slowTime.toFixed(0), fastTime.toFixed(0), saved];
  }),
);

console.log("Certificates: trained on WordNet's definitions of verbs, against the best for sure");
using counts = WordCounts.countSync(definitions);
table(
  ["M", "words", "bigrams", "trigrams", "paths", "forests", "merges are at least"],
  [10, 100, 1000].map((merges) => {
    using model = trainSync(counts, { merges });
    const found = certificateSync(model, counts, { rounds: 150 });
    const { words, bigrams, trigrams, paths, forests } = found.bounds;
    const shares = [words, bigrams, trigrams, paths ?? 0, forests ?? 0];
    const cells = shares.map((bound) => percent(found.utility / bound));
    return [String(merges)].concat(cells, percent(found.ratio));
  }),
);

console.log("Beyond greedy, by local search: 40 random words of 20 letters a, b, c, 15 merges");
const surpassed = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
  const words = randomWords(40, 20, "abc", seed);
  const found = improveMergesSync(words, greedyMergesSync(words, 15).merges);
  return [seed, found.utilityBefore, found.utility, found.saved];
});
table(
  ["seed", "greedy saves", "found", "more"],
  surpassed.filter(([, , , saved]) => saved),
);
