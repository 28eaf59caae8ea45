/** What a corpus may be, and how it is read: bytes, streams, globs, lines, what is not UTF-8. */

import test from "ava";
import { createReadStream } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { type Corpus, type CountOptions, type SyncCorpus, WordCounts } from "../../index.ts";
import { gainfulError, INVALID, refused, rejects } from "../support/errors.ts";
import { temporaryFiles } from "../support/files.ts";

const INVALID_UTF8 = gainfulError("ERR_INVALID_UTF8");

/** What a call rejects with. */
function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "fulfilled",
    (reason: unknown) => reason,
  );
}

/** The counts of a corpus by either twin. */
async function countsOf(corpus: SyncCorpus, options: CountOptions = {}): Promise<unknown[]> {
  const sync = [...WordCounts.countSync(corpus, options)];
  const async = [...(await WordCounts.count(corpus, options))];
  return JSON.stringify(sync) === JSON.stringify(async) ? sync : ["twins differ", sync, async];
}

const SCRIPTS = "héllo wörld 日本語 😀 end\r\n\n  x ".repeat(50);

test("bytes are counted as the text that they are", async (t) => {
  const expected = [...WordCounts.countSync(SCRIPTS)];
  const bytes = Buffer.from(SCRIPTS);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  for (const corpus of [bytes, new Uint8Array(bytes), shared, [bytes], new Set([shared])]) {
    t.deepEqual(await countsOf(corpus), expected);
  }
  t.deepEqual(await countsOf(["a b", Buffer.from(" c"), "d"]), await countsOf(["a b", " c", "d"]));
});

test("the chunks of a stream are one text, wherever they end", async (t) => {
  const expected = [...WordCounts.countSync(SCRIPTS)];
  const bytes = Buffer.from(SCRIPTS);
  function* byteChunks(): Generator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
  }
  function* stringChunks(): Generator<string> {
    for (let i = 0; i < SCRIPTS.length; i += 5) yield SCRIPTS.slice(i, i + 5);
  }
  const [file = ""] = temporaryFiles(t, bytes);
  const streams: (() => Corpus)[] = [
    () => createReadStream(file, { highWaterMark: 3 }),
    () => createReadStream(file, { highWaterMark: 3, encoding: "utf8" }),
    () => Readable.from(byteChunks(), { objectMode: false }),
    () => Readable.from(stringChunks(), { objectMode: false, encoding: "utf8" }),
    () => new ReadableStream<Uint8Array>(asSource(byteChunks())),
    () => new ReadableStream<string>(asSource(stringChunks())),
    () => new Blob([bytes]).stream() as ReadableStream<Uint8Array>,
  ];
  for (const [i, stream] of streams.entries()) {
    t.deepEqual([...(await WordCounts.count(stream()))], expected, `stream ${i}`);
    const { signal } = new AbortController();
    t.deepEqual([...(await WordCounts.count(stream(), { signal }))], expected, `stream ${i}`);
  }
  t.deepEqual(
    [...(await WordCounts.count(createReadStream(file), { feed: "lines" }))],
    [...WordCounts.countSync({ files: [file] })],
  );
});

interface Controller<T> {
  enqueue(chunk: T): void;
  close(): void;
}

