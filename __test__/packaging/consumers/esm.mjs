// Imports every entry of the package, uses it, and prints "ok".

import assert from "node:assert/strict";
import * as gainful from "gainful";
import * as bpe from "gainful/bpe";
import * as jsTiktoken from "gainful/drop-in/js-tiktoken";
import * as langchain from "gainful/drop-in/langchain";
import { distance } from "gainful/drop-in/ml-distance";
import * as tiktoken from "gainful/drop-in/tiktoken";
import * as information from "gainful/information";
import * as markov from "gainful/markov";
import * as submodular from "gainful/submodular";
import {
  useBpe,
  useInformation,
  useJsTiktoken,
  useMarkov,
  useSubmodular,
  useTiktoken,
} from "./use.mjs";

for (const entry of [bpe, information, langchain, markov, submodular]) {
  for (const [name, value] of Object.entries(entry)) assert.equal(gainful[name], value, name);
}

assert.equal(distance.kullbackLeibler([1], [1]), 0);
useJsTiktoken(jsTiktoken);
useTiktoken(tiktoken);

await useSubmodular(submodular);
await useBpe(bpe);
await useInformation(information);
await useMarkov(markov);
await useSubmodular(gainful);
console.log("ok");
