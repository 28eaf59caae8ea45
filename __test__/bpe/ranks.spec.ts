import { createRequire } from "node:module";
import test from "ava";
import { Model, type RankObject, type TokensByRank } from "../../index.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { randomTexts } from "../support/unicode.ts";

const require = createRequire(import.meta.url);
const UNSUPPORTED = gainfulError("ERR_UNSUPPORTED_FORMAT");

const js = (name: string): RankObject => require(`js-tiktoken/ranks/${name}`) as RankObject;
const wasm = (name: string): RankObject => require(`tiktoken/encoders/${name}.json`) as RankObject;
const array = (name: string): TokensByRank =>
  (require(`gpt-tokenizer/bpeRanks/${name}`) as { default: TokensByRank }).default;
const fileOf = (name: string): string => require.resolve(`gpt-tokenizer/data/${name}.tiktoken`);

/** The letters a and b, "ab", a gap, and "aba". */
const small: RankObject = {
  pat_str: "[ab]+|[^ab]",
  special_tokens: { "<end>": 3 },
  bpe_ranks: "! 0 YQ== Yg== YWI=\n! 4 YWJh\n",
};

test("published ids", (t) => {
  // OpenAI's cookbook, "How to count tokens with tiktoken".
  const text = "antidisestablishmentarianism";
  for (const [name, ids] of [
    ["r50k_base", [415, 29207, 44390, 3699, 1042]],
    ["p50k_base", [415, 29207, 44390, 3699, 1042]],
    ["cl100k_base", [519, 85342, 34500, 479, 8997, 2191]],
    ["o200k_base", [493, 129901, 376, 160388, 21203, 2367]],
  ] as const) {
    for (const ranks of [js(name), wasm(name)]) {
      using model = Model.fromRanksSync(ranks);
      t.deepEqual(Array.from(model.tokenizer().encode(text)), [...ids], name);
    }
  }
});

const PATTERNS = {
  r50k_base: "gpt2",
  p50k_base: "gpt2",
  cl100k_base: "cl100k",
  o200k_base: "o200k",
} as const;

for (const [name, pattern] of Object.entries(PATTERNS)) {
  test(`${name}: every package's ranks make the same model`, async (t) => {
    const texts = randomTexts(300, 7);
    const ranks = js(name);
    // js-tiktoken writes the expressions of cl100k and o200k without the long s, which JavaScript cannot say.
    const expected = await Model.fromRanks(ranks);
    const specialTokens = ranks.special_tokens;
    t.is(expected.pattern, pattern);
    const others = {
      tiktoken: await Model.fromRanks(wasm(name)),
      array: await Model.fromRanks(array(name), { pattern, specialTokens }),
      "the array, not waited for": Model.fromRanksSync(array(name), { pattern, specialTokens }),
      "a file": await Model.load(fileOf(name), { pattern, specialTokens }),
    };
    const encoded = (model: Model): string => {
      using tokenizer = model.tokenizer();
      return texts.map((text) => tokenizer.encode(text).join(" ")).join("\n");
    };
    for (const [source, model] of Object.entries(others)) {
      t.is(model.pattern, pattern, source);
      // Of lists this long, the assertions of ava take seconds.
      t.true(model.vocabulary.join("\n") === expected.vocabulary.join("\n"), source);
      t.true(model.merges.join("\n") === expected.merges.join("\n"), source);
      t.is(encoded(model), encoded(expected), source);
    }
  });
}

test("a vocabulary has the ids of its ranks and special tokens, and gaps between them", (t) => {
  const { vocabulary, vocabularySize } = Model.fromRanksSync(js("p50k_base"));
  t.is(vocabularySize, 50_281);
  t.is(vocabulary[50_256], "<|endoftext|>");
  t.is(vocabulary[50_257], "ĠĠ");
  t.is(Model.fromRanksSync(js("r50k_base")).vocabularySize, 50_257);
  const cl100k = Model.fromRanksSync(js("cl100k_base"));
  t.is(cl100k.vocabularySize, 100_277);
  t.is(cl100k.vocabulary[100_256], "");
  t.is(cl100k.vocabulary[100_276], "<|endofprompt|>");
});

