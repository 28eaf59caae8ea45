import test from "ava";
import { Model, trainSuperwords, trainSuperwordsSync, trainSync } from "../../../index.ts";

const text = "By the way, that is by the way of the world. By the way: 2024 ways!\n".repeat(20);
const model = trainSync(text, { vocabularySize: 275 });

const isSuperword = (token: string) => /\S[Ġ]\S/u.test(token);

test("new tokens cross words, and old ones keep their ids", async (t) => {
  const large = await trainSuperwords(text, { model, vocabularySize: 290 });
  t.is(large.vocabularySize, 290);
  t.deepEqual(large.vocabulary.slice(0, 275), model.vocabulary);
  t.true(large.vocabulary.slice(275).some(isSuperword));
  t.false(model.vocabulary.some(isSuperword));
  const tokenizer = large.tokenizer();
  const tokens = tokenizer.encode(text);
  t.is(tokenizer.decode(tokens), text);
  t.true(tokens.length < model.tokenizer().encode(text).length);
  const read = Model.fromTokenizerJsonSync(large.toTokenizerJson());
  t.is(read.pattern, large.pattern);
  t.deepEqual(read.tokenizer().encode(text), tokens);
  for (const threads of [1, 2, 3, 8]) {
    const again = trainSuperwordsSync(text, { model, vocabularySize: 290, threads });
    t.deepEqual(again.merges, large.merges);
  }
});

test("it is training with initial merges and another pattern", (t) => {
  const options = { pattern: "none", merges: model.merges.length + 15 } as const;
  const large = trainSuperwordsSync(text, { model, ...options });
  const trained = trainSync(text, { ...options, initialMerges: model });
  t.deepEqual(large.merges, trained.merges);
});

test("tokens have at most so many words, and may be refused", (t) => {
  const wordsOf = (token: string) => token.replaceAll("Ġ", " ").trim().split(/\s+/u).length;
  const options = { model, merges: model.merges.length + 40 };
  const short = trainSuperwordsSync(text, { ...options, maxWords: 2 });
  t.is(Math.max(...short.vocabulary.slice(275).map(wordsOf)), 2);
  const long = trainSuperwordsSync(text, options);
  t.true(Math.max(...long.vocabulary.slice(275).map(wordsOf)) > 2);
  const seen: string[] = [];
  const none = trainSuperwordsSync(text, {
    ...options,
    maxWords: 3,
    onMerge: ({ token }) => {
      seen.push(token);
      return false;
    },
  });
  t.deepEqual(none.merges, model.merges);
  t.true(seen.length > 0 && seen.every((token) => wordsOf(token) <= 3));
});

test("what is no superword training is refused", async (t) => {
  const refused = async (options: unknown, message: string) => {
    t.throws(() => trainSuperwordsSync(text, options as never), { message: `Expected ${message}` });
    await t.throwsAsync(trainSuperwords(text, options as never), {
      message: `Expected ${message}`,
    });
  };
  await refused({ merges: 1 }, "a Model for model but received undefined");
  await refused({ model }, "vocabularySize or merges for options but received neither");
  await refused(
    { model, merges: 60, maxWords: 0 },
    "an integer from 1 to 2147483648 for maxWords but received 0",
  );
  await refused({ model, merges: 60, onMerge: 1 }, "a function for onMerge but received 1");
  const ranks = Buffer.from("ab").toString("base64");
  const whole = Model.fromTiktokenSync(`YQ== 0\n${ranks} 1\nYg== 2\nYWJiYg== 3\n`, {
    pattern: "gpt2",
  });
  await refused(
    { model: whole, merges: 60 },
    "a model of merges alone for model but received one that makes tokens of whole words without merges",
  );
});
