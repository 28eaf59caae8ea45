import test from "ava";
import * as fc from "fast-check";
import { train, trainSync } from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { temporaryFiles } from "../support/files.ts";
import { linesOf, trainings } from "../support/huggingface.ts";
import { words } from "../support/random.ts";

for (const { id, corpus, options, merges, vocabulary } of trainings) {
  test(`merges equal those of Hugging Face: ${id}`, async (t) => {
    const lines = linesOf(corpus);
    const model = trainSync(lines, options);
    t.deepEqual(
      model.merges.map((pair) => pair.join(" ")),
      merges,
    );
    if (vocabulary !== undefined) t.deepEqual(model.vocabulary, vocabulary);

    const files = temporaryFiles(t, lines.join(""));
    for (const other of [await train(lines, options), trainSync({ files }, options)]) {
      t.deepEqual(other.merges, model.merges);
      t.deepEqual(other.vocabulary, model.vocabulary);
    }
  });
}

test("the vocabulary has the special tokens, the bytes and the merges, in this order", (t) => {
  const specialTokens = ["<s>", "<pad>", "héllo"];
  const model = trainSync("aa aa aa", { vocabularySize: 1000, specialTokens });
  t.deepEqual(model.vocabulary.slice(0, 3), specialTokens);
  t.deepEqual(model.vocabulary.slice(259), ["aa", "Ġaa"]);
  t.is(model.vocabularySize, 261, "nothing is left to merge");
});

test("what is left out has its default", (t) => {
  const text = words(500, 1).join(" ");
  const expected = trainSync(text, { vocabularySize: 350 });
  const explicit = trainSync(text, {
    vocabularySize: 350,
    pattern: "gpt2",
    tieBreak: "huggingface",
    minFrequency: 0,
    maxTokenLength: undefined,
    specialTokens: [],
    threads: 1,
  });
  t.deepEqual(explicit.merges, expected.merges);
  t.deepEqual(explicit.vocabulary, expected.vocabulary);
});

test("a larger vocabulary begins with the merges of a smaller one", (t) => {
  const text = words(2000, 2).join(" ");
  const large = trainSync(text, { vocabularySize: 400 }).merges;
  t.is(large.length, 144);
  t.deepEqual(trainSync(text, { vocabularySize: 300 }).merges, large.slice(0, 44));
});

test("nothing to merge gives the bytes alone", async (t) => {
  for (const corpus of ["", "a b c", [], [""], { files: [] }, { files: temporaryFiles(t, "") }]) {
    const model = trainSync(corpus, { vocabularySize: 300 });
    t.is(model.vocabularySize, 256 + (corpus === "a b c" ? 2 : 0));
  }
  t.is((await train((async function* () {})(), { vocabularySize: 300 })).vocabularySize, 256);
});

test("property: merges join tokens that exist and make the others, each once", (t) => {
  const text = fc.array(fc.constantFrom("a", "b", "c", " ", "é", "\n", "1"), { maxLength: 80 });
  fc.assert(
    fc.property(text, fc.integer({ min: 256, max: 280 }), (letters, vocabularySize) => {
      const model = trainSync(letters.join(""), { vocabularySize });
      const { merges, vocabulary } = model;
      model.dispose();
      t.true(vocabulary.length <= vocabularySize);
      const tokens = new Set(vocabulary.slice(0, 256));
      for (const [left, right] of merges) {
        t.true(tokens.has(left) && tokens.has(right));
        tokens.add(left + right);
      }
      t.deepEqual([...tokens], [...vocabulary]);
    }),
    { numRuns: 60 },
  );
});

const REFUSED: readonly (readonly [options: unknown, Kind, message: string])[] = [
  [undefined, INVALID, "an object for options but received undefined"],
  [{}, INVALID, "vocabularySize or merges for options but received neither"],
  ...[0, -1, 255, 300.5, Number.NaN, 2 ** 31 + 1].map(
    (size) =>
      [
        { vocabularySize: size },
        OUT_OF_RANGE,
        `an integer from 256 to 2147483648 for vocabularySize but received ${size}`,
      ] as const,
  ),
  [
    { pattern: "gpt4" },
    INVALID,
    "'gpt2' or 'cl100k' or 'o200k' or 'llama3' or 'qwen2' or 'deepseek-v3' or 'whitespace' or 'none' or a regular expression for pattern but received 'gpt4'",
  ],
  [
    { tieBreak: "first" },
    INVALID,
    "'huggingface' or 'raw-ids' or 'first-seen' or 'subword-nmt' or 'sentencepiece' for tieBreak but received 'first'",
  ],
  [
    { minFrequency: -1 },
    OUT_OF_RANGE,
    "an integer from 0 to 9007199254740991 for minFrequency but received -1",
  ],
  [
    { maxTokenLength: 1 },
    OUT_OF_RANGE,
    "an integer from 2 to 4294967295 for maxTokenLength but received 1",
  ],
  [
    { maxTokenLength: "4" },
    INVALID,
    "an integer from 2 to 4294967295 for maxTokenLength but received '4'",
  ],
  [{ specialTokens: "<s>" }, INVALID, "an array of strings for specialTokens but received '<s>'"],
  [
    { specialTokens: ["<s>", ""] },
    INVALID,
    "a string that is not empty for specialTokens[1] but received ''",
  ],
  [
    { specialTokens: new Array(1) },
    INVALID,
    "a string that is not empty for specialTokens[0] but received undefined",
  ],
];

for (const [options, kind, message] of REFUSED) {
  test(`refused: ${message.slice(message.indexOf(" for ") + 5)}`, async (t) => {
    const all = options === undefined || Object.keys(options as object).length === 0;
    const given = all ? options : { vocabularySize: 300, ...(options as object) };
    await refused(
      t,
      {
        sync: () => trainSync("ab", given as never),
        async: () => train("ab", given as never),
      },
      kind,
      `Expected ${message}`,
    );
  });
}

test("refused: a vocabulary without room for the special tokens", async (t) => {
  const options = { vocabularySize: 256, specialTokens: ["<s>"] };
  const error = {
    ...OUT_OF_RANGE,
    message: /an integer from 257 .* for .*vocabularySize but received 256/,
  };
  t.throws(() => trainSync("ab", options), error as never);
  await t.throwsAsync(train("ab", options), error as never);
});
