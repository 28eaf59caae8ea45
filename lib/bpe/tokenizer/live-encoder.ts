/** Counting the tokens of a text while it grows. */

import { callNow } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";
import { handleOf, Resource, type NativeHandle } from "../../resource.ts";

/** A high surrogate at the end of a string. */
const HALF_A_PAIR = /[\ud800-\udbff]$/;

/**
 * A text that grows, with its exact tokens at every time: those of {@link Tokenizer.encode} for all that
 * was appended, wherever it was cut.
 *
 * To append takes time linear in what is appended and in the end of the text that may still change, which
 * is a word or two: tokens before it are kept. All of a text may change, and is encoded again each time, if
 * its pattern is an expression or `none`, or special tokens are looked for that depend on what stands around
 * them (`single_word`, `lstrip`, `rstrip`), or any in a model that composes texts; and a run of letters
 * without an end is one word.
 */
export class LiveEncoder extends Resource {
  #count = 0;
  /** Half a character at the end of the text, which is U+FFFD unless the other half comes. */
  #half = "";

  /** @internal */
  constructor(handle: NativeHandle) {
    super(handle);
  }

  /** The number of tokens of the text so far. */
  get count(): number {
    handleOf(this);
    return this.#count;
  }

  /** The tokens of the text so far. Each access makes a new array. */
  get tokens(): Uint32Array {
    return callNow((addon) => addon.liveTokens(handleOf(this)));
  }

  /** About how many bytes of native memory the encoder keeps now; 0 once disposed. */
  override get bytes(): number {
    return this.disposed ? 0 : callNow((addon) => addon.liveBytes(handleOf(this)));
  }

  /**
   * Appends text, and returns the number of tokens of the text so far.
   *
   * @throws What {@link Tokenizer.encode} throws for the whole text, with the same index; the text then is
   * as it was before.
   */
  append(text: string): number {
    if (typeof text !== "string") throw invalidArgument("text", "a string", text);
    const handle = handleOf(this);
    const added = this.#half + text;
    const half = HALF_A_PAIR.exec(added)?.[0] ?? "";
    const whole = half === "" ? added : added.slice(0, -1);
    this.#count = callNow((addon) => addon.liveAppend(handle, whole, half));
    this.#half = half;
    return this.#count;
  }
}
