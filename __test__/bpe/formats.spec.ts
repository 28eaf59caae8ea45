import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { type ExecutionContext } from "ava";
import { BPE, byteLevelPreTokenizer, Tokenizer as HuggingFace } from "tokenizers";
import { Model, type Pattern, train, trainSync } from "../../index.ts";
import {
  gainfulError,
  INVALID,
  OUT_OF_RANGE,
  refused,
  rejects,
  throws,
} from "../support/errors.ts";
import { temporaryFiles } from "../support/files.ts";
import { linesOf } from "../support/huggingface.ts";
import { words } from "../support/random.ts";

const UNSUPPORTED = gainfulError("ERR_UNSUPPORTED_FORMAT");
const FILE = gainfulError("ERR_FILE");

/** Texts of many scripts, line ends, digits, contractions, marks and what is hard to split. */
const TEXTS = [
  ...linesOf("mixed"),
  ...linesOf("code"),
  "It's 2024; they'LL pay 12345 $ for x_1 -- don’t you?\r\n\r\n\tWell...\n  indented   text \n",
  "Ünïcödé e\u0301a\u0308 ʰʰA ǅungla ABCDef abcDEF 東京都は日本の首都。北京是中国的首都，天气很好！",
  "Москва — столица России. Η Αθήνα είναι η πρωτεύουσα. עברית ועוד العربية ١٢٣ हिन्दी में १२ ไทย 한국어 문장",
  "\u{1f600}\u{1f469}‍\u{1f4bb} \u{feff}bom\u{85}next\u{a0}nbsp\u{3000}wide //\n/\n",
  "",
  " ",
];

const corpus = [...TEXTS, words(400, 3).join(" ")];

const model = trainSync(corpus, { vocabularySize: 600, specialTokens: ["<s>", "<end>"] });

/** Encodes with what was written by Hugging Face's library. */
async function encodeByHuggingFace(json: string): Promise<(text: string) => Promise<number[]>> {
  const tokenizer = HuggingFace.fromString(json);
  return async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
}

const sameModel = (t: ExecutionContext, read: Model, written: Model): void => {
  t.deepEqual(read.vocabulary, written.vocabulary);
  t.deepEqual(read.merges, written.merges);
  const [one, other] = [read.tokenizer(), written.tokenizer()];
  for (const text of TEXTS) t.deepEqual(one.encode(text), other.encode(text), text);
};

const PATTERNS: readonly Pattern[] = [
  "gpt2",
  "cl100k",
  "o200k",
  "llama3",
  "qwen2",
  "deepseek-v3",
  "whitespace",
  "none",
];

for (const pattern of PATTERNS) {
  test(`Hugging Face's library encodes as the model does with the pattern ${pattern}`, async (t) => {
    const trained = trainSync(corpus, { vocabularySize: 700, pattern, specialTokens: ["<s>"] });
    const json = trained.toTokenizerJson();
    const encode = await encodeByHuggingFace(json);
    for (const candidate of [trained, await Model.fromTokenizerJson(json)]) {
      const tokenizer = candidate.tokenizer();
      for (const text of TEXTS) {
        t.deepEqual(Array.from(tokenizer.encode(text)), await encode(text), `${pattern}: ${text}`);
      }
    }
  });
}

test("what Hugging Face's library trained is read and encodes the same", async (t) => {
  const [file = "", saved = ""] = temporaryFiles(t, corpus.join("\n"), "");
  const peer = new HuggingFace(BPE.empty());
  peer.setPreTokenizer(byteLevelPreTokenizer(false));
  peer.train([file]);
  peer.save(saved);
  const read = await Model.load(saved, { format: "tokenizer-json" });
  const tokenizer = read.tokenizer();
  t.true(read.merges.length > 300);
  for (const line of corpus.join("\n").split("\n")) {
    t.deepEqual(Array.from(tokenizer.encode(line)), (await peer.encode(line)).getIds(), line);
  }
});

