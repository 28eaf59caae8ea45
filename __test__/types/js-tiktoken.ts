/** A program that is written for js-tiktoken compiles with the drop-in. Compiled, never run. */

import * as ours from "gainful/drop-in/js-tiktoken";
import type * as theirs from "js-tiktoken";
import type * as lite from "js-tiktoken/lite";

export const functions: Omit<typeof theirs, "Tiktoken"> & Omit<typeof lite, "Tiktoken"> = ours;
export const Tiktoken: new (
  ...args: ConstructorParameters<typeof theirs.Tiktoken>
) => theirs.Tiktoken & lite.Tiktoken = ours.Tiktoken;

export const encoding: ours.Tiktoken = ours.getEncoding("gpt2", { "<|x|>": 1 });
export const name: theirs.TiktokenEncoding = ours.getEncodingNameForModel("gpt-4o");
export const model: ours.TiktokenModel = "gpt-4" satisfies theirs.TiktokenModel;
export const same: ours.TiktokenEncoding = "cl100k_base" satisfies theirs.TiktokenEncoding;
export const ranks: theirs.TiktokenBPE = {
  pat_str: "",
  special_tokens: {},
  bpe_ranks: "",
} satisfies ours.TiktokenBPE;

// @ts-expect-error: no such encoding
ours.getEncoding("x");
// @ts-expect-error: no set
encoding.encode("", new Set(["a"]));
