import test from "ava";
import { type Pattern, train, trainSync } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";

/** Text that patterns disagree about. */
const TEXT =
  "Don't STOP: 12345 camelCase\r\n\r\n  \tx\u{feff}y,é e\u{301}! 日本語のテスト・123\u{85}\u{3000}ſ'S //\n/";

/**
 * The pre-tokens of a text. All merges that there are make one token of each, so the encoding of the
 * text has one token for each pre-token.
 */
function pieces(text: string, pattern: Pattern): string[] {
  using model = trainSync(text, { vocabularySize: 10_000, pattern });
  using tokenizer = model.tokenizer();
  return Array.from(tokenizer.encode(text), (token) => tokenizer.decode([token]));
}

/** What `matchAll` finds, and what lies between. */
function piecesOf(text: string, pattern: RegExp): string[] {
  const found: string[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`))) {
    found.push(text.slice(end, match.index), match[0]);
    end = match.index + match[0].length;
  }
  return [...found, text.slice(end)].filter((piece) => piece !== "");
}

// By hand from the published expressions; the scanners are compared with engines in the crate.
const NAMED: readonly (readonly [pattern: Pattern, text: string, pieces: readonly string[]])[] = [
  ["gpt2", "It's 12345!\n\nOk", ["It", "'s", " 12345", "!", "\n", "\n", "Ok"]],
  ["cl100k", "It's 12345!\n\nOk", ["It", "'s", " ", "123", "45", "!\n\n", "Ok"]],
  ["llama3", "It's 12345!\n\nOk", ["It", "'s", " ", "123", "45", "!\n\n", "Ok"]],
  ["qwen2", "It's 12345!\n\nOk", ["It", "'s", " ", "1", "2", "3", "4", "5", "!\n\n", "Ok"]],
  ["o200k", "It's camelCase 12345!/", ["It's", " camel", "Case", " ", "123", "45", "!/"]],
  ["deepseek-v3", "a 日本1234, b", ["a", " ", "日本", "123", "4", ",", " b"]],
  ["whitespace", " It's \u{3000}12345!\n\nOk ", ["It's", "12345!", "Ok"]],
  ["none", "It's 12345!\n\nOk", ["It's 12345!\n\nOk"]],
];

for (const [pattern, text, expected] of NAMED) {
  test(`${String(pattern)} splits as it should`, (t) => {
    t.deepEqual(pieces(text, pattern), expected);
  });
}

for (const pattern of [
  /\p{L}+|\s+/u,
  /\w+|\s/gu,
  / ?[\p{L}\p{M}]+|\d{1,3}|\s+(?!\S)|\s+/u,
  new RegExp("[\\p{L}--[a-z]]+", "v"),
  /(?<=\s)\S|[^s]+?s/iu,
  /^.+$/mu,
]) {
  test(`${pattern} splits as JavaScript does`, (t) => {
    t.deepEqual(pieces(TEXT, pattern), piecesOf(TEXT, pattern));
  });
}

test("an expression may be a string", (t) => {
  t.deepEqual(pieces("ab12 c", "\\p{L}+|\\s+"), ["ab", "12", " ", "c"]);
  t.deepEqual(pieces("ab  c", " ?\\p{L}++|\\s+(?!\\S)|\\s+"), ["ab", " ", " c"]);
});

test("a model keeps its expression in a tokenizer.json", (t) => {
  using model = trainSync("ab12 c", { vocabularySize: 300, pattern: /\p{L}+|\s+/u });
  t.true(model.toTokenizerJson().includes('"Split"'));
});

const EMPTY = "a regular expression that cannot match the empty string for pattern but received";
const REFUSED: readonly (readonly [pattern: unknown, message: string])[] = [
  ["", "a regular expression for pattern but received ''"],
  ["gpt4", "a regular expression for pattern but received 'gpt4'"],
  [1, "a regular expression for pattern but received 1"],
  [{}, "a regular expression for pattern but received"],
  ["a*", `${EMPTY} a*`],
  [/a*/u, `${EMPTY} /a*/u`],
  [/a/, "Expected a regular expression with the flag u or v for pattern but received /a/"],
  [/a/uy, "Expected a regular expression without the flag y for pattern but received /a/uy"],
  [
    /(a)\1/u,
    "Expected a regular expression without back-references for pattern but received /(a)\\1/u",
  ],
  ["(", "Expected a valid regular expression"],
];

for (const [pattern, message] of REFUSED) {
  test(`refused: ${String(pattern)}`, async (t) => {
    const options = { vocabularySize: 300, pattern: pattern as Pattern };
    const expected = { ...INVALID, message: new RegExp(escaped(message), "u") };
    t.throws(() => trainSync("ab", options), expected as never);
    await t.throwsAsync(train("ab", options), expected as never);
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}

test("an expression that backtracks without end is given up", async (t) => {
  const options = { vocabularySize: 300, pattern: "(?:(?:a|aa|a(?!b))+)+c|.(?!x)" };
  const text = `ok ${"a".repeat(200)}`;
  const twins = { sync: () => trainSync(text, options), async: () => train(text, options) };
  const kind: Kind = OUT_OF_RANGE;
  const message = "The pattern took more than 1000000 steps back at byte 3 of a text";
  await refused(t, twins, kind, message);
});
