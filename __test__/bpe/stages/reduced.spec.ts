import test from "ava";
import { Model, tokenCountsSync, trainSync } from "../../../index.ts";
import { words } from "../../support/random.ts";

const text = words(2000, 4).join(" ");
const model = trainSync(text, { vocabularySize: 330, specialTokens: ["<s>"] });

test("a truncated model is the one of a smaller training", (t) => {
  const { model: small, ids } = model.truncate(290);
  const trained = trainSync(text, { vocabularySize: 290, specialTokens: ["<s>"] });
  t.deepEqual(small.merges, trained.merges);
  t.deepEqual(small.vocabulary, trained.vocabulary);
  t.deepEqual(small.trace, trained.trace);
  t.deepEqual([small.tieBreak, small.pattern], ["huggingface", "gpt2"]);
  t.deepEqual(
    ids,
    Uint32Array.from({ length: 290 }, (_, i) => i),
  );
});

test("a shrunk model keeps what is used, and can make all of it", (t) => {
  const other = "the quick brown fox ".repeat(3);
  const counts = tokenCountsSync(model.tokenizer(), other);
  const { model: small, ids } = model.shrink(counts, 280);
  t.is(small.vocabularySize, 280);
  t.deepEqual(
    [...ids].map((id) => model.vocabulary[id]),
    [...small.vocabulary],
  );
  for (const pair of small.merges) {
    for (const token of [...pair, pair.join("")]) t.true(small.vocabulary.includes(token));
  }
  const tokenizer = small.tokenizer();
  for (const sample of [text.slice(0, 500), other, "é \n"]) {
    t.is(tokenizer.decode(tokenizer.encode(sample)), sample);
  }
  t.deepEqual(model.shrink([...counts], 280).ids, ids);
  // Least used of all: one token less is the leaf with the smallest count and the greatest id.
  const parts = new Set(model.merges.flat());
  const leaves = model.vocabulary.flatMap((token, id) =>
    id > 256 && !parts.has(token) ? [id] : [],
  );
  const least = Math.min(...leaves.map((id) => counts[id] as number));
  const gone = leaves.findLast((id) => counts[id] === least);
  const without = Uint32Array.from({ length: 330 }, (_, i) => i).filter((id) => id !== gone);
  t.deepEqual(model.shrink(counts, 329).ids, without);
});

test("all formats hold what is left, and read it back", (t) => {
  const counts = tokenCountsSync(model.tokenizer(), text.slice(0, 300));
  for (const { model: small } of [model.truncate(300), model.shrink(counts, 300)]) {
    const expected = small.tokenizer().encode(text);
    const specialTokens = { "<s>": small.vocabulary.indexOf("<s>") };
    for (const read of [
      Model.fromTokenizerJsonSync(small.toTokenizerJson()),
      Model.fromVocabAndMergesSync(small.toVocabJson(), small.toMergesTxt(), { specialTokens }),
      Model.fromTiktokenSync(small.toTiktokenSync(), { pattern: "gpt2", specialTokens }),
    ]) {
      t.deepEqual(read.tokenizer().encode(text), expected);
    }
  }
});

test("sizes and counts that cannot be are refused", (t) => {
  const throws = (call: () => unknown, message: string) =>
    t.throws(call, { message: `Expected ${message}` });
  throws(
    () => model.truncate(256),
    "an integer of at least 257 for vocabularySize but received 256",
  );
  throws(
    () => model.truncate(1.5),
    "an integer from 0 to 4294967294 for vocabularySize but received 1.5",
  );
  throws(() => model.shrink([1], 300), "330 counts, one for each id, for counts but received 1");
  throws(
    () => model.shrink(new Float64Array(330).fill(-1), 300),
    "numbers that are finite and not negative for counts but received -1 at index 0",
  );
  throws(
    () => model.shrink(new Float64Array(330), 3),
    "an integer of at least 257 for vocabularySize but received 3",
  );
  t.throws(() => model.shrink("counts" as never, 300), { code: "ERR_INVALID_ARGUMENT" });
});
