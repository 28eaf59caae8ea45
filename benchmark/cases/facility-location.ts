/** Facility location by lazy greedy, against plain JavaScript. */

import { FacilityLocation, maximizeSync } from "../../lib/submodular/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { digits, PIXELS } from "../data.ts";
import { cosineSimilarity, facilityLocation as plain } from "../plain/facility-location.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";

const [ROWS, CARDINALITY] = [4000, 400];

export const facilityLocation: Comparison = {
  name: "facility-location",
  work: "the 400 most representative of 4,000 digits, similarities given, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const data = cosineSimilarity(digits(ROWS), ROWS, PIXELS);
    const objective = FacilityLocation.fromSimilaritySync({ data, rows: ROWS, columns: ROWS });
    return {
      run: () => maximizeSync(objective, { cardinality: CARDINALITY }, { threads: 1 }).value,
    };
  },
  theirs: () => {
    const similarities = cosineSimilarity(digits(ROWS), ROWS, PIXELS);
    return { run: () => lazyGreedy(plain(similarities, ROWS), CARDINALITY).value };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-5),
};
