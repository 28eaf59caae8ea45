/** Samples of continuous variables in the one form that the addon takes. */

import { numbers } from "../arguments.ts";
import { invalidArgument } from "../errors.ts";
import {
  denseMatrix,
  type DenseMatrix,
  type Matrix,
  matrixData,
  type MatrixData,
} from "../matrix.ts";
import { isTypedSample } from "./source.ts";
import type { DiscreteVariable } from "./variables.ts";

/**
 * Samples of a variable: one number each, or a row of a matrix each. Arrays in single precision are
 * widened, which is exact.
 */
export type Variable = Matrix | Float32Array | Float64Array | readonly number[];

/** The samples as a matrix; plain numbers are its only column. */
export function points(name: string, value: Variable | DiscreteVariable): DenseMatrix {
  if (Array.isArray(value) && (typeof value[0] === "number" || typeof value[0] === "string")) {
    return column(name, numbers(name, value));
  }
  if (ArrayBuffer.isView(value)) return column(name, matrixData(name, value));
  return denseMatrix(name, value as Matrix);
}

function column(name: string, data: MatrixData): DenseMatrix {
  if (data.length === 0) throw invalidArgument(name, "at least one sample", data);
  return { data, rows: data.length, columns: 1 };
}

/** Strings and arrays of integers say that they are symbols; other numbers say nothing. */
export function kindOf(variable: unknown): "symbols" | "numbers" {
  if (Array.isArray(variable)) return typeof variable[0] === "string" ? "symbols" : "numbers";
  const isFloat = variable instanceof Float64Array || variable instanceof Float32Array;
  return isTypedSample(variable) && !isFloat ? "symbols" : "numbers";
}