test("every format is read again", async (t) => {
  sameModel(t, await Model.fromTokenizerJson(model.toTokenizerJson()), model);
  sameModel(t, Model.fromTokenizerJsonSync(Buffer.from(model.toTokenizerJson())), model);
  const options = { specialTokens: ["<s>", "<end>"] };
  const [vocab, merges] = [model.toVocabJson(), model.toMergesTxt()];
  sameModel(t, await Model.fromVocabAndMerges(vocab, merges, options), model);
  sameModel(t, Model.fromVocabAndMergesSync(Buffer.from(vocab), merges, options), model);
  const ranks = await model.toTiktoken();
  t.is(model.toTiktokenSync(), ranks);
  const unsaid = { pattern: "gpt2", specialTokens: { "<s>": 0, "<end>": 1 } } as const;
  sameModel(t, await Model.fromTiktoken(ranks, unsaid), model);
  sameModel(t, Model.fromTiktokenSync(new TextEncoder().encode(ranks), unsaid), model);
});

test("models are saved and loaded", async (t) => {
  const [path = ""] = temporaryFiles(t, "");
  const folder = dirname(path);
  const json = join(folder, "tokenizer.json");
  await model.save(json);
  t.is(readFileSync(json, "utf8"), model.toTokenizerJson());
  sameModel(t, await Model.load(json), model);
  sameModel(t, Model.loadSync(pathToFileURL(json)), model);

  const two = { vocab: join(folder, "vocab.json"), merges: pathToFileURL(join(folder, "m.txt")) };
  model.saveSync(two);
  sameModel(t, await Model.load(two, { specialTokens: ["<s>", "<end>"] }), model);

  const ranks = join(folder, "model.tiktoken");
  await model.save(ranks);
  const specialTokens = { "<s>": 0, "<end>": 1 };
  sameModel(t, await Model.load(ranks, { pattern: "gpt2", specialTokens }), model);
  model.saveSync(path, { format: "tiktoken" });
  t.deepEqual(readFileSync(path), readFileSync(ranks));
  t.deepEqual(readdirSync(folder).toSorted(), [
    "0.txt",
    "m.txt",
    "model.tiktoken",
    "tokenizer.json",
    "vocab.json",
  ]);
});

test("codes of subword-nmt are written, saved and loaded", async (t) => {
  const [path = ""] = temporaryFiles(t, "");
  const text = "low low lower newest newest widest";
  const options = { alphabet: "characters", pattern: "whitespace", merges: 5 } as const;
  const suffixed = { ...options, endOfWordSuffix: "</w>" };
  using trained = trainSync(text, { ...suffixed, tieBreak: "subword-nmt" });
  // subword-nmt's own learn_bpe.py on this text.
  const codes = "#version: 0.2\nw e\ns t</w>\nl o\nwe st</w>\nn e\n";
  t.is(trained.toSubwordNmt(), codes);
  await trained.save(path, { format: "subword-nmt" });
  t.is(readFileSync(path, "utf8"), codes);
  using loaded = await Model.load(path, { format: "subword-nmt" });
  t.deepEqual([loaded.merges, loaded.pattern], [trained.merges, "whitespace"]);
  using split = Model.loadSync(path, { format: "subword-nmt", pattern: "none" });
  t.is(split.pattern, "none");

  const unsupported =
    "Cannot write codes of subword-nmt: words are not spelled in characters with </w> at their end";
  throws(t, () => model.toSubwordNmt(), UNSUPPORTED, unsupported);
  using bare = trainSync(text, options);
  await rejects(t, () => bare.save(path, { format: "subword-nmt" }), UNSUPPORTED, unsupported);
  throws(
    t,
    () => Model.loadSync(path, { format: "subword-nmt", endOfWordSuffix: "</w>" }),
    INVALID,
    "Expected no value, as the format says it itself, for endOfWordSuffix but received '</w>'",
  );
});

