/** No two selected elements nearer to one another than some distance. */

import { fieldsOf, finite } from "../../arguments.ts";
import { Found, invalidArgument } from "../../errors.ts";
import { denseMatrix, type Matrix } from "../../matrix.ts";
import type { NativeConstraint } from "../constraint.ts";
import { type DistanceOptions, distantFeatures } from "../metric.ts";

/**
 * Any two selected elements are at least so far apart. Nothing is promised of any optimizer with it; the
 * certificate is valid all the same.
 */
export type MinimumDistance =
  | {
      /** The least distance of two selected elements. */
      readonly distance: number;
      /** The distances of all pairs of elements: square, symmetric, not negative. */
      readonly distances: Matrix;
    }
  | ({
      /** The least distance of two selected elements. */
      readonly distance: number;
      /**
       * Features of the elements, one row each. Distances are computed in double precision when they
       * are needed.
       */
      readonly features: Matrix;
    } & DistanceOptions);

/** @internal */
export function checkMinimumDistance(
  minimum: MinimumDistance,
): NonNullable<NativeConstraint["minimumDistance"]> {
  const name = "minimumDistance";
  fieldsOf(name, minimum, ["distance", "distances", "features", "metric"]);
  const distance = finite(`${name}.distance`, minimum.distance);
  if ("distances" in minimum) {
    if (!("features" in minimum) && !("metric" in minimum)) {
      return { distance, distances: denseMatrix(`${name}.distances`, minimum.distances) };
    }
    throw invalidArgument(name, "either distances or features", new Found("more beside distances"));
  }
  const { features, metric } = minimum;
  return { distance, ...distantFeatures(features, { metric }, `${name}.`) };
}
