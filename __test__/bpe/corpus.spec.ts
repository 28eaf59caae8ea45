import test from "ava";
import { execFileSync } from "node:child_process";
import { getEventListeners } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Corpus, type Progress, type SyncCorpus, train, trainSync } from "../../index.ts";
import { gainfulError, INVALID, refused, rejects, throws } from "../support/errors.ts";
import { temporaryFiles } from "../support/files.ts";
import { words } from "../support/random.ts";

const OPTIONS = { vocabularySize: 400 };
const FILE = gainfulError("ERR_FILE");

const lines = Array.from({ length: 200 }, (_, i) => `${words(10, i + 1).join(" ")}\n`);
const expected = trainSync(lines, OPTIONS).merges;

/** What a call rejects with. */
function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "fulfilled",
    (reason: unknown) => reason,
  );
}

async function* late(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) {
    await Promise.resolve();
    yield text;
  }
}

test("texts may come in an array, another iterable, an async one or files", async (t) => {
  const files = temporaryFiles(t, lines.slice(0, 50).join(""), lines.slice(50).join(""));
  function* generated(): Generator<string> {
    yield* lines;
  }
  const corpora: (() => Corpus)[] = [
    () => lines,
    () => new Map(lines.map((line, i) => [i, line])).values(),
    generated,
    () => late(lines),
    () => Readable.from(lines),
    () => ({ files }),
  ];
  for (const corpus of corpora) t.deepEqual((await train(corpus(), OPTIONS)).merges, expected);
  const sync: (() => SyncCorpus)[] = [() => lines, generated, () => ({ files })];
  for (const corpus of sync) t.deepEqual(trainSync(corpus(), OPTIONS).merges, expected);
});

test("a string is one text", async (t) => {
  const text = lines.join("");
  const { merges } = trainSync(text, OPTIONS);
  t.deepEqual(trainSync([text], OPTIONS).merges, merges);
  t.deepEqual((await train(text, OPTIONS)).merges, merges);
});

test("texts are split each by itself", (t) => {
  t.deepEqual(trainSync(["a", "b", "a", "b"], { vocabularySize: 300 }).merges, []);
  t.deepEqual(trainSync("abab", { vocabularySize: 257 }).merges, [["a", "b"]]);
});

test("lines of files keep their ends, with or without carriage returns", (t) => {
  const texts = ["ab ab\r\n", "ab\r\n", "ab"];
  const files = temporaryFiles(t, texts.join(""));
  t.deepEqual(trainSync({ files }, OPTIONS).merges, trainSync(texts, OPTIONS).merges);
});

test("more text than fits into a batch is counted in several, and told about", async (t) => {
  const text = words(300_000, 1).join(" ");
  const texts = Array.from({ length: 8 }, () => text);
  const once = trainSync(text, { vocabularySize: 300 }).merges;
  const reports: Progress[] = [];
  const options = { vocabularySize: 300, onProgress: (report: Progress) => reports.push(report) };
  t.deepEqual((await train(late(texts), options)).merges, once);
  t.deepEqual(trainSync(texts, { vocabularySize: 300 }).merges, once);
  const counting = reports.filter(({ stage }) => stage === "counting");
  for (const [i, { done, total }] of counting.entries()) {
    t.true(done > (counting[i - 1]?.done ?? 0) && done <= texts.length);
    t.is(total, null, "nobody knows how many texts will come");
  }
  t.like(reports.at(-1), { stage: "merging", done: 44, total: 44 });
});

test("refused: what is no corpus", async (t) => {
  const refuse = (corpus: unknown, message: string): Promise<void> =>
    refused(
      t,
      {
        sync: () => trainSync(corpus as never, OPTIONS),
        async: () => train(corpus as never, OPTIONS),
      },
      INVALID,
      message,
    );
  const kinds =
    "Expected a string, bytes, an iterable of either, a stream, { files } or { glob } for corpus but received";
  await refuse(5, `${kinds} 5`);
  await refuse(null, `${kinds} null`);
  await refuse(undefined, `${kinds} undefined`);
  await refuse({}, `${kinds} an object of class Object`);
  await refuse({ file: "x" }, `${kinds} an object of class Object`);
  await refuse(Promise.resolve("x"), `${kinds} a Promise (is an await missing?)`);
  await refuse({ files: "x" }, "Expected an array of paths for corpus.files but received 'x'");
  await refuse({ files: ["x", 1] }, "Expected a path for corpus.files[1] but received 1");
  await refuse(
    { files: new Array(1) },
    "Expected a path for corpus.files[0] but received undefined",
  );
});

