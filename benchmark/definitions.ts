/** Definitions of WordNet as sets of words, and as a graph of those that are like one another. */

import { loadDefinitions } from "../examples/data/definitions.ts";

/** Sets in compressed rows. */
export interface Sets {
  readonly rowOffsets: Uint32Array;
  readonly columnIndices: Uint32Array;
  readonly columns: number;
}

/** A graph in compressed rows. */
export interface Graph extends Sets {
  readonly values: Float32Array;
}

/** Words of more definitions than this tell little, and do not make neighbours. */
const COMMON = 300;

/** The words of each of the first definitions, ascending, numbered as they first occur. */
export function wordSets(count: number): Sets {
  const numbers = new Map<string, number>();
  const rowOffsets = new Uint32Array(count + 1);
  const columnIndices: number[] = [];
  for (const [row, definition] of loadDefinitions().slice(0, count).entries()) {
    const words = new Set(definition.toLowerCase().match(/[a-z]+/g));
    for (const word of words) if (!numbers.has(word)) numbers.set(word, numbers.size);
    const ascending = Array.from(words, (word) => numbers.get(word) as number);
    columnIndices.push(...ascending.toSorted((a, b) => a - b));
    rowOffsets[row + 1] = columnIndices.length;
  }
  return { rowOffsets, columnIndices: Uint32Array.from(columnIndices), columns: numbers.size };
}

/**
 * For each set, itself and its nearest others, at most `neighbours` together, by the cosine of words
 * that weigh as much as they are rare: with ln(n / definitions that have it).
 */
export function neighbourGraph(sets: Sets, neighbours: number): Graph {
  const count = sets.rowOffsets.length - 1;
  const wordsOf = (row: number): Uint32Array =>
    sets.columnIndices.subarray(sets.rowOffsets[row], sets.rowOffsets[row + 1]);
  const rowsWith = transposed(sets);
  const weights = rowsWith.map((rows) => Math.log(count / rows.length) ** 2);
  const lengths = Float64Array.from({ length: count }, (_, row) =>
    Math.sqrt(wordsOf(row).reduce((sum, word) => sum + (weights[word] as number), 0)),
  );

  const rowOffsets = new Uint32Array(count + 1);
  const columnIndices: number[] = [];
  const values: number[] = [];
  const products = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const met: number[] = [];
    for (const word of wordsOf(row)) {
      const rows = rowsWith[word] as readonly number[];
      if (rows.length > COMMON) continue;
      for (const other of rows) {
        if (other === row) continue;
        if (products[other] === 0) met.push(other);
        products[other] = (products[other] as number) + (weights[word] as number);
      }
    }
    const cosine = (other: number): number =>
      (products[other] as number) / ((lengths[row] as number) * (lengths[other] as number));
    const nearest = largest(met, Float64Array.from(met, cosine), neighbours - 1);
    for (const other of [row, ...nearest].toSorted((a, b) => a - b)) {
      columnIndices.push(other);
      values.push(other === row ? 1 : cosine(other));
    }
    rowOffsets[row + 1] = columnIndices.length;
    for (const other of met) products[other] = 0;
  }
  return {
    rowOffsets,
    columnIndices: Uint32Array.from(columnIndices),
    values: Float32Array.from(values),
    columns: count,
  };
}

/** The rows that have each word, ascending. */
function transposed({ rowOffsets, columnIndices, columns }: Sets): number[][] {
  const rowsWith: number[][] = Array.from({ length: columns }, () => []);
  for (let row = 0; row + 1 < rowOffsets.length; row++) {
    const words = columnIndices.subarray(rowOffsets[row], rowOffsets[row + 1]);
    for (const word of words) rowsWith[word]?.push(row);
  }
  return rowsWith;
}

/** Those of the largest values, at most `count`. */
function largest(items: readonly number[], values: Float64Array, count: number): number[] {
  const kept = new Float64Array(count).fill(-Infinity);
  for (const value of values) {
    if (value <= (kept[0] as number)) continue;
    let at = 1;
    for (; at < count && (kept[at] as number) < value; at++) kept[at - 1] = kept[at] as number;
    kept[at - 1] = value;
  }
  const least = kept[0] as number;
  return items.filter((_, i) => (values[i] as number) >= least).slice(0, count);
}
