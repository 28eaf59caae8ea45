/** Golden merges of Hugging Face's trainer; golden/huggingface.json tells how they were made. */

import { readFileSync } from "node:fs";
import type { TrainOptions } from "../../index.ts";

/** One training. */
export interface GoldenTraining {
  readonly id: string;
  /** A key of {@link corpora}. */
  readonly corpus: string;
  readonly options: TrainOptions;
  /** The merges in order, each as in `merges.txt`. */
  readonly merges: readonly string[];
  /** The tokens in the order of their ids, where the alphabet was that of all bytes. */
  readonly vocabulary?: readonly string[];
}

const golden = JSON.parse(
  readFileSync(new URL("golden/huggingface.json", import.meta.url), "utf8"),
) as {
  readonly corpora: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly GoldenTraining[];
};

/** The trainings. */
export const trainings: readonly GoldenTraining[] = golden.cases;

/** The lines of a corpus, each with its line end; the last line has none. */
export function linesOf(corpus: string): string[] {
  const lines = golden.corpora[corpus] ?? [];
  return lines.map((line, i) => (i < lines.length - 1 ? `${line}\n` : line));
}
