/** What the demo found, in sections of the report. */

import type { Compression } from "../compression.ts";
import type { FactSelection } from "../coordinates.ts";
import type { Dependence } from "../information.ts";
import type { DigitSelection } from "../selection.ts";
import { integer, percent } from "../terminal.ts";
import { barChart } from "./bar-chart.ts";
import { heatMap } from "./heat-map.ts";
import { gallery } from "./image.ts";
import { lineChart } from "./line-chart.ts";
import type { Section } from "./page.ts";
import { scatter } from "./scatter.ts";
import { tokenLines } from "./tokens.ts";

/** Part 1: the digits that were chosen, and how fast they represent the others. */
export function digitSection(found: DigitSelection): Section {
  const { count, choices, chosen, blind, bound, reached, promised, seconds } = found;
  const k = choices.length;
  return {
    title: `Which ${k} of ${integer(count)} handwritten digits represent them all?`,
    number: percent(reached),
    answer:
      "of the best possible choice, at least: that is certified for these very images. " +
      `Theory alone promises ${percent(promised)}.`,
    figures: [
      {
        title: `The ${k} images that were chosen`,
        picture: gallery(
          `${k} handwritten digits: ${choices.map(({ label }) => label).join(", ")}`,
          choices.map(({ pixels, represented }) => ({ pixels, caption: `${represented}` })),
        ),
        caption:
          "In the order of their choice; the number says how many images each one stands for. The " +
          "selection was not told which digit an image shows, and found all ten.",
      },
      {
        title: "Every choice counts, the first ones most",
        picture: lineChart(
          "Average similarity to the nearest choice, by the number of choices",
          [
            { title: "images chosen", from: 1, to: k, ticks: [1, 5, 10, 15, 20] },
            {
              title: "similarity of an image to the nearest choice (average)",
              from: 0.2,
              to: 0.7,
              ticks: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
              label: (value) => value.toFixed(1),
            },
          ],
          [
            { points: numbered(chosen), label: "chosen", colour: "first", side: "above" },
            { points: numbered(blind), label: "taken blindly", colour: "second", side: "below" },
          ],
          { y: bound, label: `no ${k} images can do better` },
        ),
        caption:
          "1 is an equal image. The dashed line is the upper bound of the certificate. Images taken " +
          "blindly are two of each digit, the average of five tries.",
      },
    ],
    note:
      `MNIST, 28 x 28 pixels. ${integer(count ** 2)} similarities in ${seconds.compare.toFixed(2)} s, ` +
      `selection in ${seconds.select.toFixed(2)} s. Similarity is exp(-d²/100) at distance d. ` +
      `${percent(found.sameDigit)} of the images are nearest to a choice that shows the same digit.`,
  };
}

/** Part 2: how much shorter a vocabulary makes text. */
export function compressionSection(found: Compression): Section {
  const { vocabularies, bytes, tokens, encodingSeconds } = found;
  const training = vocabularies.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0);
  const largest = vocabularies.at(-1)!;
  const shown = vocabularies.filter((_, i) => i % 3 === 0);
  return {
    title: "How short does English get in tokens?",
    number: `${largest.bytesPerToken.toFixed(1)} characters`,
    answer:
      `fit into a token of a vocabulary of ${integer(largest.size)}, on text that it was not trained ` +
      `on. All of the ${megabytes(bytes)} of text become ${megabytes(2 * tokens)} of tokens, without loss.`,
    figures: [
      {
        title: "A larger vocabulary has longer tokens",
        picture: lineChart(
          "Bytes per token by the size of the vocabulary",
          [
            {
              title: "tokens in the vocabulary",
              from: vocabularies[0]!.size,
              to: largest.size,
              ticks: vocabularies.map(({ size }) => size),
              label: (size) => (size < 1000 ? `${size}` : `${size / 1000}k`),
              logarithmic: true,
            },
            { title: "bytes of unseen text per token", from: 0, to: 5, ticks: [0, 1, 2, 3, 4, 5] },
          ],
          [
            {
              points: vocabularies.map(({ size, bytesPerToken }) => [size, bytesPerToken]),
              label: largest.bytesPerToken.toFixed(2),
              colour: "first",
              side: "below",
            },
          ],
        ),
        caption: "Without merges a token is one byte, which is one character of this text.",
      },
      {
        title: "From syllables to words",
        picture: tokenLines(
          shown.map(({ size, sentence }) => ({
            name: `${integer(size)} tokens: cut into ${sentence.length}`,
            tokens: sentence,
          })),
        ),
        caption:
          "The same words under vocabularies of growing size. Each colour change is a new token.",
      },
    ],
    note:
      `Definitions of WordNet 3.1, ${integer(bytes)} bytes. ${vocabularies.length} vocabularies trained ` +
      `in ${training.toFixed(1)} s together; all of the text encoded in ${encodingSeconds.toFixed(2)} s.`,
  };
}