test("a model of characters encodes as Hugging Face's library does", async (t) => {
  // Words of the paper (Sennrich, Haddow & Birch 2016) with the merges that it gives.
  const vocab = { l: 0, o: 1, w: 2, e: 3, r: 4, n: 5, "w</w>": 6, "r</w>": 7, "<unk>": 8, lo: 9 };
  const json = JSON.stringify({
    version: "1.0",
    added_tokens: [],
    pre_tokenizer: null,
    decoder: { type: "BPEDecoder", suffix: "</w>" },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      end_of_word_suffix: "</w>",
      vocab: { ...vocab, low: 10, "low</w>": 11, "er</w>": 12, "lower</w>": 13 },
      merges: [
        ["l", "o"],
        ["lo", "w"],
        ["lo", "w</w>"],
        ["e", "r</w>"],
        ["low", "er</w>"],
      ],
    },
  });
  const peer = await encodeByHuggingFace(json);
  const read = await Model.fromTokenizerJson(json);
  const again = Model.fromTokenizerJsonSync(read.toTokenizerJson());
  for (const text of ["low", "lower", "slower", "lowlow", "wow", "lo w", "l", "ower!?"]) {
    const expected = await peer(text);
    t.deepEqual(Array.from(read.tokenizer().encode(text)), expected, text);
    t.deepEqual(Array.from(again.tokenizer().encode(text)), expected, text);
    t.is(
      read.tokenizer().decode(expected),
      await HuggingFace.fromString(json).decode(expected, false),
    );
  }
});

for (const [continuingSubwordPrefix, endOfWordSuffix] of [
  ["", ""],
  ["", "</w>"],
  ["##", ""],
  ["##", "</w>"],
] as const) {
  test(`trained on characters with marks '${continuingSubwordPrefix}' and '${endOfWordSuffix}'`, async (t) => {
    const trained = trainSync(corpus, {
      merges: 300,
      alphabet: "characters",
      pattern: "whitespace",
      continuingSubwordPrefix,
      endOfWordSuffix,
    });
    const json = trained.toTokenizerJson();
    const peer = HuggingFace.fromString(json);
    const again = Model.fromTokenizerJsonSync(json).tokenizer();
    const tokenizer = trained.tokenizer();
    for (const text of TEXTS) {
      const tokens = tokenizer.encode(text);
      const expected = (await peer.encode(text, null, { addSpecialTokens: false })).getIds();
      t.deepEqual(Array.from(tokens), expected, text);
      t.deepEqual(again.encode(text), tokens, text);
      t.is(tokenizer.decode(tokens), await peer.decode(expected, false), text);
    }
    const marks = { continuingSubwordPrefix, endOfWordSuffix };
    const read = await Model.fromVocabAndMerges(trained.toVocabJson(), trained.toMergesTxt(), {
      pattern: "whitespace",
      alphabet: "characters",
      ...marks,
    });
    sameModel(t, read, trained);
  });
}

test("ids may have gaps", async (t) => {
  const read = await Model.fromTiktoken("YQ== 0\nYg== 3\nYWI= 5\n", {
    pattern: "gpt2",
    specialTokens: { "<end>": 7 },
  });
  t.is(read.vocabularySize, 8);
  t.deepEqual(read.vocabulary, ["a", "", "", "b", "", "ab", "", "<end>"]);
  const tokenizer = read.tokenizer();
  t.deepEqual(Array.from(tokenizer.encode("abba")), [5, 3, 0]);
  throws(
    t,
    () => tokenizer.decode([5, 1]),
    OUT_OF_RANGE,
    "Unknown token 1 at index 1: the vocabulary has 8 tokens",
  );
  throws(
    t,
    () => tokenizer.encode("\u{1f600}"),
    INVALID,
    "Expected bytes of the model's alphabet for text but received byte 240 at index 0",
  );
});

