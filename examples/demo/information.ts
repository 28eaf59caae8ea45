/**
 * Part 3: how uncertain is the weather, and what does one measurement tell about another? Mutual
 * information sees dependence of any form; correlation sees straight lines only.
 */

import {
  entropy,
  mutualInformation,
  type EntropyEstimator,
  type Estimate,
  type Sample,
} from "../../index.ts";
import { correlation, standardized } from "../data/standardize.ts";
import { loadWeather, type City, type Day } from "../data/weather.ts";
import { finding, heading, step, table } from "./terminal.ts";

/**
 * Less than half the step in which any of the measurements was rounded, once they are standardized:
 * such noise undoes the ties of rounding and hides nothing.
 */
const JITTER = 0.004;

const CITIES: readonly City[] = ["Seattle", "New York"];

/** What a day is reported as, rounded as a forecast would be. */
const REPORTS: Readonly<Record<string, (days: readonly Day[]) => Sample>> = {
  "kind of weather": (days) => days.map((day) => day.kind),
  "rain, in mm": (days) => days.map((day) => Math.round(day.precipitation)),
  "wind, in m/s": (days) => days.map((day) => Math.round(day.wind)),
  "maximum, in °C": (days) => days.map((day) => Math.round(day.maximum)),
};

const MEASUREMENTS: Readonly<Record<string, (day: Day) => number>> = {
  "day of year": (day) => day.dayOfYear,
  maximum: (day) => day.maximum,
  minimum: (day) => day.minimum,
  range: (day) => day.maximum - day.minimum,
  wind: (day) => day.wind,
  rain: (day) => day.precipitation,
};

/** Entropies of one report, in bits, a city each. */
export interface ReportEntropy {
  readonly report: string;
  readonly cities: readonly { readonly city: City; readonly bits: number }[];
}

/** What part 3 found. */
export interface Dependence {
  readonly entropies: readonly ReportEntropy[];
  readonly measurements: readonly string[];
  /** Pearson's correlation of each pair. */
  readonly correlations: readonly (readonly number[])[];
  /** The mutual information of each pair, in bits. */
  readonly information: readonly (readonly number[])[];
  /** The most telling pair: day of the year and highest temperature. */
  readonly season: readonly (readonly [day: number, maximum: number])[];
  readonly seconds: number;
}

/** Estimates, and prints the estimates. */
export async function measureDependence(): Promise<Dependence> {
  heading("3  Information: how uncertain is the weather, and what tells about what?");
  const { result: days } = await step("read four years of daily weather", () => ({
    Seattle: loadWeather("Seattle"),
    "New York": loadWeather("New York"),
  }));

  const { result: estimates } = await step("estimate entropies", () => reportEntropies(days));
  table(
    ["bits", ...CITIES.flatMap((city) => [city, "corrected"])],
    estimates.map(({ report, values }) => [
      report,
      ...values.flat().map((v) => v.value.toFixed(3)),
    ]),
  );

  const columns = Object.values(MEASUREMENTS).map((of) => standardized(days.Seattle.map(of)));
  const correlations = columns.map((x) => columns.map((y) => correlation(x, y)));
  const { result: information, seconds } = await step("estimate mutual information, Seattle", () =>
    informationTable(columns),
  );
  const measurements = Object.keys(MEASUREMENTS);
  table(
    ["bits", ...measurements],
    information.map((row, x) => [
      measurements[x]!,
      ...row.map((bits, y) => (x === y ? "" : bits.toFixed(2))),
    ]),
  );
  finding(
    `Day of year and maximum: correlation ${correlations[0]![1]!.toFixed(2)}, yet ` +
      `${information[0]![1]!.toFixed(2)} bits: summer is in the middle of the year.`,
  );
  return {
    entropies: estimates.map(({ report, values }) => ({
      report,
      cities: CITIES.map((city, c) => ({ city, bits: values[c]![1]!.value })),
    })),
    measurements,
    correlations,
    information,
    season: days.Seattle.map((day) => [day.dayOfYear, day.maximum]),
    seconds,
  };
}

/** For each report and city: the entropy that was seen, and corrected for what was not. */
function reportEntropies(days: Readonly<Record<City, readonly Day[]>>) {
  const estimators: EntropyEstimator[] = ["maximum-likelihood", "miller-madow"];
  const estimate = (sample: Sample): Promise<Estimate[]> =>
    Promise.all(estimators.map((estimator) => entropy(sample, { estimator, unit: "bits" })));
  return Promise.all(
    Object.entries(REPORTS).map(async ([report, of]) => ({
      report,
      values: await Promise.all(CITIES.map((city) => estimate(of(days[city])))),
    })),
  );
}

/** The mutual information of each pair of columns, in bits; it is symmetric. */
async function informationTable(columns: readonly Float64Array[]): Promise<number[][]> {
  const bits = columns.map(() => columns.map(() => 0));
  for (const [i, x] of columns.entries()) {
    for (const [j, y] of columns.entries()) {
      if (j <= i) continue;
      const options = { estimator: "ksg1", k: 4, unit: "bits", jitter: { scale: JITTER } } as const;
      const { value } = await mutualInformation(x, y, options);
      bits[i]![j] = bits[j]![i] = value;
    }
  }
  return bits;
}
