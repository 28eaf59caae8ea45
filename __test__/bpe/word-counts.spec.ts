import test from "ava";
import * as fc from "fast-check";
import { Model, train, trainSync, WordCounts } from "../../index.ts";
import { gainfulError, INVALID, refused, throws } from "../support/errors.ts";
import { words } from "../support/random.ts";

const OPTIONS = { vocabularySize: 350 };
const DISPOSED = gainfulError("ERR_DISPOSED");
const UNSUPPORTED = gainfulError("ERR_UNSUPPORTED_FORMAT");

const lines = Array.from({ length: 200 }, (_, i) => `${words(10, i + 1).join(" ")}\n`);

/** A plain count of the words of texts of letters and single spaces, in the order in which they come. */
function plainCounts(texts: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of text.match(/ ?[a-z]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts];
}

const letters = fc.array(
  fc.array(fc.stringMatching(/^[ab]{1,3}$|^[ab]{14,18}$/), { maxLength: 8 }),
  { maxLength: 6 },
);
const texts = letters.map((lists) => lists.map((list) => list.join(" ")));

test("property: words are counted in the order in which they first occur", async (t) => {
  await fc.assert(
    fc.asyncProperty(texts, async (corpus) => {
      const expected = plainCounts(corpus);
      for (const counts of [WordCounts.countSync(corpus), await WordCounts.count(corpus)]) {
        t.deepEqual([...counts], expected);
        t.is(counts.size, expected.length);
        t.is(
          counts.total,
          expected.reduce((sum, [, count]) => sum + count, 0),
        );
        for (const [word, count] of expected) t.is(counts.get(word), count);
        t.is(counts.get("c"), 0);
        t.is(counts.get(""), 0);
      }
    }),
    { numRuns: 60 },
  );
});

test("property: counts of parts add up to those of the whole, and parts can be forgotten", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 4 }), async (parts) => {
      const [first, ...others] = parts.map((part) => WordCounts.countSync(part));
      const [own = [], ...rest] = parts;
      const expected = plainCounts(parts.flat());
      t.deepEqual([...first!.mergeSync(others)], expected);
      const whole = await first!.merge(others);
      t.deepEqual([...whole], expected);
      t.deepEqual([...first!], plainCounts(own), "the counts themselves do not change");
      const forgotten = WordCounts.countSync(rest.flat());
      t.deepEqual([...whole.subtractSync(forgotten)], plainCounts(own));
      t.deepEqual([...(await whole.subtract(forgotten))], plainCounts(own));
      for (const bytes of [whole.toBytesSync(), await whole.toBytes()]) {
        t.deepEqual([...WordCounts.fromBytesSync(bytes)], expected);
        t.deepEqual([...(await WordCounts.fromBytes(bytes))], expected);
      }
    }),
    { numRuns: 60 },
  );
});

