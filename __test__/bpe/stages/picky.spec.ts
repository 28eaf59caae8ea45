import test from "ava";
import {
  adaptSync,
  compressionUtilitySync,
  train,
  trainSuperwordsSync,
  trainSync,
  WordCounts,
} from "../../../index.ts";
import { words } from "../../support/random.ts";

const text = `${words(3000, 4).join(" ")} ${"Kentucky, Kentucky! ".repeat(40)}`;
const model = trainSync(text, { vocabularySize: 330, picky: 0.6, specialTokens: ["<s>"] });

test("tokens that were parts are removed, and the vocabulary has its size all the same", async (t) => {
  t.is(model.vocabularySize, 330);
  t.is(model.vocabulary.length, 330);
  t.true(model.removedTokens.length > 0);
  t.false(model.removedTokens.some((token) => model.vocabulary.includes(token)));
  t.is(model.trace, undefined);
  const options = { vocabularySize: 330, picky: 0.6, specialTokens: ["<s>"] };
  for (const threads of [1, 2, 3, 8]) {
    const again = await train(text, { ...options, threads });
    t.deepEqual(again.merges, model.merges);
    t.deepEqual(again.vocabulary, model.vocabulary);
    t.deepEqual(again.removedTokens, model.removedTokens);
  }
  const none = trainSync(text, { ...options, picky: 1 });
  t.deepEqual(none.removedTokens, []);
  t.deepEqual(none.merges, trainSync(text, { ...options, picky: undefined }).merges);
});

/** By hand: "abc" is all that "ab" is for; then "bc" has no pair left, and "ab" is gone. */
test("a small case by hand", (t) => {
  const small = trainSync("abc abc abc", {
    alphabet: "characters",
    pattern: "whitespace",
    merges: 2,
    picky: 0.9,
  });
  t.deepEqual(small.merges, [
    ["a", "b"],
    ["ab", "c"],
  ]);
  t.deepEqual(small.vocabulary, ["a", "b", "c", "abc"]);
  t.deepEqual(small.removedTokens, ["ab"]);
  t.deepEqual([...small.tokenizer().encode("abc ab abcab")], [3, 0, 1, 3, 0, 1]);
});

test("texts come back, and no token is a removed one", (t) => {
  const tokenizer = model.tokenizer();
  t.is(tokenizer.vocabularySize, 330);
  for (const sample of [text, "entuck ucky Kentuckyentuck", "é\n  x", "a".repeat(100_000)]) {
    const tokens = tokenizer.encode(sample);
    t.is(tokenizer.decode(tokens), sample);
    t.true(tokens.every((token) => token < 330));
  }
  t.throws(() => tokenizer.decode([330]), { code: "ERR_OUT_OF_RANGE" });
});

test("what merges alone must say is refused", (t) => {
  const unsupported = { code: "ERR_UNSUPPORTED_FORMAT", message: /removed tokens/u };
  t.throws(() => model.toTokenizerJson(), unsupported);
  t.throws(() => model.toVocabJson(), unsupported);
  t.throws(() => model.toMergesTxt(), unsupported);
  t.throws(() => model.toTiktokenSync(), unsupported);
  const invalid = { code: "ERR_INVALID_ARGUMENT", message: /removed no tokens/u };
  t.throws(() => model.truncate(300), invalid);
  t.throws(() => model.shrink([], 300), invalid);
  t.throws(() => adaptSync(model, text, { add: 1 }), invalid);
  t.throws(() => compressionUtilitySync(WordCounts.countSync(text), model), invalid);
  t.throws(() => trainSuperwordsSync(text, { model, merges: 999 }), invalid);
  t.throws(() => trainSync(text, { merges: 999, initialMerges: model }), invalid);
  for (const picky of [0, 1.1, -1]) {
    t.throws(() => trainSync(text, { merges: 1, picky }), { code: "ERR_OUT_OF_RANGE" });
  }
  t.throws(() => trainSync(text, { merges: 1, picky: "0.9" as never }), {
    code: "ERR_INVALID_ARGUMENT",
  });
});
