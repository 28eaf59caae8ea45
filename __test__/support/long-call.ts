/** A call that would take minutes and keeps all threads of the pool busy, to be cut short. */

import type { CallOptions } from "../../lib/call.ts";
import { mutualInformation } from "../../lib/information/index.ts";
import { uniformMatrix } from "./random.ts";

/** So many samples that a search in twenty dimensions, where no index helps, takes minutes. */
const [SAMPLES, COORDINATES] = [100_000, 10];

const [x, y] = [uniformMatrix(SAMPLES, COORDINATES, 1), uniformMatrix(SAMPLES, COORDINATES, 2)];

/** Starts the call. */
export function longCall(options?: CallOptions): Promise<unknown> {
  return mutualInformation(x, y, options);
}
