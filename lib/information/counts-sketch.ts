/** Counts of the symbols of a stream, which can be merged, kept as bytes, and estimated from. */

import { isUint8Array } from "node:util/types";
import { crc32 } from "node:zlib";
import { GainfulError, invalidArgument, outOfRange } from "../errors.ts";
import { type Sample, sampleOf } from "./source.ts";

type Symbol = number | string;

/** The first bytes of every sketch. */
const MAGIC = 0x4b534347;

const VERSION = 1;

/** Magic, version, checksum, number of numbers, number of texts: 32 bits each, and 32 to align. */
const HEADER = 24;

/**
 * Exact counts of the symbols of a stream. It has `counts`, so every function that takes counts takes it.
 *
 * @example
 * ```js
 * const sketch = new CountsSketch().add([1, 2, 2]).add(["a"]);
 * entropySync(sketch).samples; // 4
 * ```
 */
export class CountsSketch {
  readonly #counts = new Map<Symbol, number>();
  #samples = 0;

  /** Counts the symbols of a sample; numbers and strings are different symbols. An error leaves the counts as they were. */
  add(sample: Sample): this {
    const symbols = sampleOf("sample", sample);
    this.#room(symbols.length);
    if (!Array.isArray(symbols)) {
      const index = (symbols as Float64Array).findIndex((value) => Number.isNaN(value));
      if (index >= 0) throw invalidArgument(`sample[${index}]`, "a value without NaN", NaN);
    }
    // A map takes -0 for 0.
    for (const symbol of symbols as Iterable<Symbol>) this.#increase(symbol, 1);
    this.#samples += symbols.length;
    return this;
  }

  /** Adds the counts of another sketch, which stays as it is. */
  merge(other: CountsSketch): this {
    if (!(other instanceof CountsSketch)) throw invalidArgument("other", "a CountsSketch", other);
    this.#room(other.#samples);
    for (const [symbol, count] of other.#counts) this.#increase(symbol, count);
    this.#samples += other.#samples;
    return this;
  }

  /** The number of samples. */
  get samples(): number {
    return this.#samples;
  }

  /** The number of different symbols. */
  get symbols(): number {
    return this.#counts.size;
  }

  /** The count of each symbol, in the order in which they first came. */
  get counts(): Float64Array {
    return Float64Array.from(this.#counts.values());
  }

  /** How often a symbol came. */
  count(symbol: number | string): number {
    return this.#counts.get(symbol) ?? 0;
  }

  /** The counts as bytes, with a version and a checksum; equal counts give equal bytes. */
  toBytes(): Uint8Array {
    const entries = [...this.#counts];
    const numbers = entries.filter(
      (entry): entry is [number, number] => typeof entry[0] === "number",
    );
    const texts = entries.filter(
      (entry): entry is [string, number] => typeof entry[0] === "string",
    );
    numbers.sort(([a], [b]) => a - b);
    texts.sort(([a], [b]) => (a < b ? -1 : 1));
    const words = new TextEncoder().encode(JSON.stringify(texts.map(([text]) => text)));
    const fields = [
      ...numbers.map(([symbol]) => symbol),
      ...numbers.map(([, count]) => count),
      ...texts.map(([, count]) => count),
    ];
    const bytes = new Uint8Array(HEADER + 8 * fields.length + words.length);
    const view = new DataView(bytes.buffer);
    fields.forEach((field, i) => view.setFloat64(HEADER + 8 * i, field, true));
    bytes.set(words, HEADER + 8 * fields.length);
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, VERSION, true);
    view.setUint32(12, numbers.length, true);
    view.setUint32(16, texts.length, true);
    view.setUint32(8, crc32(bytes.subarray(12)), true);
    return bytes;
  }

  /**
   * The counts that {@link CountsSketch.toBytes} wrote.
   *
   * @throws GainfulError with code `ERR_UNSUPPORTED_FORMAT` if they are damaged, or no counts, or of a later version.
   */
  static fromBytes(bytes: Uint8Array): CountsSketch {
    if (!isUint8Array(bytes)) throw invalidArgument("bytes", "a Uint8Array", bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) {
      throw unsupported("The bytes are not those of a CountsSketch");
    }
    const version = view.getUint32(4, true);
    if (version !== VERSION) {
      throw unsupported(`The counts have version ${version}, and only ${VERSION} is known`);
    }
    if (view.getUint32(8, true) !== crc32(bytes.subarray(12))) {
      throw unsupported("The counts are damaged: their checksum is wrong");
    }
    const [numbers, texts] = [view.getUint32(12, true), view.getUint32(16, true)];
    const end = HEADER + 8 * (2 * numbers + texts);
    const field = (i: number): number => view.getFloat64(HEADER + 8 * i, true);
    const words = JSON.parse(new TextDecoder().decode(bytes.subarray(end))) as string[];
    const sketch = new CountsSketch();
    for (let i = 0; i < numbers; i++) sketch.#restore(field(i), field(numbers + i));
    for (let i = 0; i < texts; i++) sketch.#restore(words[i] as string, field(2 * numbers + i));
    return sketch;
  }

  #increase(symbol: Symbol, count: number): void {
    this.#counts.set(symbol, (this.#counts.get(symbol) ?? 0) + count);
  }

  #restore(symbol: Symbol, count: number): void {
    this.#increase(symbol, count);
    this.#samples += count;
  }

  /** Fails before counts would lose their last digit. */
  #room(more: number): void {
    if (this.#samples + more <= Number.MAX_SAFE_INTEGER) return;
    throw outOfRange("sample", "at most 2^53 - 1 samples in all", this.#samples + more);
  }
}

function unsupported(message: string): GainfulError {
  return new GainfulError("ERR_UNSUPPORTED_FORMAT", message);
}
