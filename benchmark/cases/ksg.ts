/** Mutual information by nearest neighbours, against plain JavaScript. */

import { mutualInformationSync } from "../../lib/information/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { inkAndCentre } from "../data.ts";
import { ksg1 } from "../plain/ksg.ts";

const [SAMPLES, K] = [10_000, 3];

export const ksg: Comparison = {
  name: "ksg",
  work: "mutual information of ink and centre of 10,000 digits, KSG-1, k = 3, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const { ink, centre } = inkAndCentre(SAMPLES);
    const options = { k: K, threads: 1 };
    return { run: () => mutualInformationSync(ink, centre, options).value, repetitions: 10 };
  },
  theirs: () => {
    const { ink, centre } = inkAndCentre(SAMPLES);
    return { run: () => ksg1(ink, centre, K) };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-10),
};
