/**
 * Part 4: which of six yes-or-no facts about the weather of two cities bring most news from one day
 * to the next? The days are a Markov chain with a coordinate for each fact.
 */

import { MarkovChain, selectCoordinates, type CoordinateSelection } from "../../index.ts";
import { loadWeather, type Day } from "../data/weather.ts";
import { finding, heading, integer, percent, step, table } from "./terminal.ts";

/** Added to each count of transitions, since what was not seen in four years can still happen. */
const PSEUDO_COUNT = 0.02;

const KEPT = 4;

/** Values in nats that are closer than this are equal but for rounding. */
const ROUNDING = 1e-9;

/** A fact, and what it tells in bits per day. */
export interface Fact {
  readonly name: string;
  /** The entropy rate of this fact and those that were selected before it. */
  readonly kept: number;
  /** The entropy rate of this fact alone. */
  readonly alone: number;
}

/** What part 4 found. */
export interface FactSelection {
  /** The facts in the order of their selection. */
  readonly facts: readonly Fact[];
  readonly transitions: number;
  /** The first few of them, and a sentence on how good they are. */
  readonly selection: { readonly size: number; readonly verdict: string };
}

/** Estimates the chain, selects its coordinates, and prints them. */
export async function selectFacts(): Promise<FactSelection> {
  heading("4  Markov chains: which facts about the weather bring most news each day?");
  const days = { Seattle: loadWeather("Seattle"), "New York": loadWeather("New York") };
  const observed = Object.entries(days).flatMap(([city, weather]) => [
    { name: `rain in ${city}`, values: above(weather, (day) => day.precipitation, 0) },
    { name: `warm in ${city}`, values: above(weather, (day) => day.maximum) },
    { name: `windy in ${city}`, values: above(weather, (day) => day.wind) },
  ]);
  const shape = observed.map(() => 2);
  // The first coordinate is the slowest: its digit is worth most.
  const states = days.Seattle.map((_, day) =>
    observed.reduce((code, { values }) => 2 * code + values[day]!, 0),
  );
  const transitions = states.length - 1;

  const estimation = await step(`estimate a chain from ${integer(transitions)} transitions`, () =>
    MarkovChain.fromDense(transitionMatrix(states, 2 ** shape.length), { shape }),
  );
  using chain = estimation.result;
  const objective = "entropy-rate";
  const { result: ranking } = await step("rank all coordinates", (onProgress) =>
    selectCoordinates(chain, { objective, cardinality: shape.length, onProgress }),
  );
  const { result: selection } = await step(`select ${KEPT} coordinates`, (onProgress) =>
    selectCoordinates(chain, { objective, cardinality: KEPT, onProgress }),
  );

  const facts = Array.from(ranking.coordinates, (coordinate, i) => ({
    name: observed[coordinate]!.name,
    kept: bits(ranking.values[i]!),
    alone: bits(chain.entropyRate([coordinate])),
  }));
  table(
    ["fact", "bits a day", "alone"],
    facts.map(({ name, kept, alone }, i) => [
      `${i === 0 ? " " : "+"} ${name}`,
      kept.toFixed(3),
      alone.toFixed(3),
    ]),
  );
  const share = percent(facts[KEPT - 1]!.kept / facts.at(-1)!.kept);
  const verdict = judge(selection);
  finding(`${KEPT} of ${facts.length} facts keep ${share} of the news. ${verdict}`);
  return { facts, transitions, selection: { size: KEPT, verdict } };
}

/** How good a selection is: against the best of all, if they were tried, or by its guarantee. */
function judge({ value, optimum, reason }: CoordinateSelection): string {
  if (optimum === null) return `${reason}.`;
  return optimum.value - value <= ROUNDING
    ? "No other choice of as many is better: all were tried."
    : `That is ${percent(value / optimum.value)} of what the best choice of as many keeps.`;
}

/** P(x, y): how often state y followed state x. */
function transitionMatrix(states: readonly number[], size: number): Float64Array {
  const matrix = new Float64Array(size * size).fill(PSEUDO_COUNT);
  for (let t = 1; t < states.length; t++) matrix[states[t - 1]! * size + states[t]!]! += 1;
  for (let x = 0; x < size; x++) {
    const row = matrix.subarray(x * size, (x + 1) * size);
    const total = row.reduce((sum, count) => sum + count, 0);
    row.forEach((count, y) => (row[y] = count / total));
  }
  return matrix;
}

/** 1 on the days when a quantity is above a threshold, by default its median. */
function above(days: readonly Day[], of: (day: Day) => number, threshold?: number): number[] {
  const values = days.map(of);
  const limit = threshold ?? values.toSorted((a, b) => a - b)[values.length >> 1]!;
  return values.map((value) => (value > limit ? 1 : 0));
}

function bits(nats: number): number {
  return nats / Math.LN2;
}