test("more words than one slice are iterated", (t) => {
  const many = Array.from({ length: 10_000 }, (_, i) =>
    `w${"abcdefghij"[i % 10]}`.repeat(1 + (i % 977)),
  );
  const counts = WordCounts.countSync(many);
  t.deepEqual([...counts], plainCounts(many));
  t.true(counts.size > 4096 || counts.size === plainCounts(many).length);
  const distinct = Array.from({ length: 9000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  t.deepEqual(
    [...WordCounts.countSync(distinct)],
    distinct.map((word) => [word, 1]),
  );
});

test("training from counts is training on the corpus, again and again", async (t) => {
  const expected = trainSync(lines, OPTIONS);
  const counts = await WordCounts.count(lines);
  for (const model of [trainSync(counts, OPTIONS), await train(counts, OPTIONS)]) {
    t.true(model instanceof Model);
    t.deepEqual(model.merges, expected.merges);
  }
  const [one, other] = [lines.slice(0, 77), lines.slice(77)].map((part) =>
    WordCounts.countSync(part),
  );
  const merged = one!.mergeSync(other!);
  const loaded = WordCounts.fromBytesSync(merged.toBytesSync());
  t.deepEqual(trainSync(loaded, OPTIONS).merges, expected.merges);
  t.deepEqual(trainSync(loaded, { ...OPTIONS, pattern: "gpt2" }).merges, expected.merges);
});

test("any number of threads counts, merges and saves the same", (t) => {
  const expected = WordCounts.countSync(lines, { threads: 1 }).toBytesSync();
  const text = [words(300_000, 1).join(" "), words(300_000, 2).join(" ")];
  const large = WordCounts.countSync(text, { threads: 1 });
  for (const threads of [2, 3, 8]) {
    t.deepEqual(WordCounts.countSync(lines, { threads }).toBytesSync(), expected);
    t.deepEqual(WordCounts.countSync(text, { threads }).toBytesSync(), large.toBytesSync());
    const parts = text.map((part) => WordCounts.countSync(part));
    t.deepEqual(parts[0]!.mergeSync(parts[1]!, { threads }).toBytesSync(), large.toBytesSync());
  }
});

test("refused: options that the counts were not made with", async (t) => {
  const counts = WordCounts.countSync("a b");
  for (const name of ["feed", "invalidUtf8"] as const) {
    const options = { ...OPTIONS, [name]: name === "feed" ? "lines" : "replace" } as const;
    const twins = { sync: () => trainSync(counts, options), async: () => train(counts, options) };
    const found = name === "feed" ? "'lines'" : "'replace'";
    const message = `Expected no value, since the corpus is counted already for ${name} but received ${found}`;
    await refused(t, twins, INVALID, message);
  }
});

test("counts have a pattern, and others are refused", async (t) => {
  const counts = WordCounts.countSync("a b", { pattern: "whitespace" });
  t.is(counts.pattern, "whitespace");
  t.deepEqual(
    [...counts],
    [
      ["a", 1],
      ["b", 1],
    ],
  );
  t.is(WordCounts.fromBytesSync(counts.toBytesSync()).pattern, "whitespace");
  const options = { ...OPTIONS, pattern: "gpt2" } as const;
  const twins = { sync: () => trainSync(counts, options), async: () => train(counts, options) };
  const expected = "Expected 'whitespace', which made the word counts, for pattern";
  await refused(t, twins, INVALID, `${expected} but received 'gpt2'`);
  const other = WordCounts.countSync("a b");
  await refused(
    t,
    { sync: () => counts.mergeSync(other), async: () => counts.merge(other) },
    INVALID,
    "Expected counts by the pattern whitespace for others but received counts by the pattern gpt2",
  );
});

test("refused: what is no counts", async (t) => {
  const counts = WordCounts.countSync("a b b");
  const merge = (others: unknown, message: string): Promise<void> =>
    refused(
      t,
      {
        sync: () => counts.mergeSync(others as never),
        async: () => counts.merge(others as never),
      },
      INVALID,
      message,
    );
  await merge(1, "Expected word counts for others but received 1");
  await merge([counts, "x"], "Expected word counts for others[1] but received 'x'");
  await refused(
    t,
    {
      sync: () => counts.subtractSync([] as never),
      async: () => counts.subtract([] as never),
    },
    INVALID,
    "Expected word counts for other but received an array of length 0",
  );
  throws(t, () => counts.get(1 as never), INVALID, "Expected a string for word but received 1");
  await refused(
    t,
    {
      sync: () => WordCounts.countSync(counts as never),
      async: () => WordCounts.count(counts as never),
    },
    INVALID,
    "Expected a string or a Uint8Array for corpus[0] but received an array of length 2",
  );
});

test("refused: to forget what was not counted, which is named", async (t) => {
  const counts = WordCounts.countSync("a b b");
  for (const [text, found] of [
    ["a b b b", '3 times " b", which occurs 2 times'],
    ["c", '1 times "c", which occurs 0 times'],
  ] as const) {
    const other = WordCounts.countSync(text);
    await refused(
      t,
      { sync: () => counts.subtractSync(other), async: () => counts.subtract(other) },
      INVALID,
      `Expected counts of texts that were counted here for other but received ${found}`,
    );
  }
  t.is(counts.get(" b"), 2);
});

test("refused: bytes that are no saved counts, or not as they were", async (t) => {
  const bytes = WordCounts.countSync("a b b").toBytesSync();
  const changed = Uint8Array.from(bytes, (byte, i) => (i === 30 ? byte ^ 1 : byte));
  const newer = Uint8Array.from(bytes, (byte, i) => (i === 8 ? 9 : byte));
  for (const [wrong, what] of [
    [new Uint8Array(), "bytes that begin differently"],
    [Buffer.from("{}"), "bytes that begin differently"],
    [bytes.subarray(0, 25), `25 bytes that say at offset 12 that they are ${bytes.length}`],
    [changed, `bytes that were changed: the digest at offset ${bytes.length - 8} is another one`],
    [newer, "those of version 9 instead of 1"],
  ] as const) {
    await refused(
      t,
      { sync: () => WordCounts.fromBytesSync(wrong), async: () => WordCounts.fromBytes(wrong) },
      UNSUPPORTED,
      `Cannot read word counts: ${what}`,
    );
  }
  await refused(
    t,
    {
      sync: () => WordCounts.fromBytesSync("x" as never),
      async: () => WordCounts.fromBytes("x" as never),
    },
    INVALID,
    "Expected a Uint8Array for bytes but received 'x'",
  );
});

test("counts are given back, and their use afterwards is refused", async (t) => {
  const counts = WordCounts.countSync(lines);
  t.true(counts.bytes > 0);
  const saving = counts.toBytes();
  counts.dispose();
  t.true((await saving).length > 0, "a call that is under way goes on");
  t.is(counts.bytes, 0);
  throws(
    t,
    () => counts.size,
    DISPOSED,
    "This WordCounts was disposed and cannot be used any more",
  );
  t.throws(() => trainSync(counts, OPTIONS), DISPOSED);
  await t.throwsAsync(train(counts, OPTIONS), DISPOSED);
  t.throws(() => WordCounts.countSync("a").mergeSync(counts), DISPOSED);
  t.throws(() => [...counts], DISPOSED);
});

test("an abort stops a count", async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  const text = words(300_000, 1).join(" ").repeat(20);
  const counting = WordCounts.count(text, { signal });
  setTimeout(() => controller.abort("enough"), 5);
  t.is(
    await counting.then(
      () => "fulfilled",
      (reason: unknown) => reason,
    ),
    "enough",
  );
});
