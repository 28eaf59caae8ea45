/** What must make no difference on real text: the size, the parts, the threads, and a file in between. */

import test, { type ExecutionContext } from "ava";
import {
  Model,
  type Pattern,
  trainSync,
  type Tokenizer,
  type TrainOptions,
  WordCounts,
} from "../../../index.ts";
import { beginning, realTexts } from "../../support/corpora.ts";

const RULES = ["huggingface", "raw-ids", "first-seen", "subword-nmt", "sentencepiece"] as const;

function same(t: ExecutionContext, one: Model, other: Model, message?: string): void {
  t.deepEqual(one.merges, other.merges, message);
  t.deepEqual(one.vocabulary, other.vocabulary, message);
  t.deepEqual(one.trace, other.trace, message);
}

for (const { name, text } of realTexts) {
  test.serial(`${name}: a larger vocabulary begins with a smaller one, by every rule`, (t) => {
    for (const tieBreak of RULES) {
      for (const alphabet of ["bytes", "characters"] as const) {
        const merges = (count: number) => trainSync(text, { merges: count, tieBreak, alphabet });
        using large = merges(1500);
        for (const count of [0, 1, 300]) {
          using small = merges(count);
          t.deepEqual(small.merges, large.merges.slice(0, count), `${tieBreak} ${alphabet}`);
          const utilities = large.trace?.utilities.slice(0, count);
          t.deepEqual(small.trace?.utilities, utilities);
        }
      }
    }
  });

  test.serial(`${name}: any number of threads gives the same`, (t) => {
    for (const tieBreak of RULES) {
      const train = (threads: number) => trainSync(text, { merges: 500, tieBreak, threads });
      using one = train(1);
      for (const threads of [2, 3, 8]) {
        using other = train(threads);
        same(t, other, one, `${tieBreak} ${threads}`);
      }
    }
  });

  test.serial(`${name}: counts of parts train as the whole does`, async (t) => {
    const lines = text.split("\n").map((line) => `${line}\n`);
    const third = Math.ceil(lines.length / 3);
    using whole = WordCounts.countSync(lines);
    const parts = [0, 1, 2].map((i) =>
      WordCounts.countSync(lines.slice(i * third, (i + 1) * third)),
    );
    const [first, ...others] = parts as [WordCounts, ...WordCounts[]];
    using merged = first.mergeSync(others);
    using saved = await WordCounts.fromBytes(await merged.toBytes());
    t.is(merged.total, whole.total);
    for (const tieBreak of RULES) {
      using expected = trainSync(lines, { merges: 300, tieBreak });
      for (const counts of [whole, merged, saved]) {
        using model = trainSync(counts, { merges: 300, tieBreak });
        same(t, model, expected, tieBreak);
      }
    }
    // What is forgotten leaves the counts of the rest; the order of words may be another one.
    using rest = merged.subtractSync(first);
    using expected = trainSync(lines.slice(third), { merges: 300 });
    using model = trainSync(rest, { merges: 300 });
    same(t, model, expected);
  });

  test.serial(`${name}: every file of a model encodes the same`, async (t) => {
    const part = beginning(text, 20_000);
    const check = (read: Model, tokenizer: Tokenizer, message: string): void => {
      using again = read.tokenizer();
      for (const sample of [part, text.slice(-5000)]) {
        t.deepEqual(again.encode(sample), tokenizer.encode(sample), message);
      }
      read.dispose();
    };
    const patterns: readonly Pattern[] = ["gpt2", "cl100k", "o200k", "none", /\p{L}+|\s+|./u];
    for (const pattern of patterns) {
      const options: TrainOptions = { merges: 400, pattern, specialTokens: ["<s>"] };
      using model = trainSync(part, options);
      using tokenizer = model.tokenizer();
      t.is(tokenizer.decode(tokenizer.encode(text)), text);
      const [vocab, merges] = [model.toVocabJson(), model.toMergesTxt()];
      check(await Model.fromTokenizerJson(model.toTokenizerJson()), tokenizer, "tokenizer.json");
      check(await Model.fromVocabAndMerges(vocab, merges, { pattern }), tokenizer, "two files");
      check(await Model.fromTiktoken(await model.toTiktoken(), { pattern }), tokenizer, "ranks");
    }
    const options = {
      alphabet: "characters",
      pattern: "whitespace",
      endOfWordSuffix: "</w>",
    } as const;
    using model = trainSync(text, { merges: 10_000, tieBreak: "subword-nmt", ...options });
    using tokenizer = model.tokenizer();
    const [vocab, merges] = [model.toVocabJson(), model.toMergesTxt()];
    check(await Model.fromTokenizerJson(model.toTokenizerJson()), tokenizer, "characters");
    check(await Model.fromVocabAndMerges(vocab, merges, options), tokenizer, "two files");
    const written = model.toSubwordNmt();
    using codes = await Model.fromSubwordNmt(written);
    t.deepEqual(codes.merges, model.merges);
    t.deepEqual(Model.fromSubwordNmtSync(Buffer.from(written)).vocabulary, codes.vocabulary);
    // The codes lack characters that no merge has; words of all others have the same tokens.
    using encoder = codes.tokenizer();
    const known = new Set(codes.vocabulary);
    const spelled = (word: string): boolean =>
      [...word].every((character, i, all) =>
        known.has(i < all.length - 1 ? character : `${character}</w>`),
      );
    const words = part.split(/\s+/u).filter((word) => word !== "" && spelled(word));
    t.true(words.length > 100);
    const tokens = (tokenizerOf: Tokenizer, vocabulary: readonly string[]) =>
      Array.from(tokenizerOf.encode(words.join(" ")), (token) => vocabulary[token]);
    t.deepEqual(tokens(encoder, codes.vocabulary), tokens(tokenizer, model.vocabulary));
  });
}
