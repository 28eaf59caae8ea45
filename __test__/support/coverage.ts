/** Objectives of the caller's own functions: how many items a set covers. */

import { type CustomDefinition, CustomObjective } from "../../index.ts";
import { Minstd } from "./random.ts";

/** What is known of coverage. */
export const KNOWN = { submodular: true, monotone: true } as const;

/** Each element covers some of 60 items. */
export function sets(count: number, seed: number): Set<number>[] {
  const random = new Minstd(seed);
  return Array.from(
    { length: count },
    () => new Set(Array.from({ length: 8 }, () => random.below(60))),
  );
}

/** How many items an element covers that no selected one does. */
export function coverage(covered: readonly Set<number>[]): CustomDefinition["gain"] {
  return (element, selected) => {
    const items = new Set(selected.flatMap((other) => [...(covered[other] as Set<number>)]));
    return [...(covered[element] as Set<number>)].filter((item) => !items.has(item)).length;
  };
}

/** Plain greedy, written once more. */
export function greedy(
  gain: CustomDefinition["gain"],
  size: number,
  cardinality: number,
): { elements: number[]; gains: number[] } {
  const [elements, gains]: [number[], number[]] = [[], []];
  while (elements.length < cardinality) {
    let best = { element: -1, gain: -Infinity };
    for (let element = 0; element < size; element++) {
      if (elements.includes(element)) continue;
      const candidate = { element, gain: gain(element, elements) };
      if (candidate.gain > best.gain) best = candidate;
    }
    elements.push(best.element);
    gains.push(best.gain);
  }
  return { elements, gains };
}

/** The gains of 40 elements. */
export const gainOfSets: CustomDefinition["gain"] = coverage(sets(40, 3));
/** The coverage of these elements, with some parts of its definition replaced. */
export const custom = (more: Partial<CustomDefinition> = {}): CustomObjective =>
  new CustomObjective({ size: 40, gain: gainOfSets, properties: KNOWN, ...more });

/** What a call throws or rejects with; fails if it does neither. */
export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
