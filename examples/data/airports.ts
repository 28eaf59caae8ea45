/** Airports of the United States, by the package `vega-datasets`. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** An airport. */
export interface Airport {
  readonly code: string;
  readonly place: string;
  /** In degrees. */
  readonly latitude: number;
  /** In degrees. */
  readonly longitude: number;
}

/** All airports of the data set, from heliports to Atlanta. */
export function loadAirports(): readonly Airport[] {
  const path = createRequire(import.meta.url).resolve("vega-datasets/data/airports.csv");
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      // Names can be quoted and hold commas; the other fields do not, so they are counted from the end.
      const fields = line.split(",");
      const [city, state, , latitude, longitude] = fields.slice(-5);
      return {
        code: fields[0] ?? "",
        place: `${city}, ${state}`,
        latitude: Number(latitude),
        longitude: Number(longitude),
      };
    });
}
