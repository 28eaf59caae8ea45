import test from "ava";
import {
  type ErrorCode,
  Found,
  fromNative,
  GainfulError,
  invalidArgument,
  outOfRange,
} from "../lib/errors.ts";

test("an argument of the wrong form is a TypeError that says what was expected and received", (t) => {
  const error = invalidArgument("k", "a string", 5);
  t.true(error instanceof TypeError);
  t.like(error, {
    name: "TypeError",
    code: "ERR_INVALID_ARGUMENT",
    message: "Expected a string for k but received 5",
  });
});

test("an argument outside its range is a RangeError", (t) => {
  const error = outOfRange("k", "an integer from 1 to 3", 4);
  t.true(error instanceof RangeError);
  t.like(error, {
    name: "RangeError",
    code: "ERR_OUT_OF_RANGE",
    message: "Expected an integer from 1 to 3 for k but received 4",
  });
});

test("other errors are GainfulErrors with code and cause", (t) => {
  const cause = new Error("below");
  const error = new GainfulError("ERR_FILE", "Cannot read it", { cause });
  t.true(error instanceof Error);
  t.like(error, { name: "GainfulError", code: "ERR_FILE", message: "Cannot read it", cause });
});

const WORDS: readonly (readonly [value: unknown, words: string])[] = [
  [undefined, "undefined"],
  [null, "null"],
  [true, "true"],
  [Number.NaN, "NaN"],
  [-0, "-0"],
  [2 ** 32 + 1, "4294967297"],
  [10n, "10n"],
  [Symbol("s"), "Symbol(s)"],
  ["", "''"],
  ["forty characters are shown as they were .", "a string of 41 characters"],
  ["forty characters are shown as they were.", "'forty characters are shown as they were.'"],
  [() => 1, "a function"],
  [[1, 2], "an array of length 2"],
  [new Float32Array(3), "Float32Array of 12 bytes"],
  [new Map(), "an object of class Map"],
  [Object.create(null), "an object of class Object"],
  [Promise.resolve(), "a Promise (is an await missing?)"],
  [new Found("3 numbers"), "3 numbers"],
];

for (const [value, words] of WORDS) {
  test(`messages show ${words}`, (t) => {
    t.is(invalidArgument("x", "more", value).message, `Expected more for x but received ${words}`);
  });
}

const CLASSES: readonly (readonly [ErrorCode, ErrorConstructor | typeof GainfulError])[] = [
  ["ERR_INVALID_ARGUMENT", TypeError as ErrorConstructor],
  ["ERR_OUT_OF_RANGE", RangeError as ErrorConstructor],
  ["ERR_DISPOSED", GainfulError],
  ["ERR_OUT_OF_MEMORY", GainfulError],
  ["ERR_UNSUPPORTED_FORMAT", GainfulError],
  ["ERR_FILE", GainfulError],
  ["ERR_INVALID_UTF8", GainfulError],
  ["ERR_SPECIAL_TOKEN", GainfulError],
  ["ERR_GAINFUL_INTERNAL", GainfulError],
];

for (const [code, type] of CLASSES) {
  test(`${code} of the addon becomes a ${type.name}`, (t) => {
    const error = fromNative(Object.assign(new Error("words"), { code }));
    t.true(error instanceof type);
    t.like(error, { code, message: "words" });
  });
}

test("a code that nobody knows is an internal error", (t) => {
  const error = fromNative(Object.assign(new Error("words"), { code: "GenericFailure" }));
  t.true(error instanceof GainfulError);
  t.like(error, { code: "ERR_GAINFUL_INTERNAL", message: "words" });
});

test("what has no code passes through", (t) => {
  const error = new Error("of somebody else");
  t.is(fromNative(error), error);
  t.is(fromNative("a string"), "a string");
  t.is(fromNative(undefined), undefined);
});