test("ranks of a user, with another pattern and more special tokens", async (t) => {
  const model = await Model.fromRanks(small, { specialTokens: { "<é>": 5 } });
  t.is(model.pattern, "[ab]+|[^ab]");
  t.deepEqual(model.vocabulary, ["a", "b", "ab", "<end>", "aba", "<é>"]);
  t.deepEqual(model.merges, [
    ["a", "b"],
    ["ab", "a"],
  ]);
  const tokenizer = model.tokenizer();
  t.deepEqual(Array.from(tokenizer.encode("ababaab")), [2, 4, 2]);
  t.is(tokenizer.decode([5, 4, 3]), "<é>aba<end>");

  const letters = Model.fromRanksSync(small, { pattern: /./u, specialTokens: { "<end>": 9 } });
  t.is(letters.vocabulary[9], "<end>");
  t.deepEqual(Array.from(letters.tokenizer().encode("aba")), [0, 1, 0]);

  const tokens: TokensByRank = ["a", [98], "ab", undefined, new Uint8Array([97, 98, 97])];
  const same = Model.fromRanksSync(tokens, { pattern: small.pat_str });
  t.deepEqual(same.vocabulary, ["a", "b", "ab", "", "aba"]);
  t.deepEqual(same.merges, model.merges);
});

test("what are no ranks is refused", async (t) => {
  const refuses = (ranks: unknown, options: object, kind: typeof INVALID, message: string) =>
    refused(
      t,
      {
        sync: () => Model.fromRanksSync(ranks as RankObject, options),
        async: () => Model.fromRanks(ranks as RankObject, options),
      },
      kind,
      message,
    );
  const expected = (what: string): string => `Expected ${what}`;
  await refuses("x", {}, INVALID, expected("an object for ranks but received 'x'"));
  await refuses(null, {}, INVALID, expected("an object for ranks but received null"));
  await refuses({}, {}, INVALID, expected("a string for ranks.bpe_ranks but received undefined"));
  await refuses(
    { ...small, pat_str: 1 },
    {},
    INVALID,
    expected("a string for ranks.pat_str but received 1"),
  );
  await refuses(
    { ...small, special_tokens: undefined },
    {},
    INVALID,
    expected("an object for ranks.special_tokens but received undefined"),
  );
  await refuses(
    small,
    { specialTokens: 1 },
    INVALID,
    expected("an object for specialTokens but received 1"),
  );
  await refuses(
    small,
    { specialTokens: { "<s>": -1 } },
    OUT_OF_RANGE,
    expected(`an integer from 0 to 4294967294 for specialTokens["<s>"] but received -1`),
  );
  await refuses(
    ["a"],
    {},
    INVALID,
    expected("the pattern that the ranks are for for pattern but received undefined"),
  );
  const pattern = "gpt2";
  for (const [token, message] of [
    ["", "a token that is not empty for ranks[0] but received an empty one"],
    [[], "a token that is not empty for ranks[0] but received an empty one"],
    [1, "a string or an array of bytes for ranks[0] but received 1"],
    ["\u{d800}", "a text without halves of characters for ranks[0] but received '\u{d800}'"],
    [["a"], "an integer from 0 to 255 for ranks[0][0] but received 'a'"],
  ] as const) {
    await refuses([token], { pattern }, INVALID, expected(message));
  }
  await refuses(
    [[97, 256]],
    { pattern },
    OUT_OF_RANGE,
    expected("an integer from 0 to 255 for ranks[0][1] but received 256"),
  );
  const cannot = (problem: string): string => `Cannot read the ranks: ${problem}`;
  await refuses([], { pattern }, UNSUPPORTED, cannot("it has no tokens"));
  await refuses(
    ["a", "a"],
    { pattern },
    UNSUPPORTED,
    cannot('the token "a" has the ranks 0 and 1'),
  );
  await refuses(
    { ...small, bpe_ranks: "! 0 YQ== Y" },
    {},
    UNSUPPORTED,
    cannot('line 1: expected a token in base64 but found "Y": Invalid input length: 1'),
  );
  await refuses(
    small,
    { specialTokens: { "<s>": 0 } },
    UNSUPPORTED,
    cannot("the id 0 belongs to two tokens"),
  );
});
