/** The cosine similarities of all pairs of rows, against plain JavaScript. */

import { FacilityLocation, maximizeSync } from "../../lib/submodular/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { digits, PIXELS } from "../data.ts";
import { cosineSimilarity, facilityLocation as plain } from "../plain/facility-location.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";

const ROWS = 2000;

export const similarity: Comparison = {
  name: "similarity",
  work: "cosine similarities of 2,000 digits of 784 pixels, and the best of them",
  peer: "plain JavaScript",
  ours: () => {
    const features = { data: digits(ROWS), rows: ROWS, columns: PIXELS };
    return {
      run: () =>
        maximizeSync(FacilityLocation.fromFeaturesSync(features), { cardinality: 1 }).value,
    };
  },
  theirs: () => {
    const data = digits(ROWS);
    return {
      run: () => lazyGreedy(plain(cosineSimilarity(data, ROWS, PIXELS), ROWS), 1).value,
    };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-5),
};
