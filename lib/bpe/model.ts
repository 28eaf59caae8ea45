/** A trained model: the vocabulary and the merges that make it. */

import { callNow } from "../call.ts";
import { handleOf, Resource, type NativeHandle } from "../resource.ts";
import { Tokenizer } from "./tokenizer.ts";

/** A merge: the two tokens that become one, in the byte-to-unicode alphabet of GPT-2. */
export type Merge = readonly [left: string, right: string];

/**
 * A byte-pair encoding: tokens, and the merges that make them in the order in which they apply.
 *
 * Strings are in the byte-to-unicode alphabet of GPT-2, in which every byte is a printable
 * character (a space is `Ġ`).
 */
export class Model extends Resource {
  /** @internal */
  constructor(handle: NativeHandle) {
    super(handle);
  }

  /** The number of tokens; fewer than asked for if the corpus had nothing left to merge. */
  get vocabularySize(): number {
    return callNow((addon) => addon.modelVocabularySize(handleOf(this)));
  }

  /** The tokens in the order of their ids: special tokens, bytes, merged ones. */
  get vocabulary(): readonly string[] {
    return callNow((addon) => addon.modelVocabulary(handleOf(this)));
  }

  /** The merges in the order in which they apply. Each access makes a new array. */
  get merges(): readonly Merge[] {
    const flat = callNow((addon) => addon.modelMerges(handleOf(this)));
    return Array.from({ length: flat.length / 2 }, (_, i) => [
      flat[2 * i] as string,
      flat[2 * i + 1] as string,
    ]);
  }

  /** The text of a `merges.txt` file: a version line, then one merge a line. */
  toMergesTxt(): string {
    return callNow((addon) => addon.modelMergesTxt(handleOf(this)));
  }

  /**
   * The text of a `tokenizer.json` file. Hugging Face's library loads it and encodes as
   * {@link Model.tokenizer} does, but for special tokens, which it looks for in the text.
   */
  toTokenizerJson(): string {
    return callNow((addon) => addon.modelTokenizerJson(handleOf(this)));
  }

  /** A tokenizer that applies the merges. It does not depend on the model, which can be disposed. */
  tokenizer(): Tokenizer {
    const handle = callNow((addon) => addon.modelTokenizer(handleOf(this)));
    return new Tokenizer(handle, this.vocabularySize);
  }
}
