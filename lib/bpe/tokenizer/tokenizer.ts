/** Tokenizers: apply the merges of a model. */

import { types } from "node:util";
import { integer, MAX_COUNT, unshared } from "../../arguments.ts";
import { callNow } from "../../call.ts";
import { invalidArgument } from "../../errors.ts";
import { handleOf, Resource, type NativeHandle } from "../../resource.ts";
import { policyOf, type SpecialTokenOptions } from "./special-tokens.ts";

/**
 * Encodes texts into tokens and tokens into texts.
 *
 * It keeps no state between calls, so that any number of calls may use it at the same time.
 */
export class Tokenizer extends Resource {
  /** The number of tokens; ids run from 0 to one less. */
  readonly vocabularySize: number;

  /** @internal */
  constructor(handle: NativeHandle, vocabularySize: number) {
    super(handle);
    this.vocabularySize = vocabularySize;
  }

  /**
   * The tokens of a text: it is split into pre-tokens by the pattern of the model, and in each of
   * them the first merge of the list that applies is applied, leftmost first, until none does. No
   * text is taken for a special token unless `options` say so.
   *
   * Takes time proportional to the text, whatever it holds. Lone surrogates become U+FFFD, one by one.
   *
   * @throws TypeError if `text` is no string, or has a byte or character that is no token of the model
   * (the message has it and its index), or if `options` name a special token that is none. Trained models
   * of bytes have a token for each byte; one that was read may have a token for unknown ones instead,
   * which they become. GainfulError with code `ERR_SPECIAL_TOKEN` if the text has a disallowed special token.
   */
  encode(text: string, options?: SpecialTokenOptions): Uint32Array {
    if (typeof text !== "string") throw invalidArgument("text", "a string", text);
    const policy = policyOf(options);
    return callNow((addon) => addon.tokenizerEncode(handleOf(this), text, policy));
  }

  /**
   * The text of tokens. Bytes that are not UTF-8, as a part of an encoding can have, become U+FFFD
   * by the rule of the Encoding Standard; `decode(encode(text))` is `text` unless the pattern drops
   * white space or the model has a token for unknown characters.
   *
   * In models of characters each end-of-word suffix becomes a space, but at the end; if there is only
   * a prefix, each token without it follows a space.
   *
   * @throws GainfulError or RangeError for a token that is not in the vocabulary (the message has it
   * and its index).
   */
  decode(tokens: Uint32Array | readonly number[]): string {
    const ids = idsOf(tokens);
    return callNow((addon) => addon.tokenizerDecode(handleOf(this), ids));
  }
}

function idsOf(tokens: unknown): Uint32Array {
  if (types.isUint32Array(tokens)) return unshared(tokens);
  if (!Array.isArray(tokens)) throw invalidArgument("tokens", "an array of tokens", tokens);
  return Uint32Array.from(tokens, (token: unknown, i) =>
    integer(`tokens[${i}]`, token, 0, MAX_COUNT),
  );
}
