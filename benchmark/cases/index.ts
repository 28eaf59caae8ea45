/** All comparisons: one file each. */

import type { Comparison } from "../comparison.ts";
import { bpeEncodings } from "./bpe-encoding.ts";
import { bpeTraining, bpeTrainings } from "./bpe-training.ts";
import { byteEntropy } from "./byte-entropy.ts";
import { divergences } from "./divergences.ts";
import { facilityLocation } from "./facility-location.ts";
import { featureBased } from "./feature-based.ts";
import { ksg } from "./ksg.ts";
import { logDeterminant } from "./log-determinant.ts";
import { mmr, mmrDropIn } from "./mmr.ts";
import { onNeighbourGraph } from "./neighbour-graph.ts";
import { setCover } from "./set-cover.ts";
import { similarity } from "./similarity.ts";

export const comparisons: readonly Comparison[] = [
  facilityLocation,
  onNeighbourGraph,
  similarity,
  featureBased,
  logDeterminant,
  setCover,
  mmr,
  mmrDropIn,
  bpeTraining,
  ...bpeTrainings,
  ...bpeEncodings,
  byteEntropy,
  ...divergences,
  ksg,
];
