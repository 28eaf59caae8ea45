/**
 * What counts as a matrix, and the one place where it is checked.
 *
 * Sizes are checked here; that the numbers are finite is checked by the addon, which reads them
 * anyway.
 */

import { types } from "node:util";
import { integer, MAX_COUNT, numbers, record, unshared } from "./arguments.ts";
import { Found, GainfulError, invalidArgument } from "./errors.ts";

/** Numbers of a matrix, row after row. */
export type MatrixData = Float32Array | Float64Array;

/**
 * A matrix in row-major order: as `rows` and `columns`, as a `shape`, or as an array of rows of
 * equal length (which is copied into a `Float64Array`).
 *
 * Data in a `Float32Array` are computed with in single precision where an algorithm allows it.
 */
export type Matrix =
  | {
      /** The numbers, row after row. */
      readonly data: MatrixData;
      /** The number of rows. */
      readonly rows: number;
      /** The number of columns. */
      readonly columns: number;
    }
  | {
      /** The numbers, row after row. */
      readonly data: MatrixData;
      /** The numbers of rows and of columns. */
      readonly shape: readonly [rows: number, columns: number];
    }
  | readonly ArrayLike<number>[];

/**
 * Where a sparse matrix has entries, in compressed rows (CSR): row i has entries in the columns
 * `columnIndices[rowOffsets[i]]`, ..., `columnIndices[rowOffsets[i + 1] - 1]`, which ascend strictly.
 *
 * A `Uint32Array` is taken as it is; other arrays are copied into one.
 */
export interface SparsePattern {
  /** Where each row begins, and at last the number of all entries: one more than there are rows. */
  readonly rowOffsets: ArrayLike<number>;
  /** The column of each entry, row after row. */
  readonly columnIndices: ArrayLike<number>;
  /** The number of columns. */
  readonly columns: number;
}

/** A matrix in compressed rows (CSR). Entries that are not listed are 0. */
export interface SparseMatrix extends SparsePattern {
  /** The entries, in the order of `columnIndices`; an array is copied into a `Float64Array`. */
  readonly values: MatrixData | readonly number[];
}

/** A matrix in the one form that the addon takes. */
export interface DenseMatrix {
  readonly data: MatrixData;
  readonly rows: number;
  readonly columns: number;
}

/** Checks a matrix and brings it into row-major form; only arrays of rows are copied. */
export function denseMatrix(name: string, value: Matrix): DenseMatrix {
  if (Array.isArray(value)) return fromRows(name, value as readonly ArrayLike<number>[]);
  const fields = record(name, value);
  const data = matrixData(`${name}.data`, fields["data"]);
  const [rows, columns] = sizes(name, fields);
  if (rows * columns !== data.length) {
    const expected = `${rows} x ${columns} = ${rows * columns} numbers`;
    throw invalidArgument(`${name}.data`, expected, new Found(`${data.length} numbers`));
  }
  return { data, rows, columns };
}

/** The place of a sparse matrix's entries in the one form that the addon takes. */
export interface NativeSparsePattern {
  readonly rowOffsets: Uint32Array;
  readonly columnIndices: Uint32Array;
  readonly columns: number;
}

/** A sparse matrix in the one form that the addon takes. */
export interface NativeSparseMatrix {
  readonly pattern: NativeSparsePattern;
  readonly values: MatrixData;
}

/** Checks the types of a pattern; the addon checks that its parts fit together. */
export function sparsePattern(name: string, value: SparsePattern): NativeSparsePattern {
  const { rowOffsets, columnIndices, columns } = record(name, value);
  return {
    rowOffsets: counts(`${name}.rowOffsets`, rowOffsets),
    columnIndices: counts(`${name}.columnIndices`, columnIndices),
    columns: integer(`${name}.columns`, columns, 1, MAX_COUNT),
  };
}

/** So many columns need little memory, whatever is kept for each: not worth asking the system. */
const FEW_COLUMNS = 2 ** 20;

/**
 * Checks the types of a sparse matrix; the addon checks that its parts fit together. Whatever is made
 * of it keeps about `columnBytes` for each column, empty or not, for which there must be memory.
 */
