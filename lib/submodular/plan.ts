/** How facility location gets at the similarities of features. */

import { given, integer, MAX_COUNT, nonNegative, oneOf, optional, record } from "../arguments.ts";
import { runSync } from "../call.ts";
import { denseMatrix, type Matrix } from "../matrix.ts";
import type { Native } from "../native.ts";
import { type FeatureOptions, similarity } from "./metric.ts";

const METHODS = ["auto", "dense", "blocks", "neighbours"] as const;

/**
 * Where the similarities of features are:
 *
 * - `dense`: all of them in memory
 * - `blocks`: nowhere; they are computed when gains are asked for, many at once. The same function as
 *   that of `dense`, to the last bit, so that selections are the same
 * - `neighbours`: in memory those of each row to itself and to the rows that are most similar to it.
 *   Another function, which is nowhere larger: a row that has no selected row among its neighbours is
 *   not represented at all
 * - `auto`: `dense` if that fits the memory limit, else `blocks`; `neighbours` if their number is given
 */
export type FacilityLocationMethod = (typeof METHODS)[number];

/** How facility location gets at the similarities of features. */
export interface PlanOptions extends FeatureOptions {
  /** Where the similarities are. Default: `auto`. */
  readonly method?: FacilityLocationMethod | undefined;
  /** How many rows represent a row in the graph of neighbours, itself included. Default: 32. */
  readonly neighbours?: number | undefined;
  /**
   * How many bytes of memory may be used at any time, the features themselves not counted. Default:
   * half of what is free if the method is `auto`, otherwise no limit.
   */
  readonly memoryLimit?: number | undefined;
  /** How many elements will be selected, about: the more, the more gains. Default: not known. */
  readonly cardinality?: number | undefined;
}

/** The shape of features. */
export interface FeatureShape {
  /** The number of rows. */
  readonly rows: number;
  /** The number of features of each row. */
  readonly columns: number;
  /** Whether they are in a `Float32Array` or a `Float64Array`. Default: `single`. */
  readonly precision?: "single" | "double" | undefined;
}

/** How a function is made, and what that takes. */
export interface Plan {
  /** Where the similarities are. */
  readonly method: Exclude<FacilityLocationMethod, "auto">;
  /** The most memory in use at any time, in bytes; the features themselves are not counted. */
  readonly bytes: number;
  /**
   * About how long it takes to make the function and, if `cardinality` is given, to select so many
   * elements: a model of a few measured speeds, meant to tell apart what differs by factors.
   */
  readonly seconds: number;
  /** Why this method. */
  readonly reason: string;
}

type NativeWishes = Parameters<Native["planFacilityLocation"]>[2];

/**
 * What a plan has to observe, as the addon takes it.
 *
 * @internal
 */
export function planWishes(options: PlanOptions = {}): NativeWishes {
  record("options", options);
  const { method = "auto", neighbours, memoryLimit, cardinality } = options;
  const isOpen = method === "auto" && neighbours === undefined;
  const isLimited = memoryLimit === undefined && isOpen;
  const limit = isLimited ? Math.floor(process.availableMemory() / 2) : memoryLimit;
  return {
    method: oneOf("method", method, METHODS),
    ...given({
      neighbours: optional(neighbours, () => integer("neighbours", neighbours, 1, MAX_COUNT)),
      memoryLimit: optional(limit, () => nonNegative("memoryLimit", limit)),
      cardinality: optional(cardinality, () => integer("cardinality", cardinality, 0, MAX_COUNT)),
    }),
  };
}

/**
 * The plan for features, or for features of a shape.
 *
 * @internal
 */
export function plan(
  features: Matrix | FeatureShape,
  options: (PlanOptions & { readonly threads?: number | undefined }) | undefined,
): Plan {
  const shape = { ...shapeOf(features), ...similarity(options) };
  const wishes = planWishes(options);
  return runSync(options, (addon, threads) =>
    addon.planFacilityLocation(threads, shape, wishes),
  ) as Plan;
}

function shapeOf(features: Matrix | FeatureShape): {
  rows: number;
  columns: number;
  single: boolean;
} {
  if (Array.isArray(features) || "data" in record("features", features)) {
    const { data, rows, columns } = denseMatrix("features", features as Matrix);
    return { rows, columns, single: data instanceof Float32Array };
  }
  const { rows, columns, precision = "single" } = features as FeatureShape;
  return {
    rows: integer("features.rows", rows, 1, MAX_COUNT),
    columns: integer("features.columns", columns, 1, MAX_COUNT),
    single: oneOf("features.precision", precision, ["single", "double"]) === "single",
  };
}
