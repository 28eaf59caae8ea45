/** Whole trainings on real text against those of Hugging Face's library, until it has 30,000 tokens. */

import { readFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { Tokenizer as HuggingFace } from "tokenizers";
import { Model, type Pattern, train, trainSync, type TrainOptions } from "../../../index.ts";
import { realTexts } from "../../support/corpora.ts";
import { temporaryFiles } from "../../support/files.ts";

/** The size at which the library's trainer stops where it is not told another one. */
const SIZE = 30_000;

interface Trained {
  readonly peer: HuggingFace;
  readonly merges: readonly (readonly [string, string])[];
  readonly vocabulary: readonly string[];
}

/** Lets the library train on a file, with the pre-tokenizer of `options`. */
function trainByHuggingFace(t: ExecutionContext, file: string, options: TrainOptions): Trained {
  using untrained = trainSync("", { ...options, merges: 0 });
  const peer = HuggingFace.fromString(untrained.toTokenizerJson());
  peer.train([file]);
  const [saved = ""] = temporaryFiles(t, "");
  peer.save(saved);
  const { model } = JSON.parse(readFileSync(saved, "utf8")) as {
    readonly model: {
      readonly vocab: Readonly<Record<string, number>>;
      readonly merges: readonly (readonly [string, string])[];
    };
  };
  const entries = Object.entries(model.vocab).toSorted((one, other) => one[1] - other[1]);
  return { peer, merges: model.merges, vocabulary: entries.map(([token]) => token) };
}

const BYTES: readonly Pattern[] = ["gpt2", "cl100k", "o200k", "deepseek-v3", "none"];

for (const { name, text } of realTexts) {
  for (const pattern of BYTES) {
    test.serial(
      `${name}: all merges equal those of Hugging Face's library with ${String(pattern)}`,
      async (t) => {
        const [file = ""] = temporaryFiles(t, text);
        const options = { pattern, alphabet: "observed-bytes", vocabularySize: SIZE } as const;
        const { merges, vocabulary } = trainByHuggingFace(t, file, options);
        const model = await train({ files: [file] }, options);
        t.true(merges.length > 100);
        t.deepEqual(model.merges, merges);
        t.deepEqual(model.vocabulary, vocabulary);
      },
    );
  }

  test.serial(
    `${name}: all merges of characters equal those of Hugging Face's library`,
    async (t) => {
      const [file = ""] = temporaryFiles(t, text);
      const options = {
        pattern: "whitespace",
        alphabet: "characters",
        vocabularySize: SIZE,
      } as const;
      const { merges, vocabulary } = trainByHuggingFace(t, file, options);
      const model = await train({ files: [file] }, options);
      t.true(merges.length > 100);
      t.deepEqual(model.merges, merges);
      t.deepEqual(model.vocabulary, vocabulary);
    },
  );
}

const EXPRESSIONS: readonly Pattern[] = [
  "\\p{L}+|\\p{N}{1,2}|[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  " ?[\\p{L}\\p{M}]++|(?i:'s|'t)|\\d|.|\\n",
  "(?<=\\s)\\S+?|\\p{Han}|[\\p{L}&&[^\\p{Han}]]+",
  /\b\w+\b|\p{Script=Cyrillic}+|[^\s\w]/u,
  /^\S+|\s+$|./su,
  new RegExp("[\\p{L}--[a-z]]+|[a-z]{1,4}|\\u{3002}", "v"),
];

for (const pattern of EXPRESSIONS) {
  test.serial(
    `Hugging Face's library splits real text by ${String(pattern)} as we do`,
    async (t) => {
      const options = { pattern, alphabet: "observed-bytes", vocabularySize: 2000 } as const;
      for (const { name, text } of realTexts) {
        const part = text.slice(0, 20_000);
        using model = trainSync([part], options);
        const json = model.toTokenizerJson();
        const peer = HuggingFace.fromString(json);
        using again = await Model.fromTokenizerJson(json);
        const encoding = await peer.encode(part, null, { addSpecialTokens: false });
        for (const candidate of [model, again]) {
          using tokenizer = candidate.tokenizer();
          t.deepEqual(Array.from(tokenizer.encode(part)), encoding.getIds(), name);
        }
      }
    },
  );
}