/** Part 3: what measurements of the weather tell about one another. */
export function dependenceSection(found: Dependence): Section {
  const { measurements, correlations, information, season, entropies, seconds } = found;
  const cities = entropies[0]!.cities.map(({ city }) => city);
  return {
    title: "What does one measurement of the weather tell about another?",
    number: `${information[0]![1]!.toFixed(2)} bits`,
    answer:
      "about the highest temperature are in the day of the year, though their correlation is only " +
      `${correlations[0]![1]!.toFixed(2)}: it gets warmer, then colder again. Mutual information sees that.`,
    figures: [
      {
        title: "Mutual information, in bits",
        picture: heatMap("Mutual information of pairs", measurements, information, 1.2),
        caption:
          "How many yes-or-no questions about one measurement the other answers. The range is the maximum minus the minimum of a day.",
      },
      {
        title: "Correlation",
        picture: heatMap("Correlation of pairs", measurements, correlations, 1),
        caption: "The same pairs. What depends on the day of the year in a curve is overlooked.",
      },
      {
        title: "Temperature over the year in Seattle",
        picture: scatter(
          "Highest temperature by day of the year",
          [
            {
              title: "day of the year",
              from: 0,
              to: 366,
              ticks: [0, 90, 180, 270, 360],
            },
            { title: "highest temperature in °C", from: -5, to: 40, ticks: [0, 10, 20, 30, 40] },
          ],
          season,
        ),
        caption: "A dot for each of 1,461 days. No straight line describes them.",
      },
      {
        title: "How uncertain is the weather?",
        picture: barChart(
          "Entropy of reports of the weather in two cities",
          entropies.map(({ report, cities: each }) => ({
            name: report,
            values: each.map(({ bits }) => bits),
          })),
          { unit: "bits", digits: 2, legend: cities },
        ),
        caption:
          "The entropy of a day's report, by the estimator of Miller and Madow. Rain is " +
          "less predictable in Seattle, wind and temperature in New York.",
      },
    ],
    note:
      "NOAA, daily, 2012 to 2015. Mutual information by the first estimator of Kraskov, Stögbauer and " +
      `Grassberger with 4 neighbours: ${(measurements.length * (measurements.length - 1)) / 2} pairs in ` +
      `${seconds.toFixed(2)} s.`,
  };
}

/** Part 4: which facts of a Markov chain keep its information. */
export function factSection(found: FactSelection): Section {
  const { facts, selection } = found;
  const total = facts.at(-1)!.kept;
  return {
    title: "Which facts about the weather bring the news of each day?",
    number: percent(facts[selection.size - 1]!.kept / total),
    answer:
      `of the new information of a day is in ${selection.size} of ${facts.length} facts: whether it is ` +
      "windy and whether it rains. Whether it is warm is hardly news: yesterday tells.",
    figures: [
      {
        title: "News of the first facts together",
        picture: barChart(
          "Entropy rate of the facts chosen so far",
          facts.map(({ name, kept }, i) => ({
            name: i === 0 ? name : `+ ${name}`,
            values: [kept],
          })),
          { unit: "bits per day", digits: 2, level: { value: total, label: "all facts" } },
        ),
        caption:
          "The entropy rate after each choice of the greedy selection. The more is known, " +
          "the less the next fact adds; the last one even makes the others more predictable.",
      },
      {
        title: "News of each fact alone",
        picture: barChart(
          "Entropy rate of each fact",
          facts.map(({ name, alone }) => ({ name, values: [alone] })),
          { unit: "bits per day", digits: 2, level: { value: 1, label: "a coin toss: 1 bit" } },
        ),
        caption: "Wind is almost a coin toss; warm days follow warm days.",
      },
    ],
    note:
      `A Markov chain of ${integer(2 ** facts.length)} states from ${integer(found.transitions)} days. ` +
      `Warm and windy: more than on half of the days. ${selection.verdict}`,
  };
}

/** The values over 1, 2, ... */
function numbered(values: readonly number[]): [number: number, value: number][] {
  return values.map((value, i) => [i + 1, value]);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
