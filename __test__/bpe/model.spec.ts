import test from "ava";
import { Model, Tokenizer, trainSync } from "../../index.ts";
import { linesOf } from "../support/huggingface.ts";

const model = trainSync(linesOf("classic"), { vocabularySize: 271 });

test("merges are pairs in the byte-to-unicode alphabet, and each access makes new ones", (t) => {
  t.true(model instanceof Model);
  t.deepEqual(model.merges.slice(0, 2), [
    ["e", "s"],
    ["es", "t"],
  ]);
  t.deepEqual(model.merges.at(-1), ["Ġlow", "er"]);
  t.is(model.merges.length, 15);
  t.not(model.merges, model.merges);
});

test("the vocabulary lists the tokens by their ids", (t) => {
  t.is(model.vocabularySize, 271);
  t.is(model.vocabulary.length, 271);
  // GPT-2 numbers its 256 byte characters by their code points, printable ASCII first.
  t.is(model.vocabulary[0], "!");
  t.is(model.vocabulary[255], "\u0143");
  t.deepEqual(model.vocabulary.slice(256, 259), ["es", "est", "lo"]);
});

test("merges.txt has a version line and a line for each merge", (t) => {
  const lines = model.toMergesTxt().split("\n");
  t.regex(lines[0] ?? "", /^#version/);
  t.deepEqual(
    lines.slice(1, 16),
    model.merges.map((pair) => pair.join(" ")),
  );
  t.deepEqual(lines.slice(16), [""]);
});

interface TokenizerJson {
  readonly version: string;
  readonly added_tokens: readonly { id: number; content: string; special: boolean }[];
  readonly pre_tokenizer: { type: string; add_prefix_space: boolean };
  readonly decoder: { type: string };
  readonly model: {
    readonly type: string;
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly string[])[];
  };
}

test("tokenizer.json holds what Hugging Face's library reads", (t) => {
  const specialTokens = ["<s>", '"quoted"\n'];
  const special = trainSync("aa é aa", { vocabularySize: 262, specialTokens });
  const json = JSON.parse(special.toTokenizerJson()) as TokenizerJson;
  t.is(json.version, "1.0");
  t.is(json.model.type, "BPE");
  t.is(json.pre_tokenizer.type, "ByteLevel");
  t.false(json.pre_tokenizer.add_prefix_space);
  t.is(json.decoder.type, "ByteLevel");
  t.deepEqual(
    Object.entries(json.model.vocab)
      .toSorted(([, a], [, b]) => a - b)
      .map(([token]) => token),
    [...special.vocabulary],
  );
  t.deepEqual(
    json.model.merges.map((pair) => (typeof pair === "string" ? pair.split(" ") : pair)),
    special.merges.map(([left, right]) => [left, right]),
  );
  t.deepEqual(
    json.added_tokens.map(({ id, content, special: isSpecial }) => [id, content, isSpecial]),
    specialTokens.map((token, id) => [id, token, true]),
  );
});

test("a tokenizer has the size of its model", (t) => {
  const tokenizer = model.tokenizer();
  t.true(tokenizer instanceof Tokenizer);
  t.is(tokenizer.vocabularySize, model.vocabularySize);
});
