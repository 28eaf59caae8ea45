/** Facility location on a graph of neighbours by lazy greedy, against plain JavaScript. */

import { FacilityLocation, maximizeSync } from "../../lib/submodular/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { type Graph, neighbourGraph, wordSets } from "../definitions.ts";
import { facilityLocationOnGraph as plain } from "../plain/facility-location.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";

const [ROWS, NEIGHBOURS, CARDINALITY] = [100_000, 32, 1000];

function graph(): Graph {
  return neighbourGraph(wordSets(ROWS), NEIGHBOURS);
}

export const onNeighbourGraph: Comparison = {
  name: "neighbour-graph",
  work: "the 1,000 most representative of 100,000 English definitions, graph of 32 nearest given, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const objective = FacilityLocation.fromGraphSync(graph());
    return {
      run: () => maximizeSync(objective, { cardinality: CARDINALITY }, { threads: 1 }).value,
      repetitions: 5,
    };
  },
  theirs: () => {
    const similarities = graph();
    return { run: () => lazyGreedy(plain(similarities), CARDINALITY).value, repetitions: 5 };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-5),
};
