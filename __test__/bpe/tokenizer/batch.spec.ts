/** Many texts, long texts and files. */

import test from "ava";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encoding, golden } from "../../support/encodings.ts";
import { gainfulError, INVALID, refused, rejects } from "../../support/errors.ts";

const tokenizer = encoding("o200k");
const rows = golden.texts.o200k;
const texts = rows.map(({ text }) => text);
const ids = rows.map((row) => row.ids);

test("each text of a batch has its own tokens, on any number of threads", async (t) => {
  // Enough that they are shared among threads.
  const many = Array.from({ length: 200 }, () => texts).flat();
  for (const threads of [1, 2, 3]) {
    const batch = tokenizer.encodeBatchSync(many, { threads });
    t.is(batch.length, many.length);
    t.is(batch.offsets.length, many.length + 1);
    t.is(batch.offsets.at(-1), batch.tokens.length);
    for (const [i, tokens] of batch.toArrays().entries()) {
      t.deepEqual(Array.from(tokens), ids[i % ids.length]);
    }
    t.deepEqual(await tokenizer.encodeBatch(many, { threads }), batch);
    const counts = many.map((_, i) => (ids[i % ids.length] as readonly number[]).length);
    t.deepEqual(Array.from(tokenizer.countBatchSync(many, { threads })), counts);
    t.deepEqual(Array.from(await tokenizer.countBatch(many, { threads })), counts);
    t.deepEqual(await tokenizer.decodeBatch(batch, { threads }), many);
    t.deepEqual(tokenizer.decodeBatchSync(batch.toArrays(), { threads }), many);
  }
});

test("bytes and strings mix, and empty batches are batches", async (t) => {
  const batch = await tokenizer.encodeBatch(["a b", "", Buffer.from("a b")]);
  t.deepEqual(batch.at(0), batch.at(2));
  t.is(batch.at(1)?.length, 0);
  t.is(batch.at(3), undefined);
  t.deepEqual([...tokenizer.encodeBatchSync([])], []);
  t.deepEqual(tokenizer.decodeBatchSync([]), []);
});

test("a long text has the same tokens in a job, on any number of threads, and from a file", async (t) => {
  const text = Array.from({ length: 300 }, () => texts.join(" ")).join("\n");
  const expected = tokenizer.encode(text);
  t.is(tokenizer.count(text), expected.length);
  const folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, "text.txt");
  await writeFile(path, text);
  for (const threads of [1, 2, 4]) {
    t.deepEqual(await tokenizer.encodeAsync(text, { threads }), expected);
    t.deepEqual(await tokenizer.encodeFile(path, { threads }), expected);
    t.deepEqual(tokenizer.encodeFileSync(path, { threads }), expected);
  }
  await rejects(
    t,
    () => tokenizer.encodeFile(join(folder, "none.txt")),
    gainfulError("ERR_FILE"),
    `Cannot read ${join(folder, "none.txt")}: No such file or directory (os error 2)`,
  );
});

test("policies hold for each text of a batch", async (t) => {
  const options = { allowedSpecial: ["<|endoftext|>"] };
  const batch = await tokenizer.encodeBatch(["<|endoftext|>", "a"], options);
  t.deepEqual(Array.from(batch.tokens), [199999, 64]);
  await refused(
    t,
    {
      sync: () => tokenizer.encodeBatchSync(["a", "b<|endoftext|>"], { disallowedSpecial: "all" }),
      async: () => tokenizer.encodeBatch(["a", "b<|endoftext|>"], { disallowedSpecial: "all" }),
    },
    gainfulError("ERR_SPECIAL_TOKEN"),
    "The special token '<|endoftext|>' at index 1 of the text is not allowed (texts[1])",
  );
});

test("a job can be cancelled", async (t) => {
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  const text = "a".repeat(1_000_000);
  t.is(await t.throwsAsync(tokenizer.encodeAsync(text, { signal })), reason);
  const controller = new AbortController();
  const call = tokenizer.encodeBatch([text, text, text], { signal: controller.signal });
  controller.abort(reason);
  t.is(await t.throwsAsync(call), reason);
});

test("refused: what is no batch", async (t) => {
  await refused(
    t,
    {
      sync: () => tokenizer.encodeBatchSync("text" as never),
      async: () => tokenizer.encodeBatch("text" as never),
    },
    INVALID,
    "Expected an array of texts for texts but received 'text'",
  );
  await refused(
    t,
    {
      sync: () => tokenizer.countBatchSync(["a", 5] as never),
      async: () => tokenizer.countBatch(["a", 5] as never),
    },
    INVALID,
    "Expected a string or a Uint8Array for texts[1] but received 5",
  );
});
