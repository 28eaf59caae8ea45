/** Input that is wrong, or as large as it can be: a clear error or the right answer, never a crash. */

import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import test from "ava";
import { type Pattern, train, trainSync, WordCounts } from "../../index.ts";
import { gainfulError, INVALID, OUT_OF_RANGE, refused, rejects } from "../support/errors.ts";
import { temporaryFiles } from "../support/files.ts";

/** Letters of an alphabet of 16, as unlike one another as those of a genome. */
function genome(length: number): string {
  const letters = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    letters[i] = 0x61 + (state >>> 28);
  }
  return letters.toString("latin1");
}

test("special tokens that are equal count once, and one that merges make keeps its id", (t) => {
  const options = { merges: 3, alphabet: "characters", pattern: "whitespace" } as const;
  using model = trainSync("abc abc abc", { ...options, specialTokens: ["<s>", "ab", "<s>"] });
  t.deepEqual(model.vocabulary, ["<s>", "ab", "a", "b", "c", "abc"]);
  t.deepEqual(model.merges, [
    ["a", "b"],
    ["ab", "c"],
  ]);
});

test("refused: special tokens that are empty, no strings, or half a character", async (t) => {
  for (const [token, expected] of [
    ["", "a string that is not empty for specialTokens[1] but received ''"],
    [1, "a string that is not empty for specialTokens[1] but received 1"],
    ["\ud800", "a well-formed string for specialTokens[1] but received '\ud800'"],
  ] as const) {
    const options = { merges: 1, specialTokens: ["<s>", token as string] };
    await refused(
      t,
      { sync: () => trainSync("ab", options), async: () => train("ab", options) },
      INVALID,
      `Expected ${expected}`,
    );
  }
});

test("refused: a vocabulary that is smaller than its alphabet and special tokens", async (t) => {
  const special = { vocabularySize: 257, specialTokens: ["<a>", "<b>"] };
  await refused(
    t,
    { sync: () => trainSync("ab", special), async: () => train("ab", special) },
    OUT_OF_RANGE,
    "Expected an integer from 258 to 2147483648 for vocabularySize but received 257",
  );
});

test("a corpus that is exhausted says so", async (t) => {
  for (const corpus of ["", [], ["", ""], "abab"]) {
    using model = await train(corpus, { vocabularySize: 1000 });
    t.is(model.stopReason, "exhausted");
    t.is(model.vocabularySize, 256 + model.merges.length);
  }
});

test("what a pattern does not match is kept", (t) => {
  const text = "ab12 cd..34\n";
  for (const pattern of ["[0-9]+", /[0-9]+/u, "x(?!y)"] as const) {
    using model = trainSync(text, { vocabularySize: 300, pattern });
    using tokenizer = model.tokenizer();
    t.is(tokenizer.decode(tokenizer.encode(text)), text);
    using counts = WordCounts.countSync(text, { pattern });
    const length = Array.from(counts, ([word, count]) => word.length * count);
    t.is(
      length.reduce((sum, one) => sum + one, 0),
      text.length,
    );
  }
});

test("refused: a pattern that can match the empty string", async (t) => {
  for (const pattern of ["a*", "(?=a)|b*", /\b/u, new RegExp("a?", "v")] satisfies Pattern[]) {
    const options = { vocabularySize: 300, pattern };
    await refused(
      t,
      { sync: () => trainSync("ab", options), async: () => train("ab", options) },
      INVALID,
      "Expected a regular expression that cannot match the empty string for pattern " +
        `but received ${String(pattern)}`,
    );
  }
});

test("a word of 50 MB is trained on and encoded, whatever is in it", async (t) => {
  const length = 50_000_000;
  for (const text of ["a".repeat(length), genome(length)]) {
    using model = await train(text, { merges: 20, pattern: "none" });
    t.is(model.merges.length, 20);
    t.is(model.trace?.startSymbols, length);
    using tokenizer = model.tokenizer();
    const part = text.startsWith("aaaa") ? text.slice(0, 1_000_000) : text;
    const tokens = tokenizer.encode(part);
    if (part === text) t.is(tokens.length, model.trace?.tokensLeft.at(-1) ?? 0);
    t.true(tokenizer.decode(tokens) === part);
  }
});

test("a file that becomes shorter while it is read just ends", async (t) => {
  const line = `${"some words of a line ".repeat(10)}\n`;
  const [file = ""] = temporaryFiles(t, line.repeat(200_000));
  const descriptor = openSync(file, "r+");
  const training = train({ files: [file] }, { merges: 10 });
  setImmediate(() => {
    ftruncateSync(descriptor, line.length);
    writeSync(descriptor, "more", line.length);
    closeSync(descriptor);
  });
  using model = await training;
  t.true(model.merges.length > 0);
});

test("refused: a file that has disappeared", async (t) => {
  const [file = "", lost = ""] = temporaryFiles(t, "ab", "ab");
  rmSync(lost);
  await rejects(
    t,
    () => train({ files: [file, lost] }, { merges: 1 }),
    gainfulError("ERR_FILE"),
    `Cannot read ${lost}: No such file or directory (os error 2)`,
  );
});
