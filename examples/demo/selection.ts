/**
 * Part 1: which 20 of 6,000 handwritten digits represent them all best? The selection never sees
 * which digit an image shows; whether it found the kinds of digits is a test of it.
 */

import { FacilityLocation, maximize, type Certificate } from "../../index.ts";
import { IMAGE_SIZE, loadDigits, type Digits } from "../data/digits.ts";
import { finding, heading, percent, step, table } from "./terminal.ts";

const PER_DIGIT = 600;
const CARDINALITY = 20;
/** Two images are about this squared distance apart, where similarity falls to 1/e. */
const SQUARED_WIDTH = 100;
const gamma = 1 / SQUARED_WIDTH;
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
  readonly certificate: Certificate;
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
    FacilityLocation.fromFeatures(features, { metric: "rbf", gamma, onProgress }),
  );
  using objective = comparison.result;
  const { result: selection, seconds } = await step("select", (onProgress) =>
    maximize(objective, { cardinality: CARDINALITY }, { onProgress }),
  );
  const certificate = selection.certificate!;

  const { result: judged } = await step("compare with images taken blindly", () => {
    const others = Array.from({ length: BLIND_SETS * CARDINALITY }, (_, i) => i);
    const sets = Array.from({ length: BLIND_SETS }, (_, s) =>
      others.slice(s * CARDINALITY, (s + 1) * CARDINALITY),
    );
    return {
      ...represent(digits, selection.elements),
      blind: mean(sets.map((set) => represent(digits, set).coverage)),
    };
  });
  const choices = Array.from(selection.elements, (element, i) => ({
    pixels: image(digits, element),
    label: digits.labels[element]!,
    represented: judged.represented[i]!,
  }));

  table(
    ["choice", ...choices.map((_, i) => `${i + 1}`)],
    [
      ["digit", ...choices.map(({ label }) => `${label}`)],
      ["stands for", ...choices.map(({ represented }) => `${represented}`)],
    ],
  );
  finding(
    `Certificate: at least ${percent(certificate.ratio)} of the best possible; ` +
      `theory alone promises ${percent(certificate.guarantee)}.`,
  );
  finding(
    `${percent(judged.sameDigit)} of the images are nearest to a choice that shows the same digit.`,
  );
  return {
    count: digits.count,
    choices,
    chosen: judged.coverage,
    blind: judged.blind,
    certificate: { ...certificate, upperBound: certificate.upperBound / digits.count },
    sameDigit: judged.sameDigit,
    seconds: { compare: comparison.seconds, select: seconds },
  };
}

/** How well the elements of a set represent all images, after each of them and in the end. */
function represent(digits: Digits, elements: ArrayLike<number>) {
  const nearest = new Float64Array(digits.count);
  const owner = new Uint32Array(digits.count);
  const coverage = Array.from(elements, (element, e) => {
    const candidate = image(digits, element);
    for (let i = 0; i < digits.count; i++) {
      const similarity = rbf(candidate, image(digits, i));
      if (similarity > nearest[i]!) [nearest[i], owner[i]] = [similarity, e];
    }
    return nearest.reduce((sum, similarity) => sum + similarity, 0) / digits.count;
  });
  const represented = Array.from(elements, (_, e) => owner.filter((o) => o === e).length);
  const same = owner.filter((o, i) => digits.labels[elements[o]!] === digits.labels[i]);
  return { coverage, represented, sameDigit: same.length / digits.count };
}

function image(digits: Digits, index: number): Float32Array {
  return digits.pixels.subarray(index * IMAGE_SIZE ** 2, (index + 1) * IMAGE_SIZE ** 2);
}

function rbf(a: Float32Array, b: Float32Array): number {
  let squared = 0;
  for (let p = 0; p < a.length; p++) squared += (a[p]! - b[p]!) ** 2;
  return Math.exp(-gamma * squared);
}

function mean(curves: readonly (readonly number[])[]): number[] {
  return curves[0]!.map(
    (_, k) => curves.reduce((sum, curve) => sum + curve[k]!, 0) / curves.length,
  );
}
