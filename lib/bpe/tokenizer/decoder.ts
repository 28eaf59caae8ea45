/** Decoding tokens that arrive one by one, as a language model makes them. */

import { TextDecoder } from "node:util";
import { boolean, fieldsOf, integer, MAX_COUNT } from "../../arguments.ts";
import { callNow } from "../../call.ts";
import type { NativeHandle } from "../../resource.ts";
import { idsOf, type Tokens } from "./tokens.ts";

/** How tokens are decoded. */
export interface DecodeOptions {
  /**
   * Whether special tokens are left out; of those of a `tokenizer.json` only the ones that it calls special.
   * Default: false, and nothing is lost.
   */
  readonly skipSpecialTokens?: boolean | undefined;
}

/** @internal */
export function skipsSpecial(
  options: DecodeOptions | undefined,
  otherFields: readonly string[] = [],
): boolean {
  if (options === undefined) return false;
  const fields = fieldsOf("options", options, ["skipSpecialTokens", ...otherFields]);
  const skips = fields["skipSpecialTokens"] ?? false;
  return boolean("skipSpecialTokens", skips);
}

/**
 * Decodes tokens bit by bit. What it returns, one piece after the other, is what
 * {@link Tokenizer.decode} makes of all of the tokens; a character of which parts are missing is held back
 * until they come.
 *
 * It keeps the state of one text; any number of decoders may be used at the same time.
 */
export interface Decoder {
  /**
   * The text that more tokens add, or one token; perhaps none yet.
   *
   * @throws RangeError for a token that is not in the vocabulary (the message has its index among these
   * tokens); the decoder then is as it was before.
   */
  write(tokens: Tokens | number): string;
  /** What was held back, U+FFFD for parts of a character; the decoder then is ready for another text. */
  end(): string;
}

/** @internal */
export class TokenDecoder implements Decoder {
  readonly #handle: () => NativeHandle;
  readonly #skips: boolean;
  /** Whether a token adds something else to a text where it is the last one. */
  readonly #hasMarks: boolean;
  #utf8 = newDecoder();
  #isStart = true;
  /** The last token of those that add to the text, which may be the last one of all, and what follows it. */
  #held = new Uint32Array();

  constructor(handle: () => NativeHandle, skips: boolean) {
    this.#handle = handle;
    this.#skips = skips;
    this.#hasMarks = callNow((addon) => addon.tokenizerHasMarks(handle()));
  }

  write(tokens: Tokens | number): string {
    const ids =
      typeof tokens === "number"
        ? Uint32Array.of(integer("tokens", tokens, 0, MAX_COUNT))
        : idsOf("tokens", tokens);
    if (!this.#hasMarks) return this.#utf8.decode(this.#bytes(ids, true, false), { stream: true });
    // The tokens are known to be good before any of them counts.
    this.#bytes(ids, true, false);
    const all = new Uint32Array(this.#held.length + ids.length);
    all.set(this.#held);
    all.set(ids, this.#held.length);
    const last = all.findLastIndex((id) => this.#bytes(Uint32Array.of(id), true, false).length > 0);
    const known = all.subarray(0, Math.max(last, 0));
    const bytes = this.#bytes(known, this.#isStart, false);
    this.#isStart &&= bytes.length === 0;
    this.#held = all.slice(known.length);
    return this.#utf8.decode(bytes, { stream: true });
  }

  end(): string {
    const bytes = this.#bytes(this.#held, this.#isStart, true);
    const text = this.#utf8.decode(bytes, { stream: true }) + this.#utf8.decode();
    this.#utf8 = newDecoder();
    this.#isStart = true;
    this.#held = new Uint32Array();
    return text;
  }

  #bytes(tokens: Uint32Array, isStart: boolean, isEnd: boolean): Uint8Array {
    return callNow((addon) =>
      addon.tokenizerDecodeBytes(this.#handle(), tokens, this.#skips, isStart, isEnd),
    );
  }
}

function newDecoder(): TextDecoder {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}

/** @internal */
export function decoderStream(decoder: Decoder): TransformStream<Tokens | number, string> {
  return new TransformStream({
    transform: (tokens, controller) => pass(decoder.write(tokens), controller),
    flush: (controller) => pass(decoder.end(), controller),
  });
}

function pass(text: string, controller: TransformStreamDefaultController<string>): void {
  if (text !== "") controller.enqueue(text);
}
