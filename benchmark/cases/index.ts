/** All comparisons: one file each. */

import type { Comparison } from "../comparison.ts";
import { bpeTraining } from "./bpe-training.ts";
import { byteEntropy } from "./byte-entropy.ts";
import { facilityLocation } from "./facility-location.ts";
import { ksg } from "./ksg.ts";
import { mmr, mmrDropIn } from "./mmr.ts";
import { similarity } from "./similarity.ts";

export const comparisons: readonly Comparison[] = [
  facilityLocation,
  similarity,
  mmr,
  mmrDropIn,
  bpeTraining,
  byteEntropy,
  ksg,
];
