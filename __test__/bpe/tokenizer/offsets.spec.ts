/** Places of tokens, against those of tiktoken and Hugging Face's library. */

import test from "ava";
import { encoding, golden } from "../../support/encodings.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../../support/errors.ts";

const tokenizer = encoding("cl100k");

test("places in bytes and in UTF-16 are the golden ones", (t) => {
  for (const name of ["r50k", "cl100k", "o200k"] as const) {
    for (const { text, ids, ...places } of golden.texts[name]) {
      for (const unit of ["bytes", "utf16"] as const) {
        const {
          tokens,
          starts,
          ends,
          unit: used,
        } = encoding(name).encodeWithOffsets(text, { unit });
        t.is(used, unit);
        t.deepEqual(Array.from(tokens), ids);
        t.deepEqual(
          Array.from(starts, (start, i) => [start, ends[i]]).flat(),
          places[unit],
          `${name}, ${unit}: ${text}`,
        );
      }
    }
  }
});

test("places of a string are in UTF-16, those of bytes in bytes", (t) => {
  const text = "naïve 😀 text";
  t.deepEqual(
    tokenizer.encodeWithOffsets(text),
    tokenizer.encodeWithOffsets(text, { unit: "utf16" }),
  );
  const bytes = tokenizer.encodeWithOffsets(Buffer.from(text));
  t.is(bytes.unit, "bytes");
  t.deepEqual(bytes.starts, tokenizer.encodeWithOffsets(text, { unit: "bytes" }).starts);
  throws(
    t,
    () => tokenizer.encodeWithOffsets(Buffer.from(text), { unit: "utf16" }),
    INVALID,
    "Expected 'bytes' for bytes for unit but received 'utf16'",
  );
});

test("tokens of parts are those that begin in them", (t) => {
  for (const { text } of golden.texts.cl100k) {
    const encoded = tokenizer.encodeWithOffsets(text);
    const { starts } = encoded;
    for (const start of [0, 1, 5, text.length]) {
      for (const end of [start, start + 1, start + 7, text.length].filter(
        (place) => place >= start,
      )) {
        const inside = starts.filter((place) => place >= start && place < end).length;
        t.is(encoded.tokensBetween(start, end), inside);
      }
    }
    t.is(encoded.tokensBetween(0, text.length + 1), encoded.tokens.length);
  }
});

test("special tokens have places, too", (t) => {
  const { tokens, starts, ends } = tokenizer.encodeWithOffsets("é<|endoftext|>b", {
    allowedSpecial: "all",
  });
  t.deepEqual(Array.from(tokens), [978, 100257, 65]);
  t.deepEqual(
    [Array.from(starts), Array.from(ends)],
    [
      [0, 1, 14],
      [1, 14, 15],
    ],
  );
});

test("refused: what are no places", (t) => {
  const encoded = tokenizer.encodeWithOffsets("text");
  throws(
    t,
    () => tokenizer.encodeWithOffsets("text", { unit: "characters" as never }),
    INVALID,
    "Expected 'utf16' or 'bytes' for unit but received 'characters'",
  );
  throws(
    t,
    () => encoded.tokensBetween(3, 2),
    OUT_OF_RANGE,
    "Expected an integer from 3, the start, for end but received 2",
  );
  throws(
    t,
    () => encoded.tokensBetween(-1, 2),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 4294967295 for start but received -1",
  );
});
