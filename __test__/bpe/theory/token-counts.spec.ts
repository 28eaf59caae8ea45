import test from "ava";
import {
  Model,
  tokenCounts,
  tokenCountsSync,
  tokensPerByte,
  tokensPerByteSync,
  trainSync,
} from "../../../index.ts";
import { gainfulError, INVALID, refused } from "../../support/errors.ts";
import { linesOf } from "../../support/huggingface.ts";
import { words } from "../../support/random.ts";

const lines = [...linesOf("mixed"), words(500, 7).join(" ")];
const tokenizer = trainSync(lines, { vocabularySize: 400 }).tokenizer();

test("tokens are counted as they are encoded, on any number of threads", async (t) => {
  // Longer than what one thread takes at a time.
  const long = `${lines.join("\n")}\n`.repeat(300);
  const expected = new Float64Array(tokenizer.vocabularySize);
  for (const text of [...lines, long]) {
    for (const token of tokenizer.encode(text)) expected[token] = (expected[token] ?? 0) + 1;
  }
  for (const threads of [1, 2, 3, 8]) {
    t.deepEqual(tokenCountsSync(tokenizer, [...lines, long], { threads }), expected);
    t.deepEqual(await tokenCounts(tokenizer, [...lines, long], { threads }), expected);
  }
  t.is(
    tokenCountsSync(tokenizer, "").reduce((sum, count) => sum + count),
    0,
  );
});

test("tokens per byte of each language", async (t) => {
  const texts = { en: ["the cat ", "sat"], ja: "日本語", mixed: lines };
  const expected = {
    en: (tokenizer.encode("the cat ").length + tokenizer.encode("sat").length) / 11,
    ja: tokenizer.encode("日本語").length / 9,
    mixed:
      lines.reduce((sum, line) => sum + tokenizer.encode(line).length, 0) /
      lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
  };
  t.deepEqual(tokensPerByteSync(tokenizer, texts), expected);
  t.deepEqual(await tokensPerByte(tokenizer, texts, { threads: 2 }), expected);
  t.deepEqual(await tokensPerByte(tokenizer, {}), {});
});

test("refused: what is no tokenizer, no text, and text that cannot be encoded", async (t) => {
  const both = (...[first, texts]: [unknown, unknown]) => ({
    sync: () => tokenCountsSync(first as never, texts as never),
    async: () => tokenCounts(first as never, texts as never),
  });
  await refused(
    t,
    both({}, "a"),
    INVALID,
    "Expected a Tokenizer for tokenizer but received an object of class Object",
  );
  await refused(
    t,
    both(tokenizer, 3),
    INVALID,
    "Expected a string or an array of them for texts but received 3",
  );
  await refused(
    t,
    both(tokenizer, ["a", 3]),
    INVALID,
    "Expected a string for texts[1] but received 3",
  );
  const ratios = (texts: unknown) => ({
    sync: () => tokensPerByteSync(tokenizer, texts as never),
    async: () => tokensPerByte(tokenizer, texts as never),
  });
  await refused(
    t,
    ratios({ en: "a", ja: [""] }),
    INVALID,
    'Expected text that is not empty for texts["ja"] but received an array of length 1',
  );
  await refused(
    t,
    ratios({ en: 1 }),
    INVALID,
    'Expected a string or an array of them for texts["en"] but received 1',
  );
  await refused(t, ratios("a"), INVALID, "Expected an object for texts but received 'a'");

  const letters = await Model.fromTiktoken("YQ== 0", { pattern: "gpt2" });
  const text = `${"a".repeat(9)}!`;
  await refused(
    t,
    both(letters.tokenizer(), ["a", text]),
    INVALID,
    "Expected bytes of the model's alphabet for text but received byte 33 at index 9 (texts[1])",
  );
  const disposed = trainSync("a", { vocabularySize: 256 }).tokenizer();
  disposed.dispose();
  await refused(
    t,
    both(disposed, "a"),
    gainfulError("ERR_DISPOSED"),
    "This Tokenizer was disposed and cannot be used any more",
  );
});

test("counting can be cancelled", async (t) => {
  const controller = new AbortController();
  const counting = tokenCounts(tokenizer, "word ".repeat(2_000_000), { signal: controller.signal });
  controller.abort(new Error("enough"));
  await t.throwsAsync(counting, { message: "enough" });
});
