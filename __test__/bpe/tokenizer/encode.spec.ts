import test from "ava";
import * as fc from "fast-check";
import { trainSync } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../../support/errors.ts";
import { linesOf } from "../../support/huggingface.ts";
import { words } from "../../support/random.ts";

const classic = trainSync(linesOf("classic"), { vocabularySize: 271 });
const tokenizer = classic.tokenizer();
const mixed = trainSync([...linesOf("mixed"), words(300, 1).join(" ")], { vocabularySize: 500 });
const mixedTokenizer = mixed.tokenizer();

/** What the tokens look like in the vocabulary. */
const looks = (text: string): (string | undefined)[] =>
  Array.from(tokenizer.encode(text), (token) => classic.vocabulary[token]);

test("text is encoded by the merges in their order", (t) => {
  // By hand from the merges e+s, es+t, l+o, lo+w, e+w, n+ew, Ġ+low, Ġ+new, Ġnew+est, d+est,
  // i+dest, w+idest, Ġ+widest, e+r, Ġlow+er.
  t.deepEqual(looks("low lower newest"), ["low", "Ġlower", "Ġnewest"]);
  t.deepEqual(looks("newest lowest"), ["new", "est", "Ġlow", "est"]);
  t.deepEqual(looks("wider es"), ["w", "i", "d", "er", "Ġ", "es"]);
  t.deepEqual(looks(""), []);
});

test("tokens are a Uint32Array, and any list of integers is decoded", (t) => {
  const tokens = tokenizer.encode("low lower");
  t.true(tokens instanceof Uint32Array);
  t.is(tokenizer.decode(tokens), "low lower");
  t.is(tokenizer.decode(Array.from(tokens)), "low lower");
  t.is(tokenizer.decode([]), "");
  const shared = new Uint32Array(new SharedArrayBuffer(tokens.byteLength));
  shared.set(tokens);
  t.is(tokenizer.decode(shared), "low lower");
});

test("special tokens have ids, but text is never taken for one", (t) => {
  const special = trainSync("ab", { vocabularySize: 258, specialTokens: ["<s>"] }).tokenizer();
  t.false(special.encode("<s>").includes(0));
  t.is(special.decode(special.encode("<s>")), "<s>");
  t.is(special.decode([0]), "<s>");
});

test("parts of a character decode to U+FFFD by the rule of the Encoding Standard", (t) => {
  const bytes = trainSync("", { vocabularySize: 256 }).tokenizer();
  const decoder = new TextDecoder();
  const text = Buffer.from("a€🙂");
  const tokens = bytes.encode("a€🙂");
  t.is(tokens.length, text.length);
  for (let start = 0; start < tokens.length; start++) {
    for (let end = start; end <= tokens.length; end++) {
      t.is(bytes.decode(tokens.slice(start, end)), decoder.decode(text.subarray(start, end)));
    }
  }
});

test("property: what is encoded decodes to the same text", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      t.is(mixedTokenizer.decode(mixedTokenizer.encode(text)), text);
    }),
  );
  const units = fc.array(fc.constantFrom(0x61, 0x20, 0xd83d, 0xde42, 0xd800, 0xe9, 0x6771));
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes);
      // With the flag u, this property is one of lone surrogates only.
      const wellFormed = text.replaceAll(/\p{Surrogate}/gu, "\ufffd");
      t.is(mixedTokenizer.decode(mixedTokenizer.encode(text)), wellFormed);
    }),
  );
});

test("property: the fewest steps of merging by rank reach the same tokens", (t) => {
  const ranks = new Map(mixed.merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  /** One pre-token, encoded by the definition: again and again the first merge that applies. */
  const byDefinition = (word: string): string[] => {
    let symbols = [...word];
    for (;;) {
      const rank = (i: number): number => ranks.get(`${symbols[i]} ${symbols[i + 1]}`) ?? Infinity;
      let best = 0;
      for (let i = 0; i + 1 < symbols.length; i++) if (rank(i) < rank(best)) best = i;
      if (symbols.length < 2 || rank(best) === Infinity) return symbols;
      symbols = symbols.toSpliced(best, 2, `${symbols[best]}${symbols[best + 1]}`);
    }
  };
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abcdefgh"), minLength: 1 }), (word) => {
      const tokens = Array.from(mixedTokenizer.encode(word), (token) => mixed.vocabulary[token]);
      t.deepEqual(tokens, byDefinition(word));
    }),
  );
});

test("long texts without a place to split are encoded, too", (t) => {
  const text = "ab".repeat(100_000);
  t.is(mixedTokenizer.decode(mixedTokenizer.encode(text)), text);
});

test("refused: what is no text", (t) => {
  for (const [text, found] of [
    [5, "5"],
    [undefined, "undefined"],
    [["a"], "an array of length 1"],
  ] as const) {
    throws(
      t,
      () => tokenizer.encode(text as never),
      INVALID,
      `Expected a string or a Uint8Array for text but received ${found}`,
    );
  }
});

test("refused: what are no tokens", (t) => {
  const decode = (tokens: unknown) => () => tokenizer.decode(tokens as never);
  throws(t, decode("a"), INVALID, "Expected an array of tokens for tokens but received 'a'");
  throws(
    t,
    decode(Uint8Array.of(1)),
    INVALID,
    "Expected an array of tokens for tokens but received Uint8Array of 1 bytes",
  );
  throws(
    t,
    decode([1, "2"]),
    INVALID,
    "Expected an integer from 0 to 4294967295 for tokens[1] but received '2'",
  );
  for (const token of [-1, 1.5, Number.NaN, 2 ** 32 + 1]) {
    throws(
      t,
      decode([1, token]),
      OUT_OF_RANGE,
      `Expected an integer from 0 to 4294967295 for tokens[1] but received ${token}`,
    );
  }
  for (const list of [[1, 271], Uint32Array.of(1, 271)]) {
    throws(
      t,
      decode(list),
      OUT_OF_RANGE,
      "Unknown token 271 at index 1: the vocabulary has 271 tokens",
    );
  }
});
