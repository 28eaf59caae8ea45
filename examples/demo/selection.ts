/**
 * Part 1: which 20 of 6,000 handwritten digits represent them all best? The selection never sees
 * which digit an image shows; whether it found the kinds of digits is a test of it.
 */

import { FacilityLocation, maximize } from "../../index.ts";
import { IMAGE_SIZE, imageOf, loadDigits } from "../data/digits.ts";
import { averageCoverage, represent } from "./representation.ts";
import { finding, heading, integer, percent, step, table } from "./terminal.ts";

const PER_DIGIT = 600;
const CARDINALITY = 20;
/** Two images are about as far apart as the root of 100, where similarity falls to 1/e. */
const GAMMA = 1 / 100;
/** So many sets of other images show what a choice without looking is worth. */
const BLIND_SETS = 5;

/** An image that was chosen. */
export interface Choice {
  readonly pixels: Float32Array;
  readonly label: number;
  /** How many images are more similar to it than to any other choice. */
  readonly represented: number;
}

/** What part 1 found. */
export interface DigitSelection {
  readonly count: number;
  readonly choices: readonly Choice[];
  /** The average similarity of an image to the nearest of the first 1, 2, ... choices. */
  readonly chosen: readonly number[];
  /** The same for images that are taken as they come. */
  readonly blind: readonly number[];
  /** What no choice of as many images exceeds. */
  readonly bound: number;
  /** The share of the best possible choice that was reached at least, and that theory promises. */
  readonly reached: number;
  readonly promised: number;
  /** The share of images whose nearest choice shows the same digit. */
  readonly sameDigit: number;
  readonly seconds: { readonly compare: number; readonly select: number };
}

/** Selects, judges the selection, and prints both. */
export async function selectDigits(): Promise<DigitSelection> {
  heading("1  Selection: which 20 of 6,000 handwritten digits represent them all?");
  const { result: digits } = await step("read the images", () => loadDigits(PER_DIGIT));
  const features = { data: digits.pixels, rows: digits.count, columns: IMAGE_SIZE ** 2 };

  const comparison = await step("compare all pairs of images", (onProgress) =>
    FacilityLocation.fromFeatures(features, { metric: "rbf", gamma: GAMMA, onProgress }),
  );
  using objective = comparison.result;
  const { result: selection, seconds } = await step("select", (onProgress) =>
    maximize(objective, { cardinality: CARDINALITY }, { onProgress }),
  );
  const { upperBound, ratio } = selection.certificate!;
  const guarantee = selection.guarantee!.ratio;

  const { result: judged } = await step("compare with images taken blindly", () => ({
    ...represent(digits, selection.elements, GAMMA),
    blind: averageCoverage(digits, BLIND_SETS, CARDINALITY, GAMMA),
  }));
  const choices = Array.from(selection.elements, (element, i) => ({
    pixels: imageOf(digits, element),
    label: digits.labels[element]!,
    represented: judged.represented[i]!,
  }));
  printChoices(choices);
  finding(`Certificate: at least ${percent(ratio)} of the best possible choice;`);
  finding(`theory alone promises ${percent(guarantee)}.`);
  finding(`${percent(judged.sameDigit)} of the images are nearest to a choice of the same digit.`);
  return {
    count: digits.count,
    choices,
    chosen: judged.coverage,
    blind: judged.blind,
    bound: upperBound / digits.count,
    reached: ratio,
    promised: guarantee,
    sameDigit: judged.sameDigit,
    seconds: { compare: comparison.seconds, select: seconds },
  };
}

/** How often each digit was chosen, and for how many images these choices stand. */
function printChoices(choices: readonly Choice[]): void {
  const kinds = Array.from({ length: 10 }, (_, digit) =>
    choices.filter(({ label }) => label === digit),
  );
  const total = (kind: readonly Choice[]): number =>
    kind.reduce((sum, { represented }) => sum + represented, 0);
  table(
    ["digit", ...kinds.map((_, digit) => `${digit}`)],
    [
      ["choices", ...kinds.map((kind) => `${kind.length}`)],
      ["stand for", ...kinds.map((kind) => integer(total(kind)))],
    ],
  );
}
