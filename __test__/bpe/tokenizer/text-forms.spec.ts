/** Strings and bytes, well-formed or not. */

import test from "ava";
import * as fc from "fast-check";
import { encoding, golden } from "../../support/encodings.ts";

test("lone surrogates are U+FFFD, one by one", (t) => {
  for (const { utf16, asText, ...row } of golden.loneSurrogates) {
    const text = String.fromCharCode(...utf16);
    for (const name of ["cl100k", "o200k"] as const) {
      t.deepEqual(Array.from(encoding(name).encode(text)), row[name]);
      t.is(encoding(name).decode(row[name]), asText);
    }
  }
});

test("bytes in no character are pre-tokens of their own, and come back", (t) => {
  for (const { hex, ...row } of golden.invalidUtf8) {
    const bytes = Buffer.from(hex, "hex");
    for (const name of ["cl100k", "o200k"] as const) {
      t.deepEqual(Array.from(encoding(name).encode(bytes)), row[name], hex);
      t.deepEqual(Buffer.from(encoding(name).decodeBytes(row[name])).toString("hex"), hex);
    }
  }
});

test("bytes of a text have its tokens", (t) => {
  for (const { text, ids } of golden.texts.o200k) {
    t.deepEqual(Array.from(encoding("o200k").encode(Buffer.from(text))), ids);
    t.deepEqual(Array.from(encoding("o200k").encode(new TextEncoder().encode(text))), ids);
  }
});

test("property: all bytes come back", (t) => {
  const tokenizer = encoding("cl100k");
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      t.deepEqual(tokenizer.decodeBytes(tokenizer.encode(bytes)), bytes);
    }),
  );
});

test("property: all strings come back, well formed, with their byte order marks", (t) => {
  const tokenizer = encoding("cl100k");
  const unit = fc.constantFrom("\ufeff", "\ud83d", "\ude00", "😀", "a", " ", "\r", "\n", "é", "中");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      // As String.prototype.toWellFormed, which Node.js 18 lacks in its types.
      const wellFormed = Buffer.from(text).toString();
      t.is(tokenizer.decode(tokenizer.encode(text)), wellFormed);
    }),
  );
});
