import test from "ava";
import {
  type Merge,
  Model,
  train,
  trainSync,
  type TrainOptions,
  type TrainSettings,
} from "../../index.ts";
import { INVALID, type Kind, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { words } from "../support/random.ts";

test("merges limits the number of merges", (t) => {
  const model = trainSync("low lower lowest", { merges: 2 });
  t.deepEqual([model.merges.length, model.vocabularySize, model.stopReason], [2, 258, "merges"]);
  const both = trainSync("low lower lowest", { merges: 5, vocabularySize: 257 });
  t.deepEqual([both.merges.length, both.stopReason], [1, "vocabulary-size"]);
});

test("a model says why its training ended", (t) => {
  const reason = (options: TrainOptions) => trainSync("abab abab cd", options).stopReason;
  t.is(reason({ vocabularySize: 257 }), "vocabulary-size");
  t.is(reason({ merges: 1 }), "merges");
  t.is(reason({ merges: 100 }), "exhausted");
  t.is(reason({ merges: 100, minFrequency: 2 }), "min-frequency");
  t.is(reason({ merges: 100, onMerge: () => false }), "exhausted");
});

/** By hand: two words "aaa": (a, a) has four windows, and two of them are replaced. */
test("the trace has counts, gains, utilities and tokens left", (t) => {
  const options = { merges: 100, alphabet: "characters", pattern: "whitespace" } as const;
  const trace = trainSync("aaa aaa", options).trace ?? t.fail();
  t.is(trace.startSymbols, 6);
  t.deepEqual(trace.counts, Float64Array.of(4, 2));
  t.deepEqual(trace.gains, Float64Array.of(2, 2));
  t.deepEqual(trace.utilities, Float64Array.of(2, 4));
  t.deepEqual(trace.tokensLeft, Float64Array.of(4, 2));
  const disjoint = trainSync("aaa aaa", { ...options, overlap: "disjoint" }).trace;
  t.deepEqual(disjoint?.counts, Float64Array.of(2, 2));
});

/** By hand: windows of (a, a) in "aaaa" are 3, disjoint places 2; (b, c) occurs 3 times in either. */
test("overlap decides how runs are counted", (t) => {
  const first = (overlap: "windows" | "disjoint") =>
    trainSync("aaaa bc bc bc", {
      merges: 1,
      alphabet: "characters",
      pattern: "whitespace",
      overlap,
    }).merges[0];
  t.deepEqual(first("windows"), ["a", "a"]);
  t.deepEqual(first("disjoint"), ["b", "c"]);
});

test("alphabets: bytes, those that occur, or characters", (t) => {
  const vocabulary = (options: Partial<TrainSettings>) =>
    trainSync("né né", { merges: 0, ...options }).vocabulary;
  t.is(vocabulary({}).length, 256);
  t.deepEqual(vocabulary({ alphabet: "observed-bytes" }), ["n", "©", "Ã", "Ġ"]);
  t.deepEqual(vocabulary({ alphabet: "characters" }), [" ", "n", "é"]);
  t.deepEqual(vocabulary({ alphabet: "characters", initialAlphabet: ["z", "n"] }), [
    " ",
    "n",
    "z",
    "é",
  ]);
  t.deepEqual(vocabulary({ alphabet: "characters", limitAlphabet: 2, specialTokens: ["<s>"] }), [
    "<s>",
    "n",
    "é",
  ]);
});

test("characters that are left out vanish, and their neighbours become adjacent", (t) => {
  const { merges } = trainSync("axb axb axb ab aa bb", {
    merges: 1,
    alphabet: "characters",
    pattern: "whitespace",
    limitAlphabet: 2,
  });
  t.deepEqual(merges, [["a", "b"]]);
});

test("marks tell where in a word a character stands", (t) => {
  const { merges, vocabulary } = trainSync("aba aba", {
    merges: 10,
    alphabet: "characters",
    pattern: "whitespace",
    endOfWordSuffix: "</w>",
    continuingSubwordPrefix: "##",
  });
  t.deepEqual(vocabulary, ["a", "b", "##b", "##a</w>", "ab", "aba</w>"]);
  t.deepEqual(merges, [
    ["a", "##b"],
    ["ab", "##a</w>"],
  ]);
});

test("initial merges come first, and a model's tokens keep their ids", async (t) => {
  const text = words(1000, 5).join(" ");
  const whole = trainSync(text, { merges: 60, specialTokens: ["<s>"] });
  const part = trainSync(text, { merges: 25, specialTokens: ["<s>"] });
  const list = trainSync(text, {
    merges: 60,
    specialTokens: ["<s>"],
    initialMerges: part.merges,
  });
  const model = await train(text, { merges: 60, initialMerges: part });
  for (const resumed of [list, model]) {
    t.deepEqual(resumed.merges, whole.merges);
    t.deepEqual(resumed.vocabulary, whole.vocabulary);
    t.deepEqual(resumed.trace, whole.trace);
  }
  const other = trainSync("zz zz zz", { merges: 26, initialMerges: part });
  t.deepEqual(other.vocabulary.slice(0, part.vocabularySize), part.vocabulary);
  t.deepEqual(other.merges.at(-1), ["z", "z"]);
  t.is(other.trace?.counts.at(-1), 3);
});

test("a model that was loaded can be extended, and has no trace itself", (t) => {
  const model = trainSync("low lower lowest", { merges: 3 });
  const loaded = Model.fromTokenizerJsonSync(model.toTokenizerJson());
  t.deepEqual([loaded.trace, loaded.stopReason], [undefined, undefined]);
  const extended = trainSync("low lower lowest", { merges: 5, initialMerges: loaded });
  t.deepEqual(extended.merges, trainSync("low lower lowest", { merges: 5 }).merges);
});

const characters = trainSync("ab", { merges: 1, alphabet: "characters" });

const REFUSED: readonly (readonly [options: unknown, Kind, message: string])[] = [
  [
    { vocabularySize: undefined },
    INVALID,
    "vocabularySize or merges for options but received neither",
  ],
  [{ merges: -1 }, OUT_OF_RANGE, "an integer from 0 to 2147483648 for merges but received -1"],
  [
    { alphabet: "words" },
    INVALID,
    "'bytes' or 'observed-bytes' or 'characters' for alphabet but received 'words'",
  ],
  [{ overlap: "none" }, INVALID, "'windows' or 'disjoint' for overlap but received 'none'"],
  [
    { limitAlphabet: 3 },
    INVALID,
    "no value with the alphabet 'bytes' for limitAlphabet but received 3",
  ],
  [
    { alphabet: "characters", initialAlphabet: ["ab"] },
    INVALID,
    "one character for initialAlphabet[0] but received 'ab'",
  ],
  [
    { alphabet: "characters", endOfWordSuffix: "\ud800" },
    INVALID,
    /^Expected a well-formed string for endOfWordSuffix but received /u,
  ] as never,
  [
    { vocabularySize: 1, alphabet: "characters" },
    OUT_OF_RANGE,
    "an integer from 2 to 2147483648 for vocabularySize but received 1",
  ],
  [{ initialMerges: 3 }, INVALID, "a model or an array of pairs for initialMerges but received 3"],
  [{ initialMerges: [["a"]] }, INVALID, /a pair of strings for initialMerges\[0\]/u] as never,
  [
    { initialMerges: [["ab", "c"]] as Merge[] },
    INVALID,
    "tokens of the alphabet or of merges before for initialMerges but received 'ab' in merge 0",
  ],
  [
    {
      initialMerges: [
        ["a", "b"],
        ["a", "b"],
      ] as Merge[],
    },
    INVALID,
    "distinct pairs for initialMerges but received the pair of merge 1 twice",
  ],
  [
    { merges: 0, initialMerges: [["a", "b"]] as Merge[] },
    OUT_OF_RANGE,
    "an integer from 1 to 2147483648 for merges but received 0",
  ],
  [
    { initialMerges: characters },
    INVALID,
    /an alphabet of bytes for initialMerges but received characters/u,
  ] as never,
  [
    { initialMerges: characters, alphabet: "characters", specialTokens: ["<s>"] },
    INVALID,
    "no tokens beside those of the initial model for specialTokens but received some",
  ],
  [{ onMerge: 1 }, INVALID, "a function for onMerge but received 1"],
];

for (const [options, kind, message] of REFUSED) {
  test(`refused: ${message}`, async (t) => {
    const given = { vocabularySize: 300, ...(options as object) } as never;
    if (typeof message === "string") {
      const twins = { sync: () => trainSync("ab", given), async: () => train("ab", given) };
      await refused(t, twins, kind, `Expected ${message}`);
    } else {
      t.throws(() => trainSync("ab", given), { ...kind, message } as never);
      await t.throwsAsync(train("ab", given), { ...kind, message } as never);
    }
  });
}
