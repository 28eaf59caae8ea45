/** Lists of tokens, of one text or of many. */

import { types } from "node:util";
import { integer, MAX_COUNT, unshared } from "../../arguments.ts";
import { invalidArgument } from "../../errors.ts";

/** Tokens of a text. */
export type Tokens = Uint32Array | readonly number[];

/** The tokens of many texts in one array. */
export interface EncodedBatch extends Iterable<Uint32Array> {
  /** The tokens of all texts, one after the other. */
  readonly tokens: Uint32Array;
  /** Where the tokens of each text begin; one more number is where the last ones end. */
  readonly offsets: Uint32Array;
  /** The number of texts. */
  readonly length: number;
  /** The tokens of the text with this index, as a view of {@link tokens}; undefined if there is none. */
  at(index: number): Uint32Array | undefined;
  /** The tokens of each text, as views of {@link tokens}. */
  toArrays(): Uint32Array[];
}

/** @internal */
export class Batch implements EncodedBatch {
  readonly tokens: Uint32Array;
  readonly offsets: Uint32Array;

  constructor(batch: { readonly tokens: Uint32Array; readonly offsets: Uint32Array }) {
    this.tokens = batch.tokens;
    this.offsets = batch.offsets;
  }

  get length(): number {
    return this.offsets.length - 1;
  }

  at(index: number): Uint32Array | undefined {
    const [start, end] = [this.offsets[index], this.offsets[index + 1]];
    return end === undefined ? undefined : this.tokens.subarray(start, end);
  }

  toArrays(): Uint32Array[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<Uint32Array, undefined> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as Uint32Array;
  }
}

/** @internal */
export function idsOf(name: string, tokens: unknown): Uint32Array {
  if (types.isUint32Array(tokens)) return unshared(tokens);
  if (!Array.isArray(tokens)) throw invalidArgument(name, "an array of tokens", tokens);
  return Uint32Array.from(tokens, (token: unknown, i) =>
    integer(`${name}[${i}]`, token, 0, MAX_COUNT),
  );
}

/**
 * The tokens of many texts as one array.
 *
 * @internal
 */
export function joined(batch: unknown): Pick<EncodedBatch, "tokens" | "offsets"> {
  if (batch instanceof Batch) return batch;
  if (!Array.isArray(batch)) {
    throw invalidArgument("batch", "an encoded batch or an array of lists of tokens", batch);
  }
  const lists = Array.from(batch, (tokens: unknown, i) => idsOf(`batch[${i}]`, tokens));
  const offsets = new Uint32Array(lists.length + 1);
  let length = 0;
  for (const [i, list] of lists.entries()) {
    length += list.length;
    offsets[i + 1] = integer("the number of tokens", length, 0, MAX_COUNT);
  }
  const tokens = new Uint32Array(length);
  for (const [i, list] of lists.entries()) tokens.set(list, offsets[i]);
  return { tokens, offsets };
}
