/** Divergences of two distributions, against a package that does it in JavaScript. */

import { distance as peer } from "ml-distance";
import { distance } from "../../lib/drop-in/ml-distance.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { english } from "../data.ts";

const CELLS = 10_000;

/** How often pairs of bytes come in two halves of a text, folded to cells, each seen once before. */
function frequencies(): [Float64Array, Float64Array] {
  const bytes = Buffer.from(english(2_000_000));
  const half = bytes.length >> 1;
  return [bytes.subarray(0, half), bytes.subarray(half)].map((part) => {
    const counts = new Float64Array(CELLS).fill(1);
    for (let i = 1; i < part.length; i++) {
      const cell = ((part[i - 1] as number) * 256 + (part[i] as number)) % CELLS;
      counts[cell] = (counts[cell] as number) + 1;
    }
    return counts.map((count) => count / (part.length - 1 + CELLS));
  }) as [Float64Array, Float64Array];
}

/** The distances of which 10,000 cells were asked for. */
export const divergences: readonly Comparison[] = (
  ["kullbackLeibler", "jensenShannon", "hellinger"] as const
).map((name) => ({
  name: `divergence-${name}`,
  work: `${name} of frequencies of ${CELLS} pairs of bytes, by the drop-in`,
  peer: "ml-distance 4.0.1",
  ours: () => {
    const [p, q] = frequencies();
    return { run: () => distance[name](p, q), repetitions: 5000 };
  },
  theirs: () => {
    const [p, q] = frequencies();
    return { run: () => peer[name](p, q), repetitions: 1000 };
  },
  // A root of a difference from 1 keeps half of the digits.
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-7),
}));