test("files that are no models are refused, with what is wrong and where", async (t) => {
  const json = '{"model": {"type": "WordPiece", "vocab": {}}}';
  const problem = 'expected "BPE" for model.type but found "WordPiece" at line 1 column 30';
  await refused(
    t,
    {
      sync: () => Model.fromTokenizerJsonSync(json),
      async: () => Model.fromTokenizerJson(json),
    },
    UNSUPPORTED,
    `Cannot read tokenizer.json: ${problem}`,
  );
  const [path = "", vocab = "", merges = ""] = temporaryFiles(t, json, '{"a": 0}', "a b");
  await refused(
    t,
    {
      sync: () => Model.loadSync(path, { format: "tokenizer-json" }),
      async: () => Model.load(path, { format: "tokenizer-json" }),
    },
    UNSUPPORTED,
    `Cannot read ${path}: ${problem}`,
  );
  throws(
    t,
    () => Model.loadSync({ vocab, merges }),
    UNSUPPORTED,
    `Cannot read ${merges}: line 1: the vocabulary lacks "b" of "a" and "b"`,
  );
  writeFileSync(vocab, '{"a": 0, "b": 0}');
  throws(
    t,
    () => Model.loadSync({ vocab, merges }),
    UNSUPPORTED,
    `Cannot read ${vocab}: ["b"] and ["a"] have the same id 0 at line 1 column 16`,
  );
  throws(
    t,
    () => Model.fromTiktokenSync("YQ== 0\nYg", { pattern: "gpt2" }),
    UNSUPPORTED,
    'Cannot read a .tiktoken file: line 2: expected a token in base64, a space and its rank but found "Yg"',
  );
  throws(
    t,
    () => Model.fromVocabAndMergesSync('{"b": 0, "c": 1, "bc": 2}', "c b"),
    UNSUPPORTED,
    'Cannot read merges.txt: line 1: the vocabulary lacks "cb" of "c" and "b"',
  );
});

test("a model that ranks cannot express is refused", async (t) => {
  const read = Model.fromVocabAndMergesSync(
    '{"a": 0, "b": 1, "c": 2, "bc": 3, "ab": 4, "abc": 5}',
    "b c\na b\nab c",
  );
  await refused(
    t,
    { sync: () => read.toTiktokenSync(), async: () => read.toTiktoken() },
    UNSUPPORTED,
    'Cannot write a .tiktoken file: by rank there would be "abc" of "a" and "bc", which is no merge of it',
  );
});

test("files that cannot be read or written", async (t) => {
  const [path = ""] = temporaryFiles(t, "old");
  const folder = dirname(path);
  const lost = join(folder, "lost", "tokenizer.json");
  const system = "No such file or directory (os error 2)";
  await refused(
    t,
    { sync: () => Model.loadSync(lost), async: () => Model.load(lost) },
    FILE,
    `Cannot read ${lost}: ${system}`,
  );
  await refused(
    t,
    { sync: () => model.saveSync(lost), async: () => model.save(lost) },
    FILE,
    `Cannot write ${lost}: ${system}`,
  );
  await rejects(
    t,
    () => model.save(folder, { format: "tiktoken" }),
    FILE,
    `Cannot write ${folder}: not a regular file`,
  );
  throws(
    t,
    () => Model.loadSync(folder, { format: "tokenizer-json" }),
    FILE,
    `Cannot read ${folder}: not a regular file`,
  );
  const aborted = AbortSignal.abort(new Error("enough"));
  const options = { format: "tokenizer-json", signal: aborted } as const;
  await t.throwsAsync(model.save(path, options), { message: "enough" });
  t.is(readFileSync(path, "utf8"), "old");
  t.deepEqual(readdirSync(folder), ["0.txt"]);
});

