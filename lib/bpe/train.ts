/** Training: a corpus becomes a model. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import { type Corpus, count, countSync, type SyncCorpus } from "./corpus.ts";
import { Model } from "./model.ts";
import { runAsking, runSyncAsking } from "./on-merge.ts";
import { checkTrainOptions, type TrainOptions } from "./train-options.ts";

/**
 * Trains byte-pair encoding: merges, again and again, the pair of neighbouring symbols that occurs
 * most often, starting from bytes or characters (Gage 1994; Sennrich, Haddow & Birch 2016).
 *
 * The corpus is a string, an iterable or async iterable of strings, or `{ files }`. Each text is
 * split by itself; files are fed line by line, as Hugging Face's trainer does. Takes one pass over
 * the corpus and O(N log N) for distinct pre-tokens of N bytes together; memory is bounded by
 * the distinct pre-tokens. The result is the same for any number of threads.
 *
 * Progress has the stages `counting` (bytes, or texts of an iterable), `initial merges` if there are
 * some, and `merging` (merges).
 *
 * @throws TypeError or RangeError for an option or a text of the wrong kind; GainfulError with code
 * `ERR_FILE` for a file that cannot be read, or `ERR_INVALID_UTF8` (with the offset of the byte) for
 * one that is not UTF-8.
 */
export async function train(corpus: Corpus, options: TrainOptions & CallOptions): Promise<Model> {
  const { native, pattern, onMerge } = checkTrainOptions(options);
  const counts = await count(corpus, pattern, options);
  try {
    return new Model(
      await runAsking(onMerge, options, (addon, call) => addon.train(call, counts, native)),
    );
  } finally {
    counts.dispose();
  }
}

/** Like {@link train}, but blocks. */
export function trainSync(corpus: SyncCorpus, options: TrainOptions & SyncCallOptions): Model {
  const { native, pattern, onMerge } = checkTrainOptions(options);
  const counts = countSync(corpus, pattern, options);
  try {
    return new Model(
      runSyncAsking(onMerge, options, (addon, call) => addon.trainSync(call, counts, native)),
    );
  } finally {
    counts.dispose();
  }
}
