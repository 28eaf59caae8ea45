/** A program that is written for the npm package tiktoken compiles with the drop-in. Compiled, never run. */

import * as ours from "gainful/drop-in/tiktoken";
import type * as theirs from "tiktoken";
import type * as lite from "tiktoken/lite";

export const functions: Omit<typeof theirs, "Tiktoken" | "default"> = ours;
export const Tiktoken: new (
  ...args: ConstructorParameters<typeof theirs.Tiktoken>
) => theirs.Tiktoken & lite.Tiktoken = ours.Tiktoken;

export const encoding: ours.Tiktoken = ours.get_encoding("gpt2", { "<|x|>": 1 });
export const name: theirs.TiktokenEncoding = ours.get_encoding_name_for_model("gpt-4o");
export const model: ours.TiktokenModel = "gpt-4" satisfies theirs.TiktokenModel;
export const same: ours.TiktokenEncoding = "cl100k_base" satisfies theirs.TiktokenEncoding;

// @ts-expect-error: no such encoding
ours.get_encoding("x");
// @ts-expect-error: it has no other name
encoding.name = "x";
