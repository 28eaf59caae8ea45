/** Training: a corpus becomes a model. */

import type { CallOptions, SyncCallOptions } from "../call.ts";
import type { Corpus, SyncCorpus } from "./corpus.ts";
import { Model } from "./model.ts";
import { runAsking, runSyncAsking } from "./on-merge.ts";
import { checkTrainOptions, type TrainOptions } from "./train-options.ts";
import { countsFor, countsForSync, type WordCounts } from "./word-counts.ts";

/**
 * Trains byte-pair encoding: merges, again and again, the pair of neighbouring symbols that occurs
 * most often, starting from bytes or characters (Gage 1994; Sennrich, Haddow & Birch 2016).
 *
 * The corpus is a text, an iterable or async iterable of texts, a stream, `{ files }` or `{ glob }`, or
 * {@link WordCounts}, which can be used again. Files are fed line by line by default, as Hugging Face's
 * trainer does. Takes one pass over the corpus and O(N log N) for distinct pre-tokens of N bytes
 * together; memory is bounded by the distinct pre-tokens. The result is the same for any number of
 * threads.
 *
 * Progress has the stages `counting` (bytes, or texts of an iterable), `initial merges` if there are
 * some, and `merging` (merges).
 *
 * @throws TypeError or RangeError for an option or a text of the wrong kind; GainfulError with code
 * `ERR_FILE` for a file that cannot be read, or `ERR_INVALID_UTF8` (with the offset of the byte) for
 * bytes that are not UTF-8.
 */
export async function train(
  corpus: Corpus | WordCounts,
  options: TrainOptions & CallOptions,
): Promise<Model> {
  const { native, onMerge } = checkTrainOptions(options);
  const counts = await countsFor(corpus, options);
  try {
    return new Model(
      await runAsking(onMerge, options, (addon, call) => addon.train(call, counts.handle, native)),
    );
  } finally {
    counts.release();
  }
}

/** Like {@link train}, but blocks. */
export function trainSync(
  corpus: SyncCorpus | WordCounts,
  options: TrainOptions & SyncCallOptions,
): Model {
  const { native, onMerge } = checkTrainOptions(options);
  const counts = countsForSync(corpus, options);
  try {
    return new Model(
      runSyncAsking(onMerge, options, (addon, call) =>
        addon.trainSync(call, counts.handle, native),
      ),
    );
  } finally {
    counts.release();
  }
}
