/** Special tokens by policy, against tiktoken and Hugging Face's library. */

import test from "ava";
import * as fc from "fast-check";
import { Tokenizer as HuggingFace } from "tokenizers";
import { Model, type SpecialTokenOptions, trainSync } from "../../../index.ts";
import { encoding, golden } from "../../support/encodings.ts";
import { gainfulError, INVALID, throws } from "../../support/errors.ts";

const SPECIAL_TOKEN = gainfulError("ERR_SPECIAL_TOKEN");

const model = trainSync("ab ab", { vocabularySize: 270, specialTokens: ["<a>", "<b>", "<a>b"] });
const tokenizer = model.tokenizer();

test("policies give the ids and the refusals of tiktoken", (t) => {
  for (const { encoding: name, text, ...row } of golden.specials) {
    const options = {
      allowedSpecial: row.allowed_special,
      disallowedSpecial: row.disallowed_special,
    };
    const encode = (): Uint32Array => encoding(name).encode(text, options);
    const { disallowedToken } = row;
    if (disallowedToken === undefined) {
      t.deepEqual(Array.from(encode()), row.ids);
    } else {
      const index = text.indexOf(disallowedToken);
      const message = `The special token '${disallowedToken}' at index ${index} of the text is not allowed`;
      throws(t, encode, SPECIAL_TOKEN, message);
    }
  }
});

test("text is never taken for a special token, and never refused, unless it is asked for", (t) => {
  const text = "<a> <b>";
  const ordinary = tokenizer.encode(text);
  t.false([0, 1, 2].some((id) => ordinary.includes(id)));
  for (const options of [
    undefined,
    {},
    { allowedSpecial: undefined },
    { allowedSpecial: "none" },
    { allowedSpecial: [], disallowedSpecial: new Set<string>() },
  ] satisfies (SpecialTokenOptions | undefined)[]) {
    t.deepEqual(tokenizer.encode(text, options), ordinary);
  }
});

test("sets, arrays and all", (t) => {
  const encode = (text: string, options: SpecialTokenOptions): number[] =>
    Array.from(tokenizer.encode(text, options));
  const ordinary = (text: string): number[] => Array.from(tokenizer.encode(text));
  t.deepEqual(encode("<b>", { allowedSpecial: ["<b>"] }), [1]);
  t.deepEqual(encode("<b>", { allowedSpecial: new Set(["<b>"]) }), [1]);
  t.deepEqual(encode("<a><b>", { allowedSpecial: "all", disallowedSpecial: "all" }), [0, 1]);
  t.deepEqual(encode("<a><b>", { allowedSpecial: ["<b>"] }), [...ordinary("<a>"), 1]);
  // The longest of those that are asked for.
  t.deepEqual(encode("<a>b", { allowedSpecial: "all" }), [2]);
  t.deepEqual(encode("<a>b", { allowedSpecial: ["<a>"] }), [0, ...ordinary("b")]);
});

test("a refusal names the first token and its index in the string", (t) => {
  const encode = (text: string, options: SpecialTokenOptions) => () =>
    tokenizer.encode(text, options);
  throws(
    t,
    encode("é🙂<b><a>", { disallowedSpecial: "all" }),
    SPECIAL_TOKEN,
    "The special token '<b>' at index 3 of the text is not allowed",
  );
  throws(
    t,
    encode("<b><a>", { allowedSpecial: ["<b>"], disallowedSpecial: "all" }),
    SPECIAL_TOKEN,
    "The special token '<a>' at index 3 of the text is not allowed",
  );
  t.notThrows(encode("<b>", { disallowedSpecial: ["<a>"] }));
});

const plain = trainSync("ab ab", { vocabularySize: 258 });

/** A model of bytes whose added tokens have these texts and flags. */
function withAddedTokens(
  tokens: readonly (readonly [string, Flags])[],
  normalizer: object | null = null,
): string {
  const file = JSON.parse(plain.toTokenizerJson()) as { added_tokens: object[] };
  // Hugging Face's library numbers them like this, whatever the file says.
  const first = plain.vocabularySize;
  file.added_tokens = tokens.map(([content, flags], i) => ({ id: first + i, content, ...flags }));
  return JSON.stringify({ ...file, normalizer });
}

