/** Texts that grow have the tokens of encoding them from scratch. */

import test, { type ExecutionContext } from "ava";
import * as fc from "fast-check";
import { type Pattern, type Tokenizer, trainSync } from "../../../index.ts";
import { encoding } from "../../support/encodings.ts";
import { gainfulError, INVALID, throws } from "../../support/errors.ts";

/** Characters that patterns treat in their own ways, and which merge. */
const UNIT = fc.constantFrom(
  ..."aabbAZ'sſt019  \t\r\n\u00a0.,!-_/é中。",
  "\u0301",
  "😀",
  "'ll",
  "\ud83d",
  "\ude00",
  "\ufeff",
);

function growsAs(t: ExecutionContext, tokenizer: Tokenizer): void {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: UNIT, maxLength: 6 }), { maxLength: 12 }), (parts) => {
      using live = tokenizer.live();
      let text = "";
      for (const part of parts) {
        text += part;
        const expected = tokenizer.encode(text);
        t.is(live.append(part), expected.length);
        t.is(live.count, expected.length);
        t.deepEqual(live.tokens, expected);
      }
    }),
    { numRuns: 200 },
  );
}

for (const name of ["r50k", "cl100k", "o200k"] as const) {
  test(`${name}: appended text has the tokens of all of it`, (t) => growsAs(t, encoding(name)));
}

const PATTERNS: readonly Pattern[] = [
  "gpt2",
  "llama3",
  "qwen2",
  "deepseek-v3",
  "whitespace",
  "none",
  /\w+(?=\s)|\s+|./su,
];
for (const pattern of PATTERNS) {
  test(`trained with ${pattern}: appended text has the tokens of all of it`, (t) => {
    const corpus = "aab 'll bab a's 中中 é\u0301 00 11  \r\n\r\n \t abab!! ".repeat(3);
    growsAs(t, trainSync(corpus, { vocabularySize: 300, pattern }).tokenizer());
  });
}

test("special tokens that are whole only after the next part", (t) => {
  const tokenizer = encoding("cl100k");
  const options = { allowedSpecial: "all" } as const;
  using live = tokenizer.live(options);
  let text = "";
  for (const letter of "a <|endoftext|> b<|endof text|><|fim_prefix|>") {
    text += letter;
    live.append(letter);
    t.deepEqual(live.tokens, tokenizer.encode(text, options));
  }
});

test("a text that is refused leaves it as it was", (t) => {
  using live = encoding("cl100k").live({ disallowedSpecial: "all" });
  const before = live.append("some text");
  throws(
    t,
    () => live.append("<|endoftext|>"),
    gainfulError("ERR_SPECIAL_TOKEN"),
    "The special token '<|endoftext|>' at index 9 of the text is not allowed",
  );
  throws(t, () => live.append(5 as never), INVALID, "Expected a string for text but received 5");
  t.is(live.count, before);
  t.deepEqual(live.tokens, encoding("cl100k").encode("some text"));
});

test("many short parts take little time", (t) => {
  using live = encoding("cl100k").live();
  const start = process.cpuUsage();
  for (let i = 0; i < 50_000; i++) live.append(" word");
  t.is(live.count, 50_000);
  t.true(process.cpuUsage(start).user < 5e6);
});

test("a disposed encoder is refused", (t) => {
  const live = encoding("cl100k").live();
  live.append("some text");
  t.true(live.bytes > 0);
  live.dispose();
  t.is(live.bytes, 0);
  t.throws(() => live.append("a"), { code: "ERR_DISPOSED" });
  t.throws(() => live.count, { code: "ERR_DISPOSED" });
});
