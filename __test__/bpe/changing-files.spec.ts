/** Files that somebody changes while they are counted, and aborts in the middle of a word without end. */

import test from "ava";
import { openSync, closeSync, ftruncateSync, writeSync } from "node:fs";
import { WordCounts } from "../../index.ts";
import { temporaryFiles } from "../support/files.ts";

const LINE = "some words\n";
const LINES = 1_000_000;
const KEPT = 100_000;

/** What a count comes to while `change` happens to its file after `delay` ms. */
async function countWhile(
  file: string,
  delay: number,
  change: (descriptor: number) => void,
): Promise<{ counts: Map<string, number> } | { error: unknown }> {
  const descriptor = openSync(file, "r+");
  const counting = WordCounts.count({ files: [file] }, { threads: 2 }).then(
    (counts) => ({ counts: new Map(counts) }),
    (error: unknown) => ({ error }),
  );
  await new Promise((resolve) => setTimeout(resolve, delay));
  change(descriptor);
  closeSync(descriptor);
  return counting;
}

const DELAYS = [0, 1, 2, 4, 8];

test.serial("a file that is truncated while it is counted ends there", async (t) => {
  for (const delay of DELAYS) {
    const [file] = temporaryFiles(t, LINE.repeat(LINES));
    const outcome = await countWhile(file!, delay, (descriptor) =>
      ftruncateSync(descriptor, KEPT * LINE.length),
    );
    if ("error" in outcome) throw outcome.error;
    const { counts } = outcome;
    const whole = counts.get("\n") ?? 0;
    t.true(whole >= KEPT && whole <= LINES, `${whole} lines`);
    // Of the line in which the file ended, no more than a beginning.
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    t.true(total - 3 * whole <= 2, `${total} words`);
    for (const word of counts.keys()) t.true(LINE.includes(word), word);
  }
});

test.serial(
  "a file that is overwritten while it is counted has old words or new ones",
  async (t) => {
    for (const delay of DELAYS) {
      const [file] = temporaryFiles(t, LINE.repeat(LINES));
      const other = Buffer.from("else words\n".repeat(LINES));
      const outcome = await countWhile(file!, delay, (descriptor) =>
        writeSync(descriptor, other, 0),
      );
      if ("error" in outcome) throw outcome.error;
      const { counts } = outcome;
      t.is(counts.get("\n"), LINES);
      t.is(counts.get(" words"), LINES);
      t.is(
        [...counts.values()].reduce((sum, count) => sum + count, 0),
        3 * LINES,
      );
    }
  },
);

test.serial("an abort stops a count in the middle of a word of 200 MB", async (t) => {
  const text = new Uint8Array(2e8).fill(97);
  const [file] = temporaryFiles(t, text);
  for (const corpus of [text, { files: [file!] }]) {
    const controller = new AbortController();
    const counting = WordCounts.count(corpus, { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 20);
    const outcome = await counting.then(
      () => "fulfilled",
      (reason: unknown) => reason,
    );
    t.is(outcome, "enough");
  }
});
