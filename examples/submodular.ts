/**
 * Which airports represent all 3,376 airports of the United States, if one represents those within
 * about 500 km of it?
 */

import { FacilityLocation, maximizeSync } from "../index.ts";
import { loadAirports, type Airport } from "./data/airports.ts";

const EARTH_RADIUS = 6371;
const REACH = 500;

const airports = loadAirports();
// On the unit sphere, where distances are no different near the poles.
const positions = airports.map(position);
using objective = FacilityLocation.fromFeaturesSync(positions, {
  metric: "rbf",
  gamma: (EARTH_RADIUS / REACH) ** 2,
});
const { elements, gains, value, certificate } = maximizeSync(objective, { cardinality: 8 });

console.log(`Eight airports represent ${airports.length}:`);
for (const [i, element] of elements.entries()) {
  const { code, place } = airports[element]!;
  const share = ((100 * gains[i]!) / airports.length).toFixed(1).padStart(4);
  console.log(`  ${code.padEnd(4)} ${place.padEnd(18)} adds ${share} % of all`);
}
console.log(`Together ${((100 * value) / airports.length).toFixed(1)} %, which is at least`);
console.log(`${Math.floor(100 * certificate!.ratio)} % of what the best eight represent.`);

function position({ latitude, longitude }: Airport): number[] {
  const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}
