/**
 * What the package ml-distance computes of two distributions, with its names, signatures and results: nothing is checked or
 * normalized, `hellinger` is twice the usual distance, and 0 ln 0 is NaN.
 *
 * @module drop-in/ml-distance
 */

export * as distance from "./ml-distance/distances.ts";
