/** The drop-in of the npm package tiktoken beside tiktoken itself. */

import { createRequire } from "node:module";
import test from "ava";
import * as theirs from "tiktoken";
import * as ours from "../../lib/drop-in/tiktoken.ts";
import { Minstd } from "../support/random.ts";
import { everyText, outcome, textsWith } from "../support/tokenizer-peers.ts";
import { gainfulError } from "../support/errors.ts";

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
const ranks = require("tiktoken/encoders/gpt2.json") as {
  readonly bpe_ranks: string;
  readonly special_tokens: Record<string, number>;
  readonly pat_str: string;
};

for (const name of ENCODINGS) {
  test(`${name}: the same tokens, and the same bytes of them`, (t) => {
    const [mine, peer] = [ours.get_encoding(name), theirs.get_encoding(name)];
    t.is(mine.name, peer.name);
    for (const text of everyText) {
      const expected = peer.encode(text, [], []);
      t.deepEqual(mine.encode(text, [], []), expected, text);
      t.deepEqual(mine.encode_ordinary(text), expected, text);
      t.deepEqual(mine.decode(expected), peer.decode(expected), text);
    }
    peer.free();
  });

  test(`${name}: the bytes of all tokens, and the token of bytes`, (t) => {
    const [mine, peer] = [ours.get_encoding(name, EXTENDED), theirs.get_encoding(name, EXTENDED)];
    const values = peer.token_byte_values();
    // Of lists this long, the assertions of ava take seconds.
    t.is(JSON.stringify(mine.token_byte_values()), JSON.stringify(values));
    const random = new Minstd(3);
    const some = Array.from({ length: 300 }, () =>
      Uint8Array.from(values[random.below(values.length)]!),
    );
    for (const bytes of [...some, Buffer.from("<|endoftext|>"), Buffer.from("<|im_end|>")]) {
      const id = peer.encode_single_token(bytes);
      t.is(mine.encode_single_token(bytes), id);
      t.deepEqual(mine.decode_single_token_bytes(id), peer.decode_single_token_bytes(id));
    }
    peer.free();
  });
}

test("special tokens by every policy: the same tokens and the same errors", (t) => {
  const [mine, peer] = [
    ours.get_encoding("cl100k_base", EXTENDED),
    theirs.get_encoding("cl100k_base", EXTENDED),
  ];
  const lists = [
    undefined,
    null,
    "all",
    "some",
    5,
    new Set(["<|im_start|>"]),
    [],
    ["<|endoftext|>"],
    ["<|endoftext|>", 5],
    ["<|im_end|>", "<|fim_prefix|>"],
    ["no special token", "a"],
  ] as (string[] | "all" | undefined)[];
  const specialTokens = ["<|endoftext|>", "<|fim_prefix|>", "<|im_start|>", "<|im_end|>"];
  let [tokens, errors] = [0, 0];
  for (const text of textsWith(specialTokens, 150)) {
    for (const allowed of lists) {
      for (const disallowed of lists) {
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
  peer.free();
});

test("what may come after a text is asked of tiktoken", (t) => {
  const [mine, peer] = [ours.get_encoding("gpt2", EXTENDED), theirs.get_encoding("gpt2", EXTENDED)];
  // The order of the completions is none.
  const sorted = (result: [number[], number[][]]): unknown => [
    result[0],
    result[1].map((tokens) => tokens.join()).toSorted(),
  ];
  for (const text of ["hello fanta", " \n", "<|im_end|>"]) {
    t.deepEqual(
      sorted(mine.encode_with_unstable(text, "all")),
      sorted(peer.encode_with_unstable(text, "all")),
    );
  }
  t.throws(() => mine.encode_with_unstable("<|endoftext|>"), {
    message: "The text contains a special token that is not allowed: <|endoftext|>",
  });
  mine.free();
  peer.free();
});

test("every model has the encoding that it has there", (t) => {
  t.true(models.length > 80);
  for (const model of models) {
    t.is(
      ours.get_encoding_name_for_model(model),
      theirs.get_encoding_name_for_model(model as theirs.TiktokenModel),
    );
  }
  const peer = theirs.encoding_for_model("gpt-4o", EXTENDED);
  const mine = ours.encoding_for_model("gpt-4o", EXTENDED);
  t.is(mine.name, peer.name);
  t.deepEqual(mine.encode("a<|im_end|>b", "all"), peer.encode("a<|im_end|>b", "all"));
  peer.free();
});

test("unknown names are refused with the same errors", (t) => {
  const pairs = [
    [() => ours.get_encoding("x" as "gpt2"), () => theirs.get_encoding("x" as "gpt2")],
    [() => ours.encoding_for_model("x"), () => theirs.encoding_for_model("x" as "gpt2")],
    [
      () => ours.get_encoding_name_for_model("toString"),
      () => theirs.get_encoding_name_for_model("toString" as "gpt2"),
    ],
  ] as const;
  for (const [mine, peer] of pairs) {
    const expected = outcome(peer);
    t.regex(expected as string, /^Error: Invalid/);
    t.is(outcome(mine), expected);
  }
});

test("ranks of a user", (t) => {
  const own: [string, Record<string, number>, string][] = [
    [ranks.bpe_ranks, ranks.special_tokens, ranks.pat_str],
    ["YQ== 0\nYg== 1\nYWI= 2\nYWJh 4\n", { "<end>": 9 }, "[ab]+"],
    ["! 0 YQ== Yg== YWI=\n! 4 YWJh", {}, "a+|b"],
  ];
  for (const args of own) {
    const [mine, peer] = [new ours.Tiktoken(...args), new theirs.Tiktoken(...args)];
    t.is(mine.name, undefined);
    for (const text of ["ababaab", "aa", "", "bbb"]) {
      const [before, after] = Object.keys(args[1]).concat("", "");
      const whole = `${text}${before}${text}${after}`;
      t.deepEqual(mine.encode(whole, "all"), peer.encode(whole, "all"), whole);
    }
    peer.free();
  }
});

test("what breaks tiktoken is an error that says what is wrong", (t) => {
  const mine = ours.get_encoding("gpt2");
  for (const [call, message] of [
    [() => mine.decode(Uint32Array.of(5, 60_000)), /60000/],
    [() => mine.decode_single_token_bytes(-1), /received -1$/],
    [
      () => mine.encode_single_token(Buffer.from("no token at all")),
      /^Expected the bytes of a token/,
    ],
    [
      () => mine.encode(undefined as unknown as string),
      /a string for text but received undefined$/,
    ],
    [() => mine.encode_ordinary(5 as unknown as string), /a string for text but received 5$/],
  ] as const) {
    t.throws(call, { message });
  }
  t.is(mine.decode(Uint32Array.of(5)).length, 1);
  const long = "a".repeat(1_000_000);
  t.true(Buffer.from(mine.decode(mine.encode(long))).toString() === long);
  mine.free();
  mine.free();
  for (const use of [
    () => mine.encode("a"),
    () => mine.decode(Uint32Array.of(5)),
    () => mine.token_byte_values(),
    () => mine.encode_single_token(Uint8Array.of(97)),
  ]) {
    t.throws(use, gainfulError("ERR_DISPOSED"));
  }
});