test("a disk that is full leaves the old file and nothing else", (t) => {
  if (process.platform === "win32") {
    t.pass("No limit on the size of files there");
    return;
  }
  const [path = ""] = temporaryFiles(t, "old");
  // No file may become larger than a few kilobytes.
  const program = new URL("../support/programs/save-model.ts", import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(
    "sh",
    ["-c", 'ulimit -f 4; exec "$@"', "sh", process.execPath, ...process.execArgv, program, path],
    { encoding: "utf8" },
  );
  t.regex(stdout, /^ERR_FILE Cannot write .*File too large \(os error 27\)\n$/, stderr);
  t.is(readFileSync(path, "utf8"), "old");
  t.deepEqual(readdirSync(dirname(path)), ["0.txt"]);
});

test("arguments of the wrong form are named", async (t) => {
  const wrong = (call: () => unknown, message: string): void => throws(t, call, INVALID, message);
  wrong(
    () => Model.fromTokenizerJsonSync(3 as never),
    "Expected a string or a Uint8Array for file but received 3",
  );
  wrong(
    () => Model.fromTiktokenSync("YQ== 0", {} as never),
    "Expected the pattern that the ranks are for for pattern but received undefined",
  );
  wrong(
    () => Model.fromTiktokenSync("YQ== 0", undefined as never),
    "Expected an object for options but received undefined",
  );
  wrong(
    () => Model.fromTiktokenSync("YQ== 0", { pattern: "gpt2", specialTokens: { "": 1 } }),
    "Expected a string that is not empty for specialTokens but received ''",
  );
  throws(
    t,
    () => Model.fromTiktokenSync("YQ== 0", { pattern: "gpt2", specialTokens: { "<s>": -1 } }),
    OUT_OF_RANGE,
    'Expected an integer from 0 to 4294967294 for specialTokens["<s>"] but received -1',
  );
  wrong(
    () => Model.fromVocabAndMergesSync("{}", "", { endOfWordSuffix: "</w>" }),
    "Expected no value, as the alphabet is 'bytes', for endOfWordSuffix but received '</w>'",
  );
  wrong(
    () => Model.fromVocabAndMergesSync("{}", "", { alphabet: "words" as never }),
    "Expected 'bytes' or 'characters' for alphabet but received 'words'",
  );
  wrong(
    () => Model.fromVocabAndMergesSync('{"a": 0}', "", { specialTokens: ["<s>"] }),
    'Expected tokens of the vocabulary, or ids for them for specialTokens but received "<s>"',
  );
  wrong(
    () => Model.loadSync("model"),
    "Expected the format of a file that ends in neither .json nor .tiktoken for format but received undefined",
  );
  wrong(
    () => Model.loadSync("tokenizer.json", { pattern: "gpt2" }),
    "Expected no value, as a tokenizer.json says it itself, for pattern but received 'gpt2'",
  );
  wrong(
    () => model.saveSync(new URL("https://example.com/tokenizer.json")),
    "Expected a path or a file: URL for path but received an object of class URL",
  );
  wrong(
    () => model.saveSync({ vocab: "vocab.json" } as never),
    "Expected a path, a file: URL, or { vocab, merges } for path but received an object of class Object",
  );
  wrong(
    () => model.saveSync("vocab.json", { format: "vocab-and-merges" }),
    "Expected { vocab, merges } for the format vocab-and-merges for path but received 'vocab.json'",
  );
  wrong(
    () => model.saveSync({ vocab: "a", merges: "b" }, { format: "tiktoken" }),
    "Expected one path for the format tiktoken for path but received an object of class Object",
  );
  await rejects(
    t,
    () => Model.load("a.json", { format: "sentencepiece" as never }),
    INVALID,
    "Expected 'tokenizer-json' or 'vocab-and-merges' or 'tiktoken' or 'subword-nmt' for format but received 'sentencepiece'",
  );
});

test("a model that was saved decodes what it encodes", async (t) => {
  const [path = ""] = temporaryFiles(t, "");
  const trained = await train(corpus, { vocabularySize: 400 });
  await trained.save(path, { format: "tokenizer-json" });
  const tokenizer = (await Model.load(path, { format: "tokenizer-json" })).tokenizer();
  for (const text of TEXTS) t.is(tokenizer.decode(tokenizer.encode(text)), text);
});