interface Flags {
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

const addedTokens = fc.uniqueArray(
  fc.tuple(
    fc
      .tuple(
        fc.constantFrom("<", "a", "é", "e"),
        fc.array(fc.constantFrom("<", "a", " ", ">", "é", "e", "\u{301}"), {
          minLength: 1,
          maxLength: 4,
        }),
      )
      .map(([first, others]) => [first, ...others].join("")),
    fc.record<Flags>({
      single_word: fc.boolean(),
      lstrip: fc.boolean(),
      rstrip: fc.boolean(),
      normalized: fc.boolean(),
      special: fc.boolean(),
    }),
  ),
  // Which one of those that are alike once they are normalized is found is not defined there.
  { selector: ([text]) => text.normalize("NFC"), maxLength: 5 },
);

test("property: added tokens are found as Hugging Face's library finds them", async (t) => {
  const letters = fc.constantFrom(
    "<",
    "a",
    ">",
    " ",
    "é",
    "\n",
    "\u{3000}",
    "_",
    "²",
    "e",
    "\u{301}",
    "\u{323}",
    "á",
  );
  const texts = fc.array(fc.string({ unit: letters, maxLength: 30 }), { maxLength: 10 });
  const normalizers = fc.constantFrom(null, { type: "NFC" });
  await fc.assert(
    fc.asyncProperty(addedTokens, texts, normalizers, async (tokens, strings, normalizer) => {
      const file = withAddedTokens(tokens, normalizer);
      const peer = HuggingFace.fromString(file);
      using read = Model.fromTokenizerJsonSync(file);
      using own = read.tokenizer();
      for (const one of strings) {
        const expected = (await peer.encode(one, null, { addSpecialTokens: false })).getIds();
        t.deepEqual(Array.from(own.encode(one, { allowedSpecial: "all" })), expected);
      }
      // What is written is read again, flags included.
      using again = Model.fromTokenizerJsonSync(read.toTokenizerJson());
      t.is(again.toTokenizerJson(), read.toTokenizerJson());
    }),
    { numRuns: 300 },
  );
});

test("tokens that are looked for in normalized text are themselves normalized", async (t) => {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: true };
  const texts = ["<e\u{301}>", "a\u{301}\u{323}"];
  const tokens = texts.map((text) => [text, { ...flags, special: true }] as const);
  const file = withAddedTokens(tokens, { type: "NFC" });
  const peer = HuggingFace.fromString(file);
  using read = Model.fromTokenizerJsonSync(file);
  using own = read.tokenizer();
  for (const [i, text] of texts.entries()) {
    for (const one of [text, text.normalize("NFC"), text.normalize("NFD")]) {
      t.deepEqual((await peer.encode(one)).getIds(), [plain.vocabularySize + i]);
      t.deepEqual(Array.from(own.encode(one, { allowedSpecial: "all" })), [
        plain.vocabularySize + i,
      ]);
    }
    const error = t.throws(() => own.encode(text, { disallowedSpecial: "all" }));
    t.true(error.message.includes(text), "A refusal names the token as it is written.");
  }
});

test("of tokens that are alike once they are normalized the first is found", (t) => {
  // Hugging Face's library finds any of them, another one in each run.
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: true };
  const tokens = ["xe\u{301}", "xé"].map((text) => [text, { ...flags, special: true }] as const);
  using read = Model.fromTokenizerJsonSync(withAddedTokens(tokens, { type: "NFC" }));
  using own = read.tokenizer();
  const first = plain.vocabularySize;
  t.deepEqual(Array.from(own.encode("xéxe\u{301}", { allowedSpecial: "all" })), [first, first]);
});

test("refused: a token that takes the white space with which another one begins", (t) => {
  const none = {
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  const file = withAddedTokens([
    [" x", none],
    ["<m>", { ...none, rstrip: true }],
  ]);
  throws(
    t,
    () => Model.fromTokenizerJsonSync(file),
    gainfulError("ERR_UNSUPPORTED_FORMAT"),
    'Cannot read tokenizer.json: expected false beside the token " x" for added_tokens[1].rstrip but ' +
      "found true at line 1 column " +
      `${file.indexOf('"normalizer"') - 1}`,
  );
});

test("refused: policies that are none", (t) => {
  const encode = (options: unknown) => () => tokenizer.encode("<a>", options as never);
  throws(t, encode("all"), INVALID, "Expected an object for options but received 'all'");
  throws(
    t,
    encode({ allowSpecial: "all" }),
    INVALID,
    "Expected only the fields allowedSpecial, disallowedSpecial for options but received 'allowSpecial'",
  );
  for (const field of ["allowedSpecial", "disallowedSpecial"]) {
    for (const [value, found] of [
      ["<a>", "'<a>'"],
      [null, "null"],
      [true, "true"],
      [{ "<a>": 0 }, "an object of class Object"],
    ] as const) {
      throws(
        t,
        encode({ [field]: value }),
        INVALID,
        `Expected 'none', 'all', or an array or set of special tokens for ${field} but received ${found}`,
      );
    }
    throws(
      t,
      encode({ [field]: ["<a>", 1] }),
      INVALID,
      `Expected a string for ${field}[1] but received 1`,
    );
    throws(
      t,
      encode({ [field]: ["<a>", "<c>"] }),
      INVALID,
      `Expected special tokens of the tokenizer for ${field} but received '<c>'`,
    );
  }
});
