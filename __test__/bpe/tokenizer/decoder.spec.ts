/** Decoding bit by bit. */

import test from "ava";
import * as fc from "fast-check";
import { trainSync } from "../../../index.ts";
import { encoding, golden } from "../../support/encodings.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../../support/errors.ts";

const tokenizer = encoding("cl100k");

test("one token after the other gives the text, and no half of a character", (t) => {
  for (const { text, ids } of golden.texts.cl100k) {
    const decoder = tokenizer.createDecoder();
    const parts = ids.map((id) => decoder.write(id));
    const wellFormed = Buffer.from(text).toString();
    if (!wellFormed.includes("\ufffd")) t.false(parts.some((part) => part.includes("\ufffd")));
    t.is(parts.join("") + decoder.end(), wellFormed);
    // It is ready for another text.
    t.is(decoder.write(ids) + decoder.end(), wellFormed);
  }
});

test("property: any tokens in any parts give what decode gives", (t) => {
  const ids = fc.array(fc.array(fc.nat({ max: 100_255 }), { maxLength: 5 }), { maxLength: 8 });
  fc.assert(
    fc.property(ids, (parts) => {
      const decoder = tokenizer.createDecoder();
      const texts = parts.map((part) => decoder.write(Uint32Array.from(part)));
      t.is(texts.join("") + decoder.end(), tokenizer.decode(parts.flat()));
    }),
  );
});

test("end-of-word suffixes are spaces between words only", (t) => {
  const model = trainSync("lower newest widest low", {
    vocabularySize: 40,
    alphabet: "characters",
    endOfWordSuffix: "</w>",
    pattern: "whitespace",
  });
  const words = model.tokenizer();
  const tokens = words.encode("low lower newest");
  const decoder = words.createDecoder();
  const text = Array.from(tokens, (id) => decoder.write(id)).join("") + decoder.end();
  t.is(text, "low lower newest");
  t.is(text, words.decode(tokens));
});

test("a stream of tokens becomes a stream of text", async (t) => {
  const text = "naïve 😀 日本語 text";
  const stream = new ReadableStream<number>({
    start(controller) {
      for (const id of tokenizer.encode(text)) controller.enqueue(id);
      controller.close();
    },
  });
  let result = "";
  for await (const part of stream.pipeThrough(tokenizer.decoderStream())) result += part;
  t.is(result, text);
});

test("special tokens may be left out", (t) => {
  const ids = tokenizer.encode("a<|endoftext|>b", { allowedSpecial: "all" });
  t.is(tokenizer.decode(ids), "a<|endoftext|>b");
  t.is(tokenizer.decode(ids, { skipSpecialTokens: true }), "ab");
  t.is(Buffer.from(tokenizer.decodeBytes(ids, { skipSpecialTokens: true })).toString(), "ab");
  const decoder = tokenizer.createDecoder({ skipSpecialTokens: true });
  t.is(decoder.write(ids) + decoder.end(), "ab");
});

test("refused: unknown tokens, which leave the decoder as it was", (t) => {
  const decoder = tokenizer.createDecoder();
  const [first, ...rest] = tokenizer.encode("😀");
  t.is(decoder.write(first as number), "");
  for (const call of [
    () => decoder.write([9906, 200_000]),
    () => tokenizer.decode([9906, 200_000]),
    () => tokenizer.decodeBytes([9906, 200_000]),
  ]) {
    throws(
      t,
      call,
      OUT_OF_RANGE,
      "Unknown token 200000 at index 1: the vocabulary has 100277 tokens",
    );
  }
  t.is(decoder.write(rest) + decoder.end(), "😀");
  throws(
    t,
    () => tokenizer.decode([], { skipSpecialTokens: 1 as never }),
    INVALID,
    "Expected true or false for skipSpecialTokens but received 1",
  );
});