test("refused: an item that is no string, which is named", async (t) => {
  for (const [item, found] of [
    [1, "1"],
    [null, "null"],
    [["c"], "an array of length 1"],
    [new Uint16Array(1), "Uint16Array of 2 bytes"],
  ] as const) {
    const corpus = ["a", "b", item] as string[];
    const message = `Expected a string or a Uint8Array for corpus[2] but received ${found}`;
    const twins = { sync: () => trainSync(corpus, OPTIONS), async: () => train(corpus, OPTIONS) };
    await refused(t, twins, INVALID, message);
    await rejects(t, () => train(late(corpus), OPTIONS), INVALID, message);
  }
  await refused(
    t,
    {
      sync: () => trainSync(new Array<string>(1), OPTIONS),
      async: () => train(new Array<string>(1), OPTIONS),
    },
    INVALID,
    "Expected a string or a Uint8Array for corpus[0] but received undefined",
  );
});

test("refused: an async iterable by the function that blocks", (t) => {
  t.throws(() => trainSync(late(lines) as never, OPTIONS), {
    ...INVALID,
    message:
      /^Expected a string, bytes, an iterable of either, \{ files \} or \{ glob \}, which a call/,
  } as never);
});

test("an iterable that throws is passed on and closed", async (t) => {
  const error = new Error("of the iterable");
  let closed = 0;
  function* failing(): Generator<string> {
    try {
      yield "a";
      throw error;
    } finally {
      closed++;
    }
  }
  t.is(
    t.throws(() => trainSync(failing(), OPTIONS)),
    error,
  );
  t.is(await t.throwsAsync(train(failing(), OPTIONS)), error);
  async function* failingLate(): AsyncGenerator<string> {
    yield* failing();
  }
  t.is(await t.throwsAsync(train(failingLate(), OPTIONS)), error);
  t.is(closed, 3);
});

test("an iterable is closed when one of its items is refused", async (t) => {
  let closed = 0;
  function* wrong(): Generator<string> {
    try {
      yield 1 as never;
      yield "b";
    } finally {
      closed++;
    }
  }
  t.throws(() => trainSync(wrong(), OPTIONS), INVALID);
  await t.throwsAsync(train(wrong(), OPTIONS), INVALID);
  t.is(closed, 2);
});

/** A corpus that never has a text and whose `return` does what is given. */
function silent(asked: () => void, close: () => unknown): AsyncIterable<string> {
  const next = (): Promise<never> => {
    asked();
    return new Promise(() => {});
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: close as never }) };
}

const ANSWERS: Record<string, () => unknown> = {
  settles: () => Promise.resolve({ done: true, value: "" }),
  "never settles": () => new Promise(() => {}),
  rejects: () => Promise.reject(new Error("of the source")),
  throws: () => {
    throw new Error("of the source");
  },
  "is no promise": () => undefined,
};

for (const [title, answer] of Object.entries(ANSWERS)) {
  test(`a text that never comes does not hold up an abort; closing its source ${title}`, async (t) => {
    const controller = new AbortController();
    const { signal } = controller;
    let closed = 0;
    const source = silent(
      () => setImmediate(() => controller.abort("gave up")),
      () => {
        closed++;
        return answer();
      },
    );
    t.is(await reasonOf(train(source, { ...OPTIONS, signal })), "gave up");
    t.is(closed, 1);
  });
}

test("a corpus that can be iterated in both ways is waited for and can be aborted", async (t) => {
  const controller = new AbortController();
  const both = {
    ...silent(
      () => setImmediate(() => controller.abort("gave up")),
      () => undefined,
    ),
    [Symbol.iterator]: () => lines.values(),
  };
  const { signal } = controller;
  t.is(await reasonOf(train(both, { ...OPTIONS, signal })), "gave up");
  t.deepEqual(trainSync(both, OPTIONS).merges, expected);
});

test("a source that fails is not closed, one whose text is refused is closed first", async (t) => {
  const { signal } = new AbortController();
  for (const [next, closings, failure] of [
    [() => Promise.reject(new Error("of the source")), 0, { message: "of the source" }],
    [() => Promise.resolve({ done: false, value: 1 }), 1, INVALID],
  ] as const) {
    let closed = 0;
    const close = async (): Promise<void> => {
      await new Promise(setImmediate);
      closed++;
    };
    const source = { [Symbol.asyncIterator]: () => ({ next, return: close }) };
    await t.throwsAsync(train(source as never, { ...OPTIONS, signal }), failure);
    t.is(closed, closings);
  }
});

