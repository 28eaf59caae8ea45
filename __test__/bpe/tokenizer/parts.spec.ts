/** What parts of an encoding are, on real text and OpenAI's vocabularies. */

import test from "ava";
import { encoding } from "../../support/encodings.ts";
import { Minstd } from "../../support/random.ts";
import { randomTexts, textsOfScripts } from "../../support/unicode.ts";

/** The published expression of r50k; these texts have no white space about which JavaScript differs. */
const GPT2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

test("any tokens of an encoding decode to their bytes", (t) => {
  const random = new Minstd(5);
  for (const name of ["r50k", "cl100k", "o200k"] as const) {
    const tokenizer = encoding(name);
    for (const text of [...textsOfScripts.map((one) => one.text), ...randomTexts(300, 6)]) {
      const bytes = Buffer.from(text);
      const { tokens, starts, ends } = tokenizer.encodeWithOffsets(text, { unit: "bytes" });
      for (let round = 0; round < 10; round++) {
        const start = random.below(tokens.length);
        const end = start + 1 + random.below(Math.min(100, tokens.length - start));
        const decoded = tokenizer.decodeBytes(tokens.subarray(start, end));
        const expected = bytes.subarray(starts[start], ends[end - 1]);
        if (!expected.equals(decoded)) return t.fail(`${name} ${start} to ${end} of ${text}`);
      }
    }
  }
  t.pass();
});

// White space at the end of a part is split otherwise where it is not the end of the text: `\s+(?!\S)`.
test("the tokens of some pre-tokens that follow each other are those of their text", (t) => {
  const tokenizer = encoding("r50k");
  const random = new Minstd(7);
  for (const { name, text } of textsOfScripts) {
    const words = Array.from(text.slice(0, 20_000).matchAll(GPT2), ([word]) => word);
    const alone = words.map((word) => Array.from(tokenizer.encode(word)));
    for (let round = 0; round < 100; round++) {
      const start = random.below(words.length);
      const end = start + 1 + random.below(Math.min(200, words.length - start));
      if (/\s$/u.test(words[end - 1]!)) continue;
      const tokens = tokenizer.encode(words.slice(start, end).join(""));
      t.deepEqual(Array.from(tokens), alone.slice(start, end).flat(), `${name} ${start} to ${end}`);
    }
  }
});
