import { readFileSync } from "node:fs";
import test from "ava";
import { type TieBreak, train, trainSync, type TrainOptions } from "../../index.ts";
import { words } from "../support/random.ts";

interface Golden {
  readonly corpora: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly {
    readonly id: string;
    readonly corpus: string;
    readonly tieBreak: TieBreak;
    readonly merges?: readonly (readonly [string, string])[];
    /** The tokens that merges make, of SentencePiece. */
    readonly pieces?: readonly string[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../support/golden/tie-rules.json", import.meta.url), "utf8"),
) as Golden;

const CHARACTERS = { alphabet: "characters", pattern: "whitespace" } as const;

/** How the original of a rule reads lines, and what it does besides resolving ties. */
const ORIGINALS: Readonly<
  Partial<Record<TieBreak, [(lines: readonly string[]) => string[], TrainOptions]>>
> = {
  "raw-ids": [
    (lines) => lines.map((line, i) => (i < lines.length - 1 ? `${line}\n` : line)),
    { vocabularySize: 300 },
  ],
  "first-seen": [(lines) => [lines.join("\n")], { vocabularySize: 300 }],
  "subword-nmt": [
    (lines) => [...lines],
    { merges: 60, minFrequency: 2, endOfWordSuffix: "</w>", ...CHARACTERS },
  ],
  sentencepiece: [
    (lines) => lines.map((line) => line.replaceAll(/\S+/gu, "\u2581$&")),
    { merges: 40, ...CHARACTERS },
  ],
};

for (const { id, corpus, tieBreak, merges, pieces } of golden.cases) {
  test(`merges equal those of the original: ${id}`, async (t) => {
    const [read, options] = ORIGINALS[tieBreak] ?? t.fail();
    const texts = read(golden.corpora[corpus] ?? []);
    const limit = pieces === undefined ? {} : { merges: pieces.length };
    const model = trainSync(texts, { ...options, ...limit, tieBreak });
    t.is(model.tieBreak, tieBreak);
    if (merges !== undefined) t.deepEqual(model.merges, merges);
    if (pieces !== undefined) {
      t.deepEqual(
        model.merges.map((pair) => pair.join("")),
        pieces,
      );
    }
    const other = await train(texts, { ...options, ...limit, tieBreak, threads: 3 });
    t.deepEqual(other.merges, model.merges);
    t.deepEqual(other.vocabulary, model.vocabulary);
  });
}

test("with raw-ids and first-seen a byte's id is the byte", (t) => {
  for (const tieBreak of ["raw-ids", "first-seen"] as const) {
    const { vocabulary } = trainSync("", { vocabularySize: 256, tieBreak });
    t.is(vocabulary[0x61], "a");
    t.is(vocabulary[0x20], "Ġ");
  }
});

test("the order of the texts decides with first-seen, and with no other rule", (t) => {
  const tieBreaks = [...Object.keys(ORIGINALS), "huggingface"] as TieBreak[];
  const texts = words(400, 3);
  for (const tieBreak of tieBreaks) {
    const of = (corpus: string[]) => trainSync(corpus, { merges: 200, tieBreak }).merges;
    const [merges, reversed] = [of(texts), of(texts.toReversed())];
    if (tieBreak === "first-seen") t.notDeepEqual(reversed, merges);
    else t.deepEqual(reversed, merges, tieBreak);
  }
});
