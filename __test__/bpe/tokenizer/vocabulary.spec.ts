/** Tokenizers without a model in between, and what their ids stand for. */

import test from "ava";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Model, type RankObject, Tokenizer, trainSync } from "../../../index.ts";
import { encoding } from "../../support/encodings.ts";
import { INVALID, throws } from "../../support/errors.ts";

const model = trainSync("a text, and another text", {
  vocabularySize: 280,
  specialTokens: ["<s>", "</s>"],
});
const text = "another, and a text";
const ids = Array.from(model.tokenizer().encode(text));

test("every way to a model is one to a tokenizer", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, "tokenizer.json");
  await model.save(path);
  const [json, vocab, merges] = [model.toTokenizerJson(), model.toVocabJson(), model.toMergesTxt()];
  const plain = trainSync("a text, and another text", { vocabularySize: 278 });
  const [tiktoken, plainIds] = [
    await plain.toTiktoken(),
    Array.from(plain.tokenizer().encode(text)),
  ];
  for (const tokenizer of [
    await Tokenizer.load(path),
    Tokenizer.loadSync(path),
    await Tokenizer.fromTokenizerJson(json),
    Tokenizer.fromTokenizerJsonSync(json),
    await Tokenizer.fromVocabAndMerges(vocab, merges),
    Tokenizer.fromVocabAndMergesSync(vocab, merges),
  ]) {
    t.deepEqual(Array.from(tokenizer.encode(text)), ids);
    t.is(tokenizer.vocabularySize, model.vocabularySize);
  }
  for (const tokenizer of [
    await Tokenizer.fromTiktoken(tiktoken, { pattern: "gpt2" }),
    Tokenizer.fromTiktokenSync(tiktoken, { pattern: "gpt2" }),
  ]) {
    t.deepEqual(Array.from(tokenizer.encode(text)), plainIds);
  }
  const ranks = createRequire(import.meta.url)("js-tiktoken/ranks/r50k_base") as RankObject;
  const expected = encoding("r50k").encode(text);
  t.deepEqual((await Tokenizer.fromRanks(ranks)).encode(text), expected);
  t.deepEqual(Tokenizer.fromRanksSync(ranks).encode(text), expected);
});

test("ids and tokens name each other", (t) => {
  const tokenizer = encoding("cl100k");
  t.is(tokenizer.vocabularySize, 100_277);
  t.is(tokenizer.tokenOf(1917), "Ġworld");
  t.is(Buffer.from(tokenizer.bytesOf(1917) as Uint8Array).toString(), " world");
  t.is(tokenizer.idOf("Ġworld"), 1917);
  t.is(tokenizer.idOf(Buffer.from(" world")), 1917);
  t.is(tokenizer.idOf("<|endoftext|>"), 100_257);
  t.is(tokenizer.idOf("no such token"), undefined);
  t.is(tokenizer.idOf(Buffer.from("no such token")), undefined);
  t.is(tokenizer.tokenOf(100_256), undefined);
  t.is(tokenizer.bytesOf(300_000), undefined);
  for (const id of [0, 255, 256, 5000, 100_255]) {
    t.is(tokenizer.idOf(tokenizer.tokenOf(id) as string), id);
    t.is(tokenizer.idOf(tokenizer.bytesOf(id) as Uint8Array), id);
  }
});

test("special tokens by name", (t) => {
  t.deepEqual(
    [...model.tokenizer().specialTokens],
    [
      ["<s>", 0],
      ["</s>", 1],
    ],
  );
  t.is(encoding("cl100k").specialTokens.get("<|fim_prefix|>"), 100_258);
});

test("a tokenizer holds memory until it is disposed", (t) => {
  const tokenizer = Model.fromTokenizerJsonSync(model.toTokenizerJson()).tokenizer();
  t.true(tokenizer.bytes > 0);
  tokenizer.dispose();
  t.is(tokenizer.bytes, 0);
  for (const call of [
    () => tokenizer.encode("a"),
    () => tokenizer.count("a"),
    () => tokenizer.truncate("a", 1),
    () => tokenizer.live(),
    () => tokenizer.specialTokens,
  ]) {
    t.throws(call, { code: "ERR_DISPOSED" });
  }
});

test("refused: what is no token", (t) => {
  throws(
    t,
    () => encoding("cl100k").idOf(5 as never),
    INVALID,
    "Expected a string or a Uint8Array for token but received 5",
  );
});
