/** Log-determinant by lazy greedy, against plain JavaScript. */

import { LogDeterminant, maximizeSync } from "../../lib/submodular/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { digitKernel } from "../data.ts";
import { lazyGreedy } from "../plain/lazy-greedy.ts";
import { logDeterminant as plain } from "../plain/log-determinant.ts";

const [ROWS, CARDINALITY] = [5000, 500];

export const logDeterminant: Comparison = {
  name: "log-determinant",
  work: "the 500 most informative of 5,000 digits, log-determinant, kernel given, one thread",
  peer: "plain JavaScript",
  ours: () => {
    const kernel = { data: digitKernel(ROWS), rows: ROWS, columns: ROWS };
    const objective = LogDeterminant.fromKernelSync(kernel, { regularization: 1 });
    return {
      run: () => maximizeSync(objective, { cardinality: CARDINALITY }, { threads: 1 }).value,
    };
  },
  theirs: () => {
    const kernel = digitKernel(ROWS);
    return { run: () => lazyGreedy(plain(kernel, ROWS, CARDINALITY), CARDINALITY).value };
  },
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-9),
};
