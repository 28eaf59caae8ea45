/** The drop-in of js-tiktoken beside js-tiktoken itself, and beside tiktoken where that is wrong. */

import { createRequire } from "node:module";
import test from "ava";
import * as theirs from "js-tiktoken";
import * as wasm from "tiktoken";
import * as ours from "../../lib/drop-in/js-tiktoken.ts";
import { Minstd } from "../support/random.ts";
import { mistakenTexts, outcome, plainTexts, textsWith } from "../support/tokenizer-peers.ts";

const ENCODINGS = [
  "gpt2",
  "r50k_base",
  "p50k_base",
  "p50k_edit",
  "cl100k_base",
  "o200k_base",
] as const;
const EXTENDED = { "<|im_start|>": 200_100, "<|im_end|>": 200_101 };

const require = createRequire(import.meta.url);
const models = Object.keys(require("tiktoken/model_to_encoding.json") as object);
const ranks = (name: string): theirs.TiktokenBPE =>
  require(`js-tiktoken/ranks/${name}`) as theirs.TiktokenBPE;

for (const name of ENCODINGS) {
  test(`${name}: the same tokens, and the same text of them`, (t) => {
    const [mine, peer] = [ours.getEncoding(name), theirs.getEncoding(name)];
    for (const text of plainTexts) {
      const expected = peer.encode(text, [], []);
      t.deepEqual(mine.encode(text, [], []), expected, text);
      t.is(mine.decode(expected), peer.decode(expected), text);
    }
    const random = new Minstd(5);
    for (let i = 0; i < 300; i++) {
      const ids = Array.from({ length: random.below(8) }, () => random.below(210_000));
      t.is(mine.decode(ids), peer.decode(ids), ids.join());
    }
    for (const ids of [
      [-1, 0, 1.5, 2 ** 40, 5],
      [NaN, 7],
    ]) {
      t.is(mine.decode(ids), peer.decode(ids), ids.join());
    }
  });
}

test("special tokens by every policy: the same tokens and the same errors", (t) => {
  const [mine, peer] = [
    ours.getEncoding("cl100k_base", EXTENDED),
    theirs.getEncoding("cl100k_base", EXTENDED),
  ];
  const lists = [
    undefined,
    "all",
    [],
    ["<|endoftext|>"],
    ["<|im_end|>", "<|fim_prefix|>"],
    ["no special token", "a"],
    ["<|endoftext|>", "<|im_start|>", "|>"],
  ] as const;
  const specialTokens = ["<|endoftext|>", "<|fim_prefix|>", "<|im_start|>", "<|im_end|>"];
  let [tokens, errors] = [0, 0];
  for (const text of textsWith(specialTokens, 200)) {
    for (const allowed of lists as readonly (string[] | "all" | undefined)[]) {
      for (const disallowed of lists as readonly (string[] | "all" | undefined)[]) {
        const expected = outcome(() => peer.encode(text, allowed, disallowed));
        t.deepEqual(
          outcome(() => mine.encode(text, allowed, disallowed)),
          expected,
          JSON.stringify([text, allowed, disallowed]),
        );
        if (typeof expected === "string") errors += 1;
        else tokens += 1;
      }
    }
  }
  t.true(tokens > 3000 && errors > 3000, `${tokens} ${errors}`);
  t.is(
    outcome(() => mine.encode("a", [], [""])),
    outcome(() => peer.encode("a", [], [""])),
  );
});

test("every model has the encoding that it has there", (t) => {
  t.true(models.length > 80);
  for (const model of models) {
    t.is(
      ours.getEncodingNameForModel(model),
      theirs.getEncodingNameForModel(model as theirs.TiktokenModel),
    );
  }
  const tokens = theirs.encodingForModel("gpt-4o", EXTENDED).encode("a<|im_end|>b", "all");
  t.deepEqual(ours.encodingForModel("gpt-4o", EXTENDED).encode("a<|im_end|>b", "all"), tokens);
});

test("unknown names are refused with the same errors", (t) => {
  const pairs = [
    [() => ours.getEncoding("x" as "gpt2"), () => theirs.getEncoding("x" as "gpt2")],
    [() => ours.encodingForModel("x"), () => theirs.encodingForModel("x" as "gpt2")],
    [() => ours.getEncodingNameForModel("x"), () => theirs.getEncodingNameForModel("x" as "gpt2")],
  ] as const;
  for (const [mine, peer] of pairs) {
    const expected = outcome(peer);
    t.regex(expected as string, /^Error: Unknown/);
    t.is(outcome(mine), expected);
  }
});

test("ranks of a user", (t) => {
  const small = {
    pat_str: "[ab]+|<",
    special_tokens: { "<end>": 9 },
    bpe_ranks: "! 0 YQ== Yg== YWI=\n! 4 YWJh PA==\n",
  };
  for (const extended of [undefined, { "<more>": 12 }, { "<end>": 11 }]) {
    const [mine, peer] = [new ours.Tiktoken(small, extended), new theirs.Tiktoken(small, extended)];
    for (const text of ["ababaab<end>a", "<", "", "bbb"]) {
      t.deepEqual(mine.encode(text, "all"), peer.encode(text, "all"), text);
    }
  }
  const more = new ours.Tiktoken(small, { "<more>": 12 });
  t.deepEqual(more.encode("<<more>b", "all"), [5, 12, 1]);
  const wrong = { ...small, bpe_ranks: 5 } as unknown as theirs.TiktokenBPE;
  t.throws(() => new ours.Tiktoken(wrong), {
    instanceOf: TypeError,
    message: "Expected a string for ranks.bpe_ranks but received 5",
  });
  t.throws(() => new ours.Tiktoken(small).encode(5 as unknown as string), {
    instanceOf: TypeError,
    message: "Expected a string for text but received 5",
  });
});

for (const name of ["cl100k_base", "o200k_base"] as const) {
  test(`${name}: where js-tiktoken is wrong, the tokens are those of tiktoken`, (t) => {
    const [mine, peer, right] = [
      ours.getEncoding(name),
      theirs.getEncoding(name),
      wasm.get_encoding(name),
    ];
    let wrong = 0;
    t.true(mistakenTexts.length > 100);
    for (const text of mistakenTexts) {
      const tokens = mine.encode(text, [], []);
      t.deepEqual(tokens, Array.from(right.encode(text, [], [])), text);
      if (tokens.join() !== peer.encode(text, [], []).join()) wrong += 1;
    }
    t.true(wrong > 0);
    right.free();
  });
}

test("a byte order mark stays, a long text takes no minutes, and the longest special token counts", (t) => {
  const mine = ours.getEncoding("cl100k_base");
  const mark = "\u{feff}a";
  t.is(mine.decode(mine.encode(mark)), mark);
  t.is(theirs.getEncoding("cl100k_base").decode(mine.encode(mark)), "a");
  const long = "a".repeat(1_000_000);
  t.true(mine.decode(mine.encode(long)) === long);
  const nested = new ours.Tiktoken(ranks("gpt2"), { "<s": 60_000, "<s>": 60_001 });
  t.deepEqual(nested.encode("<s><s", "all"), [60_001, 60_000]);
});
