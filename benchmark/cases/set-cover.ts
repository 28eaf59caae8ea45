/** Set cover by lazy greedy, against plain JavaScript. */

import { maximizeSync, SetCover } from "../../lib/submodular/index.ts";
import type { Comparison } from "../comparison.ts";
import { wordSets } from "../definitions.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";
import { setCover as plain } from "../plain/set-cover.ts";

const [SETS, CARDINALITY] = [100_000, 1000];

export const setCover: Comparison = {
  name: "set-cover",
  work: "1,000 of 100,000 English definitions that have the most different words, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const objective = SetCover.fromSetsSync(wordSets(SETS));
    return {
      run: () => {
        const selection = maximizeSync(objective, { cardinality: CARDINALITY }, { threads: 1 });
        return Array.from(selection.elements);
      },
      repetitions: 5,
    };
  },
  theirs: () => {
    const sets = wordSets(SETS);
    return { run: () => lazyGreedy(plain(sets), CARDINALITY).elements, repetitions: 5 };
  },
  agree: (ours, theirs) => {
    if (String(ours) !== String(theirs)) throw new Error(`${ours} is not ${theirs}`);
  },
};
