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
      /** Not with `distances`. */
      readonly features?: undefined;
      /** Not with `distances`. */
      readonly metric?: undefined;
    }
  | ({
      /** The least distance of two selected elements. */
      readonly distance: number;
      /**
       * Features of the elements, one row each. Distances are computed in double precision when they
       * are needed.
       */
      readonly features: Matrix;
      /** Not with `features`. */
      readonly distances?: undefined;
    } & DistanceOptions);

/** @internal */
export function checkMinimumDistance(
  minimum: MinimumDistance,
): NonNullable<NativeConstraint["minimumDistance"]> {
  const name = "minimumDistance";
  fieldsOf(name, minimum, ["distance", "distances", "features", "metric"]);
  const distance = finite(`${name}.distance`, minimum.distance);
  const { distances, features, metric } = minimum;
  if (distances === undefined) {
    return { distance, ...distantFeatures(features, { metric }, `${name}.`) };
  }
  if (features === undefined && metric === undefined) {
    return { distance, distances: denseMatrix(`${name}.distances`, distances) };
  }
  throw invalidArgument(name, "either distances or features", new Found("more beside distances"));
}
