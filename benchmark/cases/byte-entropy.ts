/** The entropy of bytes, against a package that does it in JavaScript. */

import { createRequire } from "node:module";
import { entropySync } from "../../lib/information/index.ts";
import { assertClose, type Comparison } from "../comparison.ts";
import { english } from "../data.ts";

const BYTES = 8_000_000;

export const byteEntropy: Comparison = {
  name: "byte-entropy",
  work: "entropy of 8 MB of English bytes, in bits, one thread",
  peer: "binary-shannon-entropy 1.1.3",
  ours: () => {
    const bytes = Buffer.from(english(BYTES));
    const options = { unit: "bits", threads: 1 } as const;
    return { run: () => entropySync(bytes, options).value, repetitions: 200 };
  },
  theirs: () => {
    const bytes = Buffer.from(english(BYTES));
    const require = createRequire(import.meta.url);
    const entropy = require("binary-shannon-entropy") as (bytes: Buffer) => number;
    return { run: () => entropy(bytes), repetitions: 20 };
  },
  // The peer adds up millions of rounded steps.
  agree: (ours, theirs) => assertClose(ours, theirs, 1e-10),
};
