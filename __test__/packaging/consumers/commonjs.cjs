// Requires every entry of the package, uses it beside imported ones, and prints "ok".

const assert = require("node:assert/strict");
const gainful = require("gainful");
const bpe = require("gainful/bpe");
const information = require("gainful/information");
const markov = require("gainful/markov");
const submodular = require("gainful/submodular");

assert.equal(require("gainful/package.json").name, "gainful");
for (const entry of [bpe, information, markov, submodular]) {
  for (const [name, value] of Object.entries(entry)) assert.equal(gainful[name], value, name);
}

async function main() {
  const imported = await import("gainful");
  for (const [name, value] of Object.entries(gainful)) assert.equal(imported[name], value, name);

  const { useBpe, useInformation, useJsTiktoken, useMarkov, useSubmodular, useTiktoken } =
    await import("./use.mjs");
  useJsTiktoken(require("gainful/drop-in/js-tiktoken"));
  useTiktoken(require("gainful/drop-in/tiktoken"));
  await useSubmodular(submodular);
  await useBpe(bpe);
  await useInformation(information);
  await useMarkov(markov);
  console.log("ok");
}

main();
