/**
 * Part 2: how much shorter does text get with byte-pair encoding, and what does a larger vocabulary
 * buy? Nine of ten definitions of a dictionary train it, the tenth tests it.
 */

import { train, type Tokenizer } from "../../index.ts";
import { loadDefinitions } from "../data/definitions.ts";
import { finding, heading, integer, step, table } from "./terminal.ts";

const SIZES = [500, 1000, 2000, 4000, 8000, 16_000, 32_000];
const SENTENCE = "the unexpected friendliness of neighbouring mathematicians";

/** A trained vocabulary, and what it does to text that it has not seen. */
export interface Vocabulary {
  readonly size: number;
  readonly bytesPerToken: number;
  /** A sentence, cut into tokens. */
  readonly sentence: readonly string[];
  readonly trainingSeconds: number;
}

/** What part 2 found. */
export interface Compression {
  readonly vocabularies: readonly Vocabulary[];
  /** The size of all text, and how many tokens of the largest vocabulary it takes. */
  readonly bytes: number;
  readonly tokens: number;
  readonly encodingSeconds: number;
}

/** Trains vocabularies of several sizes, encodes with them, and prints what that gave. */
export async function compressText(): Promise<Compression> {
  heading("2  Byte-pair encoding: how short does English get?");
  const { result: texts } = await step("read the definitions of WordNet", () => loadDefinitions());
  const known = texts.filter((_, i) => i % 10 !== 0);
  const unseen = texts.filter((_, i) => i % 10 === 0).join("\n");

  const vocabularies: Vocabulary[] = [];
  let tokenizer: Tokenizer | undefined;
  for (const vocabularySize of SIZES) {
    const training = await step(`train ${integer(vocabularySize)} tokens`, (onProgress) =>
      train(known, { vocabularySize, onProgress }),
    );
    using model = training.result;
    tokenizer = model.tokenizer();
    vocabularies.push({
      size: model.vocabularySize,
      bytesPerToken: Buffer.byteLength(unseen) / tokenizer.encode(unseen).length,
      sentence: cut(SENTENCE, tokenizer),
      trainingSeconds: training.seconds,
    });
  }

  const text = texts.join("\n");
  const encoding = await step("encode all of it with the largest", () => tokenizer!.encode(text));
  if (tokenizer!.decode(encoding.result) !== text) throw new Error("decoding gave another text");
  const [bytes, tokens] = [Buffer.byteLength(text), encoding.result.length];

  table(
    ["vocabulary", "bytes per token", "the sentence in tokens"],
    vocabularies.map(({ size, bytesPerToken, sentence }) => [
      integer(size),
      bytesPerToken.toFixed(2),
      `${sentence.length}`,
    ]),
  );
  const share = `${((100 * 2 * tokens) / bytes).toFixed(0)} %`;
  finding(`${integer(bytes)} bytes of text become ${integer(tokens)} tokens of 16 bits: ${share}.`);
  finding("Decoded, they are the text again.");
  return { vocabularies, bytes, tokens, encodingSeconds: encoding.seconds };
}

/** The text of each token. */
function cut(text: string, tokenizer: Tokenizer): string[] {
  return Array.from(tokenizer.encode(text), (token) => tokenizer.decode([token]));
}
