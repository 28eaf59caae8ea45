import test from "ava";
import { adapt, adaptSync, Model, trainSync, WordCounts } from "../../../index.ts";
import { words } from "../../support/random.ts";

const text = words(2000, 4).join(" ");
const other = "import { adapt } from './adapt.ts'; // imports what adapts\n".repeat(30);
const model = trainSync(text, { vocabularySize: 330, specialTokens: ["<s>"] });

test("added tokens get ids after the old ones, and save tokens", async (t) => {
  const adapted = await adapt(model, other, { add: 20 });
  t.is(adapted.model.vocabularySize, 350);
  t.deepEqual(adapted.model.vocabulary.slice(0, 330), model.vocabulary);
  t.deepEqual(
    adapted.added,
    Uint32Array.from({ length: 20 }, (_, i) => 330 + i),
  );
  t.is(adapted.replaced.length, 0);
  t.is(adapted.tokensBefore, model.tokenizer().encode(other).length);
  t.is(adapted.tokensAfter, adapted.model.tokenizer().encode(other).length);
  t.true(adapted.tokensAfter < 0.7 * adapted.tokensBefore);
  // Going on from the merges is what training with initial merges does.
  const trained = trainSync(other, { merges: model.merges.length + 20, initialMerges: model });
  t.deepEqual(adapted.model.merges, trained.merges);
});

test("replaced tokens give their ids to new ones; all others keep theirs", (t) => {
  const { model: changed, ...rest } = adaptSync(model, other, { replace: 25 });
  t.is(changed.vocabularySize, 330);
  t.is(rest.replaced.length, 25);
  t.deepEqual(rest.added, rest.replaced);
  for (const [id, token] of model.vocabulary.entries()) {
    t.is(changed.vocabulary[id] === token, !rest.replaced.includes(id));
  }
  t.true(rest.tokensAfter < 0.7 * rest.tokensBefore);
  const tokenizer = changed.tokenizer();
  const read = Model.fromTokenizerJsonSync(changed.toTokenizerJson()).tokenizer();
  for (const sample of [text, other, "é\n"]) {
    const tokens = tokenizer.encode(sample);
    t.is(tokenizer.decode(tokens), sample);
    t.deepEqual(read.encode(sample), tokens);
  }
  // Ranks are ids, in whose order merges no longer apply.
  t.throws(() => changed.toTiktokenSync(), { code: "ERR_UNSUPPORTED_FORMAT" });
});

test("word counts serve as well, and any number of threads", async (t) => {
  const counts = WordCounts.countSync(other);
  const one = adaptSync(model, counts, { add: 5, replace: 5, threads: 1 });
  for (const threads of [2, 3, 8]) {
    const many = await adapt(model, counts, { add: 5, replace: 5, threads });
    t.deepEqual(many.model.vocabulary, one.model.vocabulary);
    t.deepEqual(many.model.merges, one.model.merges);
    t.is(many.tokensAfter, one.tokensAfter);
  }
  const lines = WordCounts.countSync(other, { pattern: "cl100k" });
  await t.throwsAsync(adapt(model, lines, { add: 1 }), { code: "ERR_INVALID_ARGUMENT" });
});

test("what cannot be adapted is refused", async (t) => {
  const refused = async (args: readonly unknown[], message: string) => {
    const call = args as unknown as Parameters<typeof adaptSync>;
    t.throws(() => adaptSync(...call), { message: `Expected ${message}` });
    await t.throwsAsync(adapt(...call), { message: `Expected ${message}` });
  };
  await refused(
    [{}, other, { add: 1 }],
    "a Model for model but received an object of class Object",
  );
  await refused([model, other, {}], "add or replace for options but received neither");
  await refused(
    [model, other, { add: -1 }],
    "an integer from 0 to 4294967294 for add but received -1",
  );
  await refused(
    [model, other, { replace: 80 }],
    "a number of tokens that can be left out for replace but received 80",
  );
});
