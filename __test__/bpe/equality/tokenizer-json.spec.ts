/** Encodings with vocabularies of a real size in a `tokenizer.json`, against those of Hugging Face's library. */

import { createRequire } from "node:module";
import test, { type ExecutionContext } from "ava";
import { Tokenizer as HuggingFace } from "tokenizers";
import {
  adaptSync,
  Model,
  type RankObject,
  trainSuperwordsSync,
  trainSync,
} from "../../../index.ts";
import { beginning } from "../../support/corpora.ts";
import { INVALID, throws } from "../../support/errors.ts";
import { randomTexts, textsOfScripts } from "../../support/unicode.ts";

const require = createRequire(import.meta.url);

/** Parts of real texts, as they are and with decomposed characters, and random texts. */
const TEXTS: readonly string[] = [
  ...textsOfScripts.map(({ text }) => beginning(text, 4000)),
  ...textsOfScripts.map(({ text }) => beginning(text, 2000).normalize("NFD")),
  ...randomTexts(1000, 3),
];

/** Asserts that the library encodes and decodes with a file as the model of the file does. */
async function sameAsLibrary(
  t: ExecutionContext,
  json: string,
  normal: (text: string) => string = (text) => text,
): Promise<void> {
  const peer = HuggingFace.fromString(json);
  using model = await Model.fromTokenizerJson(json);
  using tokenizer = model.tokenizer();
  let tokens = 0;
  for (const text of TEXTS) {
    const ids = Array.from(tokenizer.encode(text));
    const encoding = await peer.encode(text, null, { addSpecialTokens: false });
    if (ids.join(" ") !== encoding.getIds().join(" ")) {
      t.deepEqual(ids, encoding.getIds(), JSON.stringify(text.slice(0, 200)));
      return;
    }
    if (tokenizer.decode(ids) !== normal(text)) {
      t.fail(`${JSON.stringify(text)} is not decoded`);
      return;
    }
    tokens += ids.length;
  }
  t.true(tokens > TEXTS.length);
}

/** The file with other fields. */
const withFields = (json: string, fields: object): string =>
  JSON.stringify({ ...(JSON.parse(json) as object), ...fields });

for (const name of ["r50k_base", "cl100k_base", "o200k_base"]) {
  test.serial(`${name} in a tokenizer.json`, async (t) => {
    const ranks = require(`tiktoken/encoders/${name}.json`) as RankObject;
    // The library always looks for special tokens; ordinary text has none.
    using model = await Model.fromRanks({ ...ranks, special_tokens: {} });
    await sameAsLibrary(t, model.toTokenizerJson());
  });
}

const trained = trainSync(TEXTS, { vocabularySize: 3000, pattern: "qwen2" }).toTokenizerJson();
const composing = withFields(trained, { normalizer: { type: "NFC" } });

test.serial("texts are composed as the library composes them", async (t) => {
  const decomposed = TEXTS.filter((text) => text.normalize("NFC") !== text);
  t.true(decomposed.length > 30);
  await sameAsLibrary(t, composing, (text) => text.normalize("NFC"));
});

test("a composed text has the same tokens", (t) => {
  const tokenizer = Model.fromTokenizerJsonSync(composing).tokenizer();
  for (const text of TEXTS) {
    const normal = tokenizer.encode(text.normalize("NFC"));
    if (tokenizer.encode(text).join(" ") !== normal.join(" ")) return t.fail(text);
  }
  t.pass();
});

test("a model that composes is written as such, and not trained further", (t) => {
  const model = Model.fromTokenizerJsonSync(composing);
  const written = JSON.parse(model.toTokenizerJson()) as { readonly normalizer: unknown };
  t.deepEqual(written.normalizer, { type: "NFC" });
  const small = model.truncate(1000).model;
  t.is(small.tokenizer().decode(small.tokenizer().encode("e\u0301")), "\u{e9}");
  const refusal = (argument: string): string =>
    `Expected a model that takes texts as they are for ${argument} but received one that normalizes them`;
  throws(t, () => adaptSync(model, "text", { add: 1 }), INVALID, refusal("model"));
  throws(t, () => trainSuperwordsSync("text", { model, merges: 1 }), INVALID, refusal("model"));
  throws(
    t,
    () => trainSync("text", { merges: 1, pattern: "qwen2", initialMerges: model }),
    INVALID,
    refusal("initialMerges"),
  );
});
