/** Counting, up to a limit, and cutting texts to a number of tokens. */

import test, { type ExecutionContext } from "ava";
import * as fc from "fast-check";
import { type Tokenizer, trainSync } from "../../../index.ts";
import { encoding, golden } from "../../support/encodings.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../../support/errors.ts";

const tokenizer = encoding("cl100k");
const CUTS = ["start", "middle", "end"] as const;

test("counts are numbers of tokens, and stop one beyond their limit", (t) => {
  for (const { text, ids } of golden.texts.cl100k) {
    t.is(tokenizer.count(text), ids.length);
    t.is(tokenizer.count(Buffer.from(text)), ids.length);
    for (const limit of [0, 1, 3, ids.length, ids.length + 1]) {
      t.is(tokenizer.count(text, { limit }), Math.min(ids.length, limit + 1));
    }
  }
});

test("what comes after the limit is not looked at", (t) => {
  const letters = trainSync("a", { vocabularySize: 256 }).tokenizer();
  t.is(letters.count("a".repeat(10) + "<s>", { limit: 3, disallowedSpecial: "none" }), 4);
  const text = "word ".repeat(4_000_000);
  const times = [{ limit: 5 }, {}].map((options) => {
    const start = process.cpuUsage();
    tokenizer.count(Buffer.from(text.slice(0, 5)), options);
    for (let i = 0; i < 5; i++) tokenizer.count(text, options);
    return process.cpuUsage(start).user;
  });
  t.true((times[0] as number) < (times[1] as number));
});

test("special tokens are counted as text, unless it is said otherwise", (t) => {
  t.is(tokenizer.count("<|endoftext|>", { allowedSpecial: "all" }), 1);
  t.is(tokenizer.count("<|endoftext|>"), tokenizer.encode("<|endoftext|>").length);
});

/** What is kept of a text is its start and its end, and nothing else. */
function isCut(kept: string, text: string, from: (typeof CUTS)[number]): boolean {
  if (from === "end") return text.startsWith(kept);
  if (from === "start") return text.endsWith(kept);
  return Array.from({ length: kept.length + 1 }, (_, i) => i).some(
    (i) => text.startsWith(kept.slice(0, i)) && text.endsWith(kept.slice(i)),
  );
}

function checkCuts(t: ExecutionContext, of: Tokenizer, text: string): void {
  const all = of.count(text);
  for (const from of CUTS) {
    for (const most of new Set([0, 1, 2, 5, all - 1, all, all + 1].filter((n) => n >= 0))) {
      const kept = of.truncate(text, most, { from });
      t.true(of.count(kept) <= most, `${from} ${most}`);
      t.true(isCut(kept, text, from));
      t.is(Buffer.from(kept).toString(), kept, "characters are whole");
      if (all <= most) t.is(kept, text);
      const bytes = of.truncate(Buffer.from(text), most, { from });
      t.is(Buffer.from(bytes).toString(), kept);
    }
  }
}

test("what is kept has so many tokens at most, and whole characters", (t) => {
  for (const { text } of golden.texts.cl100k) {
    if (text === Buffer.from(text).toString()) checkCuts(t, tokenizer, text);
  }
});

test("property: so it is with small vocabularies, too", (t) => {
  const small = trainSync(["aab abab baab ab", "aé é中 中中 中é"], {
    vocabularySize: 275,
  }).tokenizer();
  const unit = fc.constantFrom("a", "b", " ", "é", "中", "😀", "\n");
  fc.assert(fc.property(fc.string({ unit, maxLength: 30 }), (text) => checkCuts(t, small, text)));
});

test("of texts of words most is kept", (t) => {
  const text = "the quick brown fox jumps over the lazy dog ".repeat(20);
  for (const from of CUTS) {
    const kept = tokenizer.truncate(text, 50, { from });
    t.true(tokenizer.count(kept) >= 48, from);
  }
});

test("refused: what is no limit", (t) => {
  throws(
    t,
    () => tokenizer.count("a", { limit: -1 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 9007199254740990 for limit but received -1",
  );
  throws(
    t,
    () => tokenizer.count("a", { limit: 1.5 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 9007199254740990 for limit but received 1.5",
  );
  throws(
    t,
    () => tokenizer.truncate("a", -1),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for maxTokens but received -1",
  );
  throws(
    t,
    () => tokenizer.truncate("a", 1, { from: "left" as never }),
    INVALID,
    "Expected 'start' or 'middle' or 'end' for from but received 'left'",
  );
});