test("trainings that wait for texts share one listener of their signal", async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  const source = silent(
    () => {},
    () => undefined,
  );
  const calls = Array.from({ length: 12 }, () => train(source, { ...OPTIONS, signal }));
  t.is(getEventListeners(signal, "abort").length, 1);
  controller.abort("gave up");
  for (const call of calls) t.is(await reasonOf(call), "gave up");
  t.is(getEventListeners(signal, "abort").length, 0);
});

/** Texts that take a millisecond each to make and are there without waiting. */
function* slow(count: number, asked: () => void): Generator<string> {
  for (let i = 0; i < count; i++) {
    asked();
    for (const start = performance.now(); performance.now() - start < 1;);
    yield "a b c";
  }
}

async function* slowLate(count: number, asked: () => void): AsyncGenerator<string> {
  yield* slow(count, asked);
}

for (const [title, make] of Object.entries({ iterable: slow, "async iterable": slowLate })) {
  test(`others have their turn while an ${title} never waits`, async (t) => {
    const controller = new AbortController();
    const { signal } = controller;
    let asked = 0;
    const corpus = make(500, () => asked++);
    setTimeout(() => controller.abort("enough"), 20);
    t.is(await reasonOf(train(corpus, { ...OPTIONS, signal })), "enough");
    t.true(asked < 500);
  });
}

test("empty texts are counted, so that they do not fill the memory", async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  function* empty(): Generator<string> {
    for (;;) yield "";
  }
  const onProgress = ({ done }: Progress): void => {
    t.true(done > 0);
    controller.abort("told");
  };
  // Without an end of their own, lest the test never ends.
  const timer = setTimeout(() => controller.abort("not told"), 5000);
  t.is(await reasonOf(train(empty(), { ...OPTIONS, signal, onProgress })), "told");
  clearTimeout(timer);
  const wrong = [...Array.from({ length: 1000 }, () => ""), 1] as never;
  const message = "Expected a string or a Uint8Array for corpus[1000] but received 1";
  await rejects(t, () => train(wrong, OPTIONS), INVALID, message);
});

test("an abort while texts keep coming stops asking for them", async (t) => {
  const controller = new AbortController();
  let asked = 0;
  async function* endless(): AsyncGenerator<string> {
    for (;;) {
      asked++;
      await new Promise(setImmediate);
      if (asked === 10) controller.abort("enough");
      yield "a b c";
    }
  }
  const call = train(endless(), { ...OPTIONS, signal: controller.signal });
  t.is(await reasonOf(call), "enough");
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  t.true(asked <= 11, `${asked}`);
});

test("refused: a file that does not exist or cannot be read", async (t) => {
  const [text = ""] = temporaryFiles(t, "ab");
  const folder = join(text, "..");
  for (const path of [join(folder, "absent"), folder]) {
    const error = {
      ...FILE,
      message: (message: string) => message.startsWith(`Cannot read ${path}: `),
    };
    const files = [text, path];
    t.throws(() => trainSync({ files }, OPTIONS), error as never);
    await t.throwsAsync(train({ files }, OPTIONS), error as never);
  }
});

const onUnix = process.platform === "win32" ? test.skip : test;

onUnix("refused: a pipe or a device, which may never end", async (t) => {
  const [text = ""] = temporaryFiles(t, "ab");
  const pipe = join(text, "..", "pipe");
  execFileSync("mkfifo", [pipe]);
  for (const path of [pipe, "/dev/zero"]) {
    const files = [text, path];
    const twins = {
      sync: () => trainSync({ files }, OPTIONS),
      async: () => train({ files }, OPTIONS),
    };
    await refused(t, twins, FILE, `Cannot read ${path}: not a regular file`);
  }
});

test("lone surrogates of strings become U+FFFD", (t) => {
  const [lone, replaced] = ["\ud800\ud800 \ud800\ud800", "\ufffd\ufffd \ufffd\ufffd"].map(
    (text) => trainSync(text, { vocabularySize: 270 }).merges,
  );
  t.deepEqual(lone, replaced);
});

test("a failed training leaves nothing behind that disturbs the next", async (t) => {
  throws(
    t,
    () => trainSync(["a", 1] as never, OPTIONS),
    INVALID,
    "Expected a string or a Uint8Array for corpus[1] but received 1",
  );
  t.deepEqual(trainSync(lines, OPTIONS).merges, expected);
  t.deepEqual((await train(lines, OPTIONS)).merges, expected);
});
