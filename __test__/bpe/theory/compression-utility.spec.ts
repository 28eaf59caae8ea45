import { readFileSync } from "node:fs";
import test from "ava";
import * as fc from "fast-check";
import { type CharacterMerge, compressionUtility, compressionUtilitySync } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";

/** Trees in parentheses with what they save; shared with the tests of the crate. */
const { kappa } = JSON.parse(
  readFileSync(new URL("../../../crates/bpe/tests/golden/theory.json", import.meta.url), "utf8"),
) as {
  readonly kappa: readonly {
    readonly name: string;
    readonly text: string;
    readonly merges: readonly string[];
    readonly kappa: number;
  }[];
};

/** The sides of a tree in parentheses. */
function sidesOf(tree: string): [string, string] {
  const inner = Array.from(tree.slice(1, -1));
  let depth = 0;
  const end = inner.findIndex((character) => {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    return depth === 0;
  });
  return [inner.slice(0, end + 1).join(""), inner.slice(end + 1).join("")];
}

test("utilities are the golden ones", async (t) => {
  for (const { name, text, merges, kappa: expected } of kappa) {
    const side = (tree: string): string | number =>
      tree.startsWith("(") ? merges.indexOf(tree) : tree;
    const pairs = merges.map((tree): CharacterMerge => {
      const [left, right] = sidesOf(tree);
      return [side(left), side(right)];
    });
    t.is(compressionUtilitySync(text, pairs), expected, name);
    t.is(await compressionUtility(text, pairs), expected, name);
  }
});

test("earlier merges are named by their texts, and texts are apart", (t) => {
  // By hand: ck three times, ick three times, pick three times.
  const merges = [
    ["c", "k"],
    ["i", "ck"],
    ["p", 1],
  ] as const;
  t.is(compressionUtilitySync("picked pickled pickles", merges), 9);
  t.is(compressionUtilitySync(["pi", "ck", "pick"], merges), 4);
  t.is(compressionUtilitySync("\u{1f600}\u{1f600}\u{1f600}", [["\u{1f600}", "\u{1f600}"]]), 1);
  t.is(compressionUtilitySync("\ud83da\ud83da", [["\ud83d", "a"]]), 2);
  t.is(compressionUtilitySync("", merges), 0);
  t.is(compressionUtilitySync([], []), 0);
});

test("property: the text loses what each merge replaces", (t) => {
  const side = fc.oneof(fc.constantFrom("a", "b"), fc.nat(4));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b"), { maxLength: 30 }),
      fc.array(fc.tuple(side, side), { maxLength: 6 }),
      (letters, candidates) => {
        const merges = candidates.map(([left, right], i): CharacterMerge => {
          const earlier = (value: string | number): string | number =>
            typeof value === "string" ? value : i === 0 ? "a" : value % i;
          return [earlier(left), earlier(right)];
        });
        let symbols: (string | number)[] = letters;
        for (const [i, [left, right]] of merges.entries()) {
          const next: (string | number)[] = [];
          for (let at = 0; at < symbols.length; at++) {
            const isPair = symbols[at] === left && symbols[at + 1] === right;
            next.push(isPair ? i : (symbols[at] as string | number));
            if (isPair) at++;
          }
          symbols = next;
        }
        t.is(compressionUtilitySync(letters.join(""), merges), letters.length - symbols.length);
      },
    ),
    { numRuns: 500 },
  );
});

test("refused: what is no merge", async (t) => {
  const both = (texts: unknown, merges: unknown) => ({
    sync: () => compressionUtilitySync(texts as never, merges as never),
    async: () => compressionUtility(texts as never, merges as never),
  });
  const wrong = (merges: unknown, message: string) =>
    refused(t, both("a", merges), INVALID, message);
  await wrong("ab", "Expected an array of pairs for merges but received 'ab'");
  await wrong([["a"]], "Expected a pair for merges[0] but received an array of length 1");
  await wrong(
    [["a", "bc"]],
    "Expected a character or the text of an earlier merge for merges[0][1] but received 'bc'",
  );
  await wrong(
    [["", "b"]],
    "Expected a character or the text of an earlier merge for merges[0][0] but received ''",
  );
  await wrong(
    [[0, "b"]],
    "Expected a character, as there is no earlier merge, for merges[0][0] but received 0",
  );
  await wrong(
    [[null, "b"]],
    "Expected a character or an earlier merge for merges[0][0] but received null",
  );
  await wrong(
    [
      ["a", "a"],
      ["aa", "a"],
      ["a", "aa"],
      ["aaa", "a"],
    ],
    "Expected the index of one of the merges that make this text for merges[3][0] but received 'aaa'",
  );
  await refused(
    t,
    both("a", [
      ["a", "b"],
      [1, "a"],
    ]),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 0 for merges[1][0] but received 1",
  );
  await refused(
    t,
    both(3, []),
    INVALID,
    "Expected a string or an array of them for texts but received 3",
  );
});
