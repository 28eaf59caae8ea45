/** Encodings of OpenAI's vocabularies against those of the npm package tiktoken, which is OpenAI's own code. */

import { createRequire } from "node:module";
import test, { type ExecutionContext } from "ava";
import { get_encoding, type TiktokenEncoding } from "tiktoken";
import { Model, type RankObject, type Tokenizer } from "../../../index.ts";
import { randomTexts, textsOfScripts } from "../../support/unicode.ts";

const require = createRequire(import.meta.url);

/** How many random texts each vocabulary is tried on. */
const RANDOM_TEXTS = 100_000;

const NAMES: readonly TiktokenEncoding[] = ["r50k_base", "p50k_base", "cl100k_base", "o200k_base"];

function tokenizerOf(name: TiktokenEncoding): Tokenizer {
  using model = Model.fromRanksSync(require(`tiktoken/encoders/${name}.json`) as RankObject);
  return model.tokenizer();
}

function equal(t: ExecutionContext, ours: Uint32Array, theirs: Uint32Array, text: string): boolean {
  if (Buffer.compare(bytesOf(ours), bytesOf(theirs)) === 0) return true;
  t.deepEqual(Array.from(ours), Array.from(theirs), JSON.stringify(text.slice(0, 200)));
  return false;
}

const bytesOf = (ids: Uint32Array): Uint8Array =>
  new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);

for (const name of NAMES) {
  test(`${name}: ids of real text in many scripts`, (t) => {
    const peer = get_encoding(name);
    using tokenizer = tokenizerOf(name);
    for (const { name: language, text } of textsOfScripts) {
      const ids = tokenizer.encode(text);
      if (!equal(t, ids, peer.encode_ordinary(text), language)) return;
      if (tokenizer.decode(ids) !== text) return t.fail(`${language} is not decoded`);
    }
    peer.free();
    t.pass();
  });

  test(`${name}: ids of random texts`, (t) => {
    const peer = get_encoding(name);
    using tokenizer = tokenizerOf(name);
    for (const text of randomTexts(RANDOM_TEXTS, 1)) {
      const ids = tokenizer.encode(text);
      if (!equal(t, ids, peer.encode_ordinary(text), text)) return;
      if (tokenizer.decode(ids) !== text) return t.fail(`${JSON.stringify(text)} is not decoded`);
    }
    peer.free();
    t.pass();
  });
}
