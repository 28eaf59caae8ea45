import test from "ava";
import * as fc from "fast-check";
import {
  compressionUtility,
  compressionUtilitySync,
  type Merge,
  trainSync,
  WordCounts,
} from "../../../index.ts";
import { gainfulError, INVALID, refused } from "../../support/errors.ts";
import { golden, mergeOf, plainUtility } from "../../support/theory.ts";

interface Case {
  readonly text: string;
  readonly merges: readonly string[];
  readonly kappa: number;
}

test("utilities are the golden ones", async (t) => {
  for (const { text, merges, kappa } of golden<Case>("kappa")) {
    const pairs = merges.map(mergeOf);
    t.is(compressionUtilitySync(text, pairs), kappa, text);
    t.is(await compressionUtility(text, pairs), kappa, text);
  }
});

test("texts are apart, and letters are characters", (t) => {
  // By hand: ck three times, ick three times, pick three times.
  const merges = [
    ["c", "k"],
    ["i", "ck"],
    ["p", "ick"],
  ] as const;
  t.is(compressionUtilitySync("picked pickled pickles", merges), 9);
  t.is(compressionUtilitySync(["pi", "ck", "pick"], merges), 4);
  t.is(compressionUtilitySync("\u{1f600}\u{1f600}\u{1f600}", [["\u{1f600}", "\u{1f600}"]]), 1);
  t.is(compressionUtilitySync("", merges), 0);
  t.is(compressionUtilitySync([], []), 0);
  t.is(compressionUtilitySync("unrelated", merges), 0);
});

test("letters may be bytes, as those of counts are unless it is said", (t) => {
  const merges = [["Ã", "©"]] as const;
  t.is(compressionUtilitySync("éé", merges, { letters: "bytes" }), 2);
  t.is(compressionUtilitySync("éé", merges), 0);
  using counts = WordCounts.countSync("éé éé");
  t.is(compressionUtilitySync(counts, merges), 4);
  t.is(compressionUtilitySync(counts, [["é", "é"]], { letters: "characters" }), 2);
});

test("a model's merges save what its encoder leaves out", async (t) => {
  const text = "she sells sea shells by the sea shore, été, 海辺 ".repeat(3);
  using counts = WordCounts.countSync(text);
  using model = trainSync(counts, { vocabularySize: 290 });
  using tokenizer = model.tokenizer();
  const saved = Buffer.byteLength(text) - tokenizer.encode(text).length;
  t.is(compressionUtilitySync(counts, model), saved);
  t.is(await compressionUtility(counts, model.merges), saved);
});

test("models of marked characters have their own letters", (t) => {
  using counts = WordCounts.countSync("low lower lowest low", { pattern: "whitespace" });
  using model = trainSync(counts, {
    merges: 2,
    alphabet: "characters",
    endOfWordSuffix: "</w>",
    pattern: "whitespace",
  });
  // l+o four times; then lo+w, which two words have in the middle, before lo+w</w>, which two have.
  t.deepEqual(model.merges[0], ["l", "o"]);
  t.is(compressionUtilitySync(counts, model), 4 + 2);
});

test("property: words lose what each merge replaces", (t) => {
  const letter = fc.constantFrom("a", "b");
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: letter, maxLength: 90 }), { maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 6 }),
      (words, picks) => {
        const tokens = ["a", "b"];
        const merges = picks.map(([left, right]): Merge => {
          const pair: Merge = [tokens[left % tokens.length]!, tokens[right % tokens.length]!];
          tokens.push(pair.join(""));
          return pair;
        });
        t.is(compressionUtilitySync(words, merges), plainUtility(words, merges));
      },
    ),
    { numRuns: 500 },
  );
});

test("refused: what is no word, no merge, or does not go together", async (t) => {
  const both = (words: unknown, merges: unknown, options?: unknown) => ({
    sync: () => compressionUtilitySync(words as never, merges as never, options as never),
    async: () => compressionUtility(words as never, merges as never, options as never),
  });
  const wrong = (merges: unknown, message: string) =>
    refused(t, both("a", merges), INVALID, message);
  await wrong("ab", "Expected a model or an array of pairs for merges but received 'ab'");
  await wrong(
    [["a"]],
    "Expected a pair of strings for merges[0] but received an array of length 1",
  );
  await wrong([["a", 0]], "Expected a string for merges[0][1] but received 0");
  const made =
    "Expected pairs of characters, or of what earlier merges make, for merges but received";
  await wrong([["a", "bc"]], `${made} 'bc' in merge 0`);
  await wrong([["", "b"]], `${made} '' in merge 0`);
  await refused(
    t,
    both(3, []),
    INVALID,
    "Expected a string, an array of them or word counts for words but received 3",
  );
  await refused(t, both(["a", 3], []), INVALID, "Expected a string for words[1] but received 3");
  await refused(
    t,
    both("a", [], { letters: "words" }),
    INVALID,
    "Expected 'characters' or 'bytes' for letters but received 'words'",
  );

  using counts = WordCounts.countSync("a b", { pattern: "whitespace" });
  using model = trainSync("a b a b", { vocabularySize: 257 });
  await refused(
    t,
    both(counts, model),
    INVALID,
    "Expected counts by the pattern of the model, gpt2, for words but received counts by whitespace",
  );
  await refused(
    t,
    both("a b", model),
    INVALID,
    "Expected word counts, since a model says how texts are split, for words but received 'a b'",
  );
  using own = WordCounts.countSync("a b");
  await refused(
    t,
    both(own, model, { letters: "bytes" }),
    INVALID,
    "Expected no value, since a model has its own for letters but received 'bytes'",
  );
  own.dispose();
  await refused(
    t,
    both(own, model),
    gainfulError("ERR_DISPOSED"),
    "This WordCounts was disposed and cannot be used any more",
  );
});
