/** A feature-based function by lazy greedy, against plain JavaScript. */

import { FeatureBased, maximizeSync } from "../../lib/submodular/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { handwrittenNumbers, PIXELS } from "../data.ts";
import { featureBased as plain } from "../plain/feature-based.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";

const [ROWS, COLUMNS, CARDINALITY] = [20_000, 3 * PIXELS, 500];

export const featureBased: Comparison = {
  name: "feature-based",
  work: "500 of 20,000 handwritten numbers of three digits (2,352 pixels), square roots, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const features = { data: handwrittenNumbers(ROWS), rows: ROWS, columns: COLUMNS };
    const objective = FeatureBased.fromFeaturesSync(features);
    return {
      run: () => maximizeSync(objective, { cardinality: CARDINALITY }, { threads: 1 }).value,
    };
  },
  theirs: () => {
    const features = handwrittenNumbers(ROWS);
    return { run: () => lazyGreedy(plain(features, ROWS, COLUMNS), CARDINALITY).value };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-5),
};
