/** Four years of daily weather, 2012 to 2015 (NOAA), by the package `vega-datasets`. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The cities whose weather there is; their days are the same. */
export type City = "Seattle" | "New York";

/** The weather of one day. */
export interface Day {
  /** Days since the beginning of the year. */
  readonly dayOfYear: number;
  /** Rain and melted snow in mm. */
  readonly precipitation: number;
  /** The highest temperature in °C. */
  readonly maximum: number;
  /** The lowest temperature in °C. */
  readonly minimum: number;
  /** The average wind in m/s. */
  readonly wind: number;
  /** sun, rain, drizzle, fog or snow. */
  readonly kind: string;
}

/** The days of a city, in order and without a gap. */
export function loadWeather(city: City): readonly Day[] {
  const path = createRequire(import.meta.url).resolve("vega-datasets/data/weather.csv");
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","))
    .filter(([location]) => location === city)
    .map(([, date = "", precipitation, maximum, minimum, wind, kind = ""]) => ({
      dayOfYear: (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000,
      precipitation: Number(precipitation),
      maximum: Number(maximum),
      minimum: Number(minimum),
      wind: Number(wind),
      kind,
    }));
}