export function sparseMatrix(
  name: string,
  value: SparseMatrix,
  columnBytes: number,
): NativeSparseMatrix {
  const pattern = sparsePattern(name, value);
  const { values } = value;
  const bytes = columnBytes * pattern.columns;
  if (pattern.columns > FEW_COLUMNS && bytes > process.availableMemory()) {
    const needed = `${bytes} bytes were needed for the ${pattern.columns} columns of ${name}`;
    throw new GainfulError("ERR_OUT_OF_MEMORY", `Out of memory: ${needed}`);
  }
  return { pattern, values: realNumbers(`${name}.values`, values) };
}

/** A matrix of either kind in the one form that the addon takes. */
export type DenseOrSparse =
  | { readonly dense: DenseMatrix }
  | { readonly sparse: NativeSparseMatrix };

/** Checks a matrix that is sparse if it has row offsets. */
export function denseOrSparse(
  name: string,
  value: Matrix | SparseMatrix,
  columnBytes: number,
): DenseOrSparse {
  return typeof value === "object" && value !== null && "rowOffsets" in value
    ? { sparse: sparseMatrix(name, value, columnBytes) }
    : { dense: denseMatrix(name, value) };
}

/** Numbers as they are, if typed, or else copied into double precision. */
export function realNumbers(name: string, value: MatrixData | readonly number[]): MatrixData {
  if (Array.isArray(value)) return numbers(name, value);
  return matrixData(name, value, "an array of numbers, a Float32Array or a Float64Array");
}

/** Integers that fit 32 bits, as a `Uint32Array`. */
export function counts(name: string, value: unknown): Uint32Array {
  if (types.isUint32Array(value)) return unshared(value);
  const list = arrayLike(name, value);
  return Uint32Array.from({ length: list.length }, (_, i) =>
    integer(`${name}[${i}]`, list[i], 0, MAX_COUNT),
  );
}

/** Typed numbers that no other thread can change while the addon reads them. */
export function matrixData(
  name: string,
  value: unknown,
  expected = "a Float32Array or Float64Array",
): MatrixData {
  if (!types.isFloat32Array(value) && !types.isFloat64Array(value)) {
    throw invalidArgument(name, expected, value);
  }
  return unshared<MatrixData>(value);
}

function sizes(name: string, fields: Record<string, unknown>): [number, number] {
  const { shape } = fields;
  if (shape === undefined) {
    return [
      integer(`${name}.rows`, fields["rows"], 1, MAX_COUNT),
      integer(`${name}.columns`, fields["columns"], 1, MAX_COUNT),
    ];
  }
  if (!Array.isArray(shape) || shape.length !== 2) {
    throw invalidArgument(`${name}.shape`, "an array of two sizes", shape);
  }
  return [
    integer(`${name}.shape[0]`, shape[0], 1, MAX_COUNT),
    integer(`${name}.shape[1]`, shape[1], 1, MAX_COUNT),
  ];
}

function fromRows(name: string, value: readonly ArrayLike<number>[]): DenseMatrix {
  const rows = value.length;
  if (rows === 0) throw invalidArgument(name, "at least one row", value);
  const columns = rowLength(`${name}[0]`, value[0]);
  const data = new Float64Array(rows * columns);
  // Not forEach, which would pass over missing rows.
  for (const [r, row] of value.entries()) {
    const length = rowLength(`${name}[${r}]`, row);
    if (length !== columns) {
      throw invalidArgument(
        `${name}[${r}]`,
        `${columns} numbers as in row 0`,
        new Found(`${length} numbers`),
      );
    }
    for (let c = 0; c < columns; c++) {
      const number: unknown = row[c];
      if (typeof number !== "number") {
        throw invalidArgument(`${name}[${r}][${c}]`, "a number", number);
      }
      data[r * columns + c] = number;
    }
  }
  return { data, rows, columns };
}

function rowLength(name: string, row: unknown): number {
  const { length } = arrayLike(name, row, "a row of numbers");
  if (length === 0) throw invalidArgument(name, "at least one number", row);
  return length;
}

function arrayLike(
  name: string,
  value: unknown,
  expected = "an array of numbers",
): ArrayLike<unknown> {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return value as ArrayLike<unknown>;
  }
  throw invalidArgument(name, expected, value);
}
