/**
 * The errors that the package throws: Node's own classes where they fit, with a stable `code`.
 *
 * A message says which argument is wrong, what was expected and what was received.
 */

import { getSystemErrorName, types } from "node:util";

/** The stable codes of the package's errors. */
export type ErrorCode =
  | "ERR_INVALID_ARGUMENT"
  | "ERR_OUT_OF_RANGE"
  | "ERR_DISPOSED"
  | "ERR_OUT_OF_MEMORY"
  | "ERR_UNSUPPORTED_FORMAT"
  | "ERR_FILE"
  | "ERR_INVALID_UTF8"
  | "ERR_SPECIAL_TOKEN"
  | "ERR_PEER_NOT_FOUND"
  | "ERR_GAINFUL_NATIVE_NOT_FOUND"
  | "ERR_GAINFUL_INTERNAL";

/**
 * An error that is neither about an argument's type nor about its range: a disposed object, a file
 * that cannot be read, a text with a special token that is not allowed, an addon that cannot be
 * loaded, a package that is not installed, a fault of the package itself.
 */
export class GainfulError extends Error {
  /** The name of the class. */
  override readonly name: string = "GainfulError";
  /** What went wrong, for programs. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Words for what was received, where the value itself would say too little. */
export class Found {
  readonly words: string;

  constructor(words: string) {
    this.words = words;
  }
}

/** An argument of the wrong form: a `TypeError` with code `ERR_INVALID_ARGUMENT`. */
export function invalidArgument(name: string, expected: string, actual: unknown): TypeError {
  return withCode(new TypeError(describe(name, expected, actual)), "ERR_INVALID_ARGUMENT");
}

/** An argument outside its range: a `RangeError` with code `ERR_OUT_OF_RANGE`. */
export function outOfRange(name: string, expected: string, actual: unknown): RangeError {
  return withCode(new RangeError(describe(name, expected, actual)), "ERR_OUT_OF_RANGE");
}

/** What the addon threw, as the class that its code stands for. */
export function fromNative(error: unknown): unknown {
  // Not instanceof: the addon's errors are those of the main realm, whichever this one is.
  if (!types.isNativeError(error) || !("code" in error)) return error;
  switch (error.code) {
    case "ERR_INVALID_ARGUMENT":
      return withCode(new TypeError(error.message), error.code);
    case "ERR_OUT_OF_RANGE":
      return withCode(new RangeError(error.message), error.code);
    case "ERR_DISPOSED":
    case "ERR_OUT_OF_MEMORY":
    case "ERR_UNSUPPORTED_FORMAT":
    case "ERR_INVALID_UTF8":
    case "ERR_SPECIAL_TOKEN":
      return new GainfulError(error.code, error.message);
    case "ERR_FILE":
      return new GainfulError(error.code, error.message, causeOf(error.message));
    default:
      return new GainfulError("ERR_GAINFUL_INTERNAL", error.message);
  }
}

/** The system's error that a message of the addon ends in, with the code that Node has for it. */
function causeOf(message: string): ErrorOptions | undefined {
  const number = /\(os error (\d+)\)$/.exec(message)?.[1];
  // On Windows these are other numbers, which have no such codes.
  if (number === undefined || process.platform === "win32") return undefined;
  const errno = -Number(number);
  const cause = Object.assign(new Error(message), { errno, code: getSystemErrorName(errno) });
  return { cause };
}

function withCode<E extends Error>(error: E, code: ErrorCode): E {
  return Object.assign(error, { code });
}

function describe(name: string, expected: string, actual: unknown): string {
  return `Expected ${expected} for ${name} but received ${show(actual)}`;
}

/** A value in a few words: enough to recognise it, never the whole of it. */
function show(value: unknown): string {
  if (value instanceof Found) return value.words;
  switch (typeof value) {
    case "string":
      return value.length > 40 ? `a string of ${value.length} characters` : `'${value}'`;
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "object":
      if (value === null) return "null";
      if (value instanceof Promise) return "a Promise (is an await missing?)";
      if (Array.isArray(value)) return `an array of length ${value.length}`;
      if (ArrayBuffer.isView(value)) return `${nameOf(value)} of ${value.byteLength} bytes`;
      return `an object of class ${nameOf(value)}`;
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function nameOf(value: object): string {
  const constructor: unknown = value.constructor;
  return typeof constructor === "function" ? constructor.name : "Object";
}
