/** What correlation overlooks: the day of the year tells much about the temperature in Seattle. */

import { entropySync, mutualInformationSync } from "../index.ts";
import { correlation, standardized } from "./data/standardize.ts";
import { loadWeather } from "./data/weather.ts";

const days = loadWeather("Seattle");
const dayOfYear = standardized(days.map((day) => day.dayOfYear));
const maximum = standardized(days.map((day) => day.maximum));

// Both were rounded: noise of less than half the rounding step undoes the ties and hides nothing.
const options = { k: 4, unit: "bits", jitter: { scale: 0.004 } } as const;
const { value: information, samples } = mutualInformationSync(dayOfYear, maximum, options);
console.log(`Day of year and highest temperature in Seattle, ${samples} days:`);
console.log(`  correlation         ${correlation(dayOfYear, maximum).toFixed(2)}`);
console.log(`  mutual information  ${information.toFixed(2)} bits`);

console.log("Entropy of the kind of weather, in bits:");
const kinds = days.map((day) => day.kind);
for (const estimator of ["maximum-likelihood", "miller-madow"] as const) {
  const { value } = entropySync(kinds, { estimator, unit: "bits" });
  console.log(`  ${estimator.padEnd(18)}  ${value.toFixed(4)}`);
}
