/** Superwords: tokens of several words. */

import { given, integer, optional, record } from "../../arguments.ts";
import { callNow, type CallOptions, type SyncCallOptions } from "../../call.ts";
import { Found, invalidArgument } from "../../errors.ts";
import type { Native } from "../../native.ts";
import { handleOf, type NativeHandle } from "../../resource.ts";
import type { Corpus, SyncCorpus } from "../corpus.ts";
import type { CountOptions } from "../count-options.ts";
import { Model } from "../model.ts";
import { type OnMerge, runAsking, runSyncAsking } from "../on-merge.ts";
import type { Pattern } from "../pattern.ts";
import { MAX_TOKENS, type TrainSettings, type TrainSize } from "../train-options.ts";
import { countsFor, countsForSync, WordCounts } from "../word-counts.ts";

/** How to learn superwords, and where to stop; the tokens and merges of the model count. */
export type SuperwordOptions = SuperwordSettings & TrainSize;

/** How to learn superwords: all of {@link SuperwordOptions} but where to stop. */
export interface SuperwordSettings
  extends CountOptions, Pick<TrainSettings, "minFrequency" | "maxTokenLength" | "onMerge"> {
  /** The model to go on from; its tokens keep their ids. */
  readonly model: Model;
  /**
   * How texts are split now, which should be less than the model splits. Default: that of the original,
   * at numbers, at runs of punctuation and at white space that does not precede a word:
   * `\p{N}{1,3}| ?[^\s\p{L}\p{N}]{2,}[\r\n/]*| +(?!\S)`.
   */
  readonly pattern?: Pattern | undefined;
  /** The most words that a new token may have: runs of what is no white space. Default: no limit. */
  readonly maxWords?: number | undefined;
}

/**
 * Learns superwords: goes on from a model with merges that may cross the borders of its pre-tokens, so that
 * "by the way" can become one token (Liu et al., "SuperBPE", 2025).
 *
 * The corpus is split by another pattern, the merges of the model are applied first, and training goes on
 * from there, by the model's tie rule or else by that of Hugging Face. The result splits by that pattern,
 * and applies all its merges in their order. Memory is that of the whole corpus, as hardly any two of
 * its pieces are equal: a few hundred megabytes of text are enough for a vocabulary.
 *
 * @throws What {@link train} throws; TypeError for a model that makes tokens of whole words without merges,
 * as some `.tiktoken` files do.
 */
export async function trainSuperwords(
  corpus: Corpus | WordCounts,
  options: SuperwordOptions & CallOptions,
): Promise<Model> {
  const { model, native, onMerge } = check(options);
  const counts = await countsFor(corpus, reading(corpus, options));
  try {
    return new Model(
      await runAsking(onMerge, options, (addon, call) =>
        addon.trainSuperwords(call, model, counts.handle, native),
      ),
    );
  } finally {
    counts.release();
  }
}

/** Like {@link trainSuperwords}, but blocks. */
export function trainSuperwordsSync(
  corpus: SyncCorpus | WordCounts,
  options: SuperwordOptions & SyncCallOptions,
): Model {
  const { model, native, onMerge } = check(options);
  const counts = countsForSync(corpus, reading(corpus, options));
  try {
    return new Model(
      runSyncAsking(onMerge, options, (addon, call) =>
        addon.trainSuperwordsSync(call, model, counts.handle, native),
      ),
    );
  } finally {
    counts.release();
  }
}

/** Word counts have their pattern already. */
function reading<T extends SuperwordOptions>(corpus: unknown, options: T): T {
  if (options.pattern !== undefined || corpus instanceof WordCounts) return options;
  return { ...options, pattern: callNow((addon) => addon.superwordPattern()) };
}

function check(options: SuperwordOptions): {
  readonly model: NativeHandle;
  readonly native: Parameters<Native["trainSuperwordsSync"]>[3];
  readonly onMerge: OnMerge | undefined;
} {
  record("options", options);
  const { model, vocabularySize, merges, minFrequency = 0, onMerge } = options;
  if (!(model instanceof Model)) throw invalidArgument("model", "a Model", model);
  if (vocabularySize === undefined && merges === undefined) {
    throw invalidArgument("options", "vocabularySize or merges", new Found("neither"));
  }
  if (onMerge !== undefined && typeof onMerge !== "function") {
    throw invalidArgument("onMerge", "a function", onMerge);
  }
  const limit = (
    name: "vocabularySize" | "merges" | "maxTokenLength" | "maxWords",
    least: number,
  ): number | undefined =>
    optional(options[name], () => integer(name, options[name], least, MAX_TOKENS));
  return {
    model: handleOf(model),
    native: {
      ...given({
        vocabularySize: limit("vocabularySize", 0),
        merges: limit("merges", 0),
        maxTokenLength: limit("maxTokenLength", 2),
        maxWords: limit("maxWords", 1),
      }),
      minFrequency: integer("minFrequency", minFrequency, 0, Number.MAX_SAFE_INTEGER),
      asks: onMerge !== undefined,
    },
    onMerge,
  };
}
