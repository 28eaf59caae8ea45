/** How a corpus is read and split. */

import { oneOf, optional, record } from "../arguments.ts";
import { checkPattern, type NativePattern, type Pattern } from "./pattern.ts";

const FEEDS = ["whole", "lines"] as const;

/**
 * What is split by itself, so that no pre-token reaches beyond it:
 *
 * - `whole`: each text or file
 * - `lines`: each line with the line feed that ends it, as Hugging Face's trainers read files
 */
export type Feed = (typeof FEEDS)[number];

const INVALID_UTF8 = ["error", "replace"] as const;

/**
 * What is done with bytes that are not UTF-8:
 *
 * - `error`: they are an error, which has the offset of the first one
 * - `replace`: they become U+FFFD by the rule of the WHATWG Encoding Standard, as `TextDecoder` does it
 */
export type InvalidUtf8 = (typeof INVALID_UTF8)[number];

/** How a corpus is read and split. */
export interface CountOptions {
  /** How texts are split. Default: `gpt2`. */
  readonly pattern?: Pattern | undefined;
  /** What is split by itself. Default: `lines` for files, `whole` for anything else. */
  readonly feed?: Feed | undefined;
  /** What is done with bytes that are not UTF-8. Default: `error`. */
  readonly invalidUtf8?: InvalidUtf8 | undefined;
}

/**
 * Options that are known to be good.
 *
 * @internal
 */
export interface CheckedCountOptions {
  readonly pattern: NativePattern;
  readonly feed: Feed | undefined;
  readonly invalidUtf8: InvalidUtf8;
}

/** @internal */
export function checkCount(options: CountOptions = {}): CheckedCountOptions {
  record("options", options);
  const { pattern, feed, invalidUtf8 = "error" } = options;
  return {
    pattern: checkPattern(pattern),
    feed: optional(feed, () => oneOf("feed", feed, FEEDS)),
    invalidUtf8: oneOf("invalidUtf8", invalidUtf8, INVALID_UTF8),
  };
}