function asSource<T>(chunks: Iterator<T>): { pull(controller: Controller<T>): void } {
  return {
    pull(controller) {
      const next = chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  };
}

test("refused: a stream by the function that blocks, and a chunk of the wrong kind", async (t) => {
  const message =
    /^Expected a string, bytes, an iterable of either, \{ files \} or \{ glob \}, which/;
  t.throws(() => WordCounts.countSync(Readable.from(["a"]) as never), { message });
  t.throws(() => WordCounts.countSync(new Readable() as never), { message });
  const numbers = new ReadableStream(asSource([1].values()));
  await rejects(
    t,
    () => WordCounts.count(numbers as never),
    INVALID,
    "Expected a string or a Uint8Array for corpus[0] but received 1",
  );
});

test("a stream that fails is passed on, one that is aborted is closed", async (t) => {
  const error = new Error("of the stream");
  const failing = new Readable({ read: (): void => {} });
  failing.push("abc ");
  setImmediate(() => failing.destroy(error));
  t.is(await reasonOf(WordCounts.count(failing)), error);
  const controller = new AbortController();
  const { signal } = controller;
  const silentStream = new Readable({ read: (): void => {} });
  setImmediate(() => controller.abort("gave up"));
  t.is(await reasonOf(WordCounts.count(silentStream, { signal })), "gave up");
  t.true(silentStream.destroyed);
  const [file = ""] = temporaryFiles(t, "a");
  const absent = createReadStream(`${file}.absent`);
  t.like(await reasonOf(WordCounts.count(absent)), { code: "ENOENT" });
});

test("texts may be fed line by line, and files whole", async (t) => {
  const text = "a\n\nb  \nc";
  const [file = ""] = temporaryFiles(t, text);
  // By hand, from the pattern.
  const whole = [
    ["a", 1],
    ["\n", 3],
    ["b", 1],
    ["  ", 1],
    ["c", 1],
  ];
  const byLine = [
    ["a", 1],
    ["\n", 2],
    ["b", 1],
    ["  \n", 1],
    ["c", 1],
  ];
  for (const corpus of [text, [text], Buffer.from(text), { files: [file] }]) {
    t.deepEqual(await countsOf(corpus, { feed: "whole" }), whole);
    t.deepEqual(await countsOf(corpus, { feed: "lines" }), byLine);
  }
  t.deepEqual(await countsOf(text), whole);
  t.deepEqual(await countsOf({ files: [file] }), byLine);
});

/** Bytes that are not UTF-8, with the offset of the first bad one. */
const BROKEN: readonly (readonly [title: string, bytes: Uint8Array, offset: number])[] = [
  ["a byte that begins no character", Buffer.from("line\nab\xffcd", "latin1"), 7],
  ["a character that is cut off", Buffer.from("é€".repeat(3)).subarray(0, 14), 12],
  ["an overlong form", Buffer.from([0x61, 0xc0, 0xaf]), 1],
  ["a surrogate", Buffer.from([0x61, 0x62, 0xed, 0xa0, 0x80]), 2],
  [
    "far into the file",
    Buffer.concat([Buffer.alloc(3_000_001, "a \n"), Buffer.from([0x80])]),
    3_000_001,
  ],
];

test("bytes that are not UTF-8 are refused with their place, or replaced", async (t) => {
  for (const [title, bytes, offset] of BROKEN) {
    const [file = ""] = temporaryFiles(t, bytes);
    const replaced = [new TextDecoder().decode(bytes)];
    const replace = { invalidUtf8: "replace", feed: "lines" } as const;
    const expected = await countsOf(replaced, { feed: "lines" });
    for (const [corpus, name] of [
      [bytes, "corpus"],
      [["good", bytes], "corpus[1]"],
      [{ files: [file] }, file],
    ] as const) {
      const message = `${name} is not valid UTF-8: the first bad byte is at offset ${offset}`;
      const twins = {
        sync: () => WordCounts.countSync(corpus),
        async: () => WordCounts.count(corpus),
      };
      await refused(t, twins, INVALID_UTF8, message);
      const counts = new Map((await countsOf(corpus, replace)) as [string, number][]);
      if (Array.isArray(corpus)) counts.delete("good");
      t.deepEqual([...counts], expected, title);
    }
    const stream = (): Readable => createReadStream(file, { highWaterMark: 1 << 14 });
    await rejects(
      t,
      () => WordCounts.count(stream()),
      INVALID_UTF8,
      `corpus is not valid UTF-8: the first bad byte is at offset ${offset}`,
    );
    t.deepEqual([...(await WordCounts.count(stream(), replace))], expected);
  }
});

test("globs name files in the order of their paths", async (t) => {
  const files = temporaryFiles(t, "b b", "a", "c c c");
  const folder = dirname(files[0] ?? "");
  const expected = await countsOf({ files: files.toSorted() });
  for (const glob of [`${folder}/*`, [`${folder}/**/*`, files[0] ?? ""]]) {
    t.deepEqual(await countsOf({ glob }), expected);
  }
  const refuse = (corpus: unknown, message: string): Promise<void> =>
    refused(
      t,
      {
        sync: () => WordCounts.countSync(corpus as never),
        async: () => WordCounts.count(corpus as never),
      },
      INVALID,
      message,
    );
  await refuse({ glob: 1 }, "Expected an array of globs for corpus.glob but received 1");
  await refuse({ glob: [1] }, "Expected a glob for corpus.glob[0] but received 1");
  const none = `${folder}/*.none`;
  await refuse(
    { glob: [`${folder}/*`, none] },
    `Expected a glob that matches a file for corpus.glob[1] but received '${none}'`,
  );
  await t.throwsAsync(WordCounts.count({ glob: "***" }), {
    ...INVALID,
    message: /^Expected a glob for corpus\.glob\[0\] but received '\*\*\*', where /,
  } as never);
});

test("a file that cannot be read names the system's error", async (t) => {
  const [file = ""] = temporaryFiles(t, "a");
  const path = `${file}.absent`;
  for (const error of [
    t.throws(() => WordCounts.countSync({ files: [path] })),
    await reasonOf(WordCounts.count({ files: [path] })),
  ]) {
    t.like(error, { code: "ERR_FILE", cause: { code: "ENOENT", errno: -2 } });
  }
});

test("refused: options of the wrong kind", async (t) => {
  const refuse = (options: unknown, message: string): Promise<void> =>
    refused(
      t,
      {
        sync: () => WordCounts.countSync("a", options as never),
        async: () => WordCounts.count("a", options as never),
      },
      INVALID,
      message,
    );
  await refuse({ feed: "line" }, "Expected 'whole' or 'lines' for feed but received 'line'");
  await refuse(
    { invalidUtf8: true },
    "Expected 'error' or 'replace' for invalidUtf8 but received true",
  );
});
