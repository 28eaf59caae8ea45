/** Adapting a model to new text. */

import { given, integer, MAX_COUNT, optional, record } from "../../arguments.ts";
import { run, runSync, type CallOptions, type SyncCallOptions } from "../../call.ts";
import { Found, invalidArgument } from "../../errors.ts";
import type { Native } from "../../native.ts";
import { handleOf, type NativeHandle } from "../../resource.ts";
import type { Corpus, SyncCorpus } from "../corpus.ts";
import type { CountOptions } from "../count-options.ts";
import { Model } from "../model.ts";
import type { TrainSettings } from "../train-options.ts";
import { countsFor, countsForSync, type WordCounts } from "../word-counts.ts";

/** How to adapt a model. At least one of `add` and `replace` must be given. */
export interface AdaptOptions
  extends Omit<CountOptions, "pattern">, Pick<TrainSettings, "minFrequency" | "maxTokenLength"> {
  /** How many merges are learnt whose tokens get ids after the old ones. Default: 0. */
  readonly add?: number | undefined;
  /** How many tokens that the new text uses least make room for others. Default: 0. */
  readonly replace?: number | undefined;
}

/** An adapted model, and what it changes. */
export interface Adapted {
  /** The model: the old merges that are left, then the new ones. Tokens that stay keep their ids. */
  readonly model: Model;
  /** The ids that have another token than before, in increasing order: those to learn weights for. */
  readonly added: Uint32Array;
  /**
   * The ids that lost their token, in increasing order. Where less was learnt than room was made for, some
   * have none now.
   */
  readonly replaced: Uint32Array;
  /**
   * How many tokens the new text has with the old model. A byte or character that is no token counts
   * as one.
   */
  readonly tokensBefore: number;
  /** How many tokens the new text has with the adapted model. */
  readonly tokensAfter: number;
}

/**
 * Adapts a model to new text, which is split by the model's own pattern: learns merges on it on top of
 * the old ones, in addition to them (`add`) or instead of tokens that the new text hardly uses (`replace`).
 *
 * First the `replace` least used tokens go, as {@link Model.shrink} takes them; then as many merges and
 * `add` more are learnt, by the model's tie rule or else by that of Hugging Face. New tokens take the ids
 * that became free, smallest first, then those after the old ones. Start symbols that the model lacks
 * are added besides. Takes one pass over the corpus, encodes its distinct words twice, and trains on
 * them once. The result is the same for any number of threads. After Purason et al., "Teaching Old
 * Tokenizers New Words" (2025).
 *
 * @throws TypeError or RangeError for an option of the wrong kind or a model whose pattern is not known,
 * and for `replace` if fewer tokens can go; what {@link train} throws for a corpus.
 */
export async function adapt(
  model: Model,
  corpus: Corpus | WordCounts,
  options: AdaptOptions & CallOptions,
): Promise<Adapted> {
  const checked = check(model, options);
  const counts = await countsFor(corpus, { ...options, pattern: checked.pattern });
  try {
    return adapted(
      await run(options, (addon, call) =>
        addon.adaptModel(call, checked.model, counts.handle, checked.native),
      ),
    );
  } finally {
    counts.release();
  }
}

/** Like {@link adapt}, but blocks. */
export function adaptSync(
  model: Model,
  corpus: SyncCorpus | WordCounts,
  options: AdaptOptions & SyncCallOptions,
): Adapted {
  const checked = check(model, options);
  const counts = countsForSync(corpus, { ...options, pattern: checked.pattern });
  try {
    return adapted(
      runSync(options, (addon, threads) =>
        addon.adaptModelSync(threads, checked.model, counts.handle, checked.native),
      ),
    );
  } finally {
    counts.release();
  }
}

function adapted(result: ReturnType<Native["adaptModelSync"]>): Adapted {
  return { ...result, model: new Model(result.model) };
}

function check(
  model: unknown,
  options: AdaptOptions,
): {
  readonly model: NativeHandle;
  readonly pattern: Model["pattern"];
  readonly native: Parameters<Native["adaptModelSync"]>[3];
} {
  if (!(model instanceof Model)) throw invalidArgument("model", "a Model", model);
  record("options", options);
  const { add, replace, minFrequency = 0, maxTokenLength } = options;
  if (add === undefined && replace === undefined) {
    throw invalidArgument("options", "add or replace", new Found("neither"));
  }
  const { pattern } = model;
  if (pattern === undefined) {
    throw invalidArgument("model", "a model whose pattern is known", new Found("one without"));
  }
  return {
    model: handleOf(model),
    pattern,
    native: {
      add: integer("add", add ?? 0, 0, MAX_COUNT - 1),
      replace: integer("replace", replace ?? 0, 0, MAX_COUNT - 1),
      minFrequency: integer("minFrequency", minFrequency, 0, Number.MAX_SAFE_INTEGER),
      ...given({
        maxTokenLength: optional(maxTokenLength, () =>
          integer("maxTokenLength", maxTokenLength, 2, MAX_COUNT),
        ),
      }),
    },
  };
}
