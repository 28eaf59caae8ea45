import test from "ava";
import {
  type CustomDefinition,
  CustomObjective,
  FacilityLocation,
  maximize,
  maximizeSync,
  Mixture,
  Modular,
} from "../../index.ts";
import { custom, gainOfSets, greedy, KNOWN, sets, thrownBy } from "../support/coverage.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

test("both optimizers select what plain greedy selects, blocking or not", async (t) => {
  const expected = greedy(gainOfSets, 40, 12);
  for (const optimizer of ["greedy", "lazy-greedy"] as const) {
    const selection = maximizeSync(custom(), { cardinality: 12 }, { optimizer });
    t.deepEqual(Array.from(selection.elements), expected.elements);
    t.deepEqual(Array.from(selection.gains), expected.gains);
    t.is(
      selection.value,
      expected.gains.reduce((a, b) => a + b),
    );
    t.deepEqual(await maximize(custom(), { cardinality: 12 }, { optimizer }), selection);
    t.deepEqual(maximizeSync(custom(), { cardinality: 12 }, { optimizer, threads: 2 }), selection);
  }
});

test("what is declared decides about the optimizer, the guarantee and the certificate", (t) => {
  t.is(maximizeSync(custom(), { cardinality: 3 }).optimizer, "lazy-greedy");
  t.true((maximizeSync(custom(), { cardinality: 3 }).certificate?.ratio ?? 0) > 0.6);
  const unknown = custom({ properties: undefined });
  const selection = maximizeSync(unknown, { cardinality: 3 });
  t.is(selection.optimizer, "greedy");
  t.is(selection.certificate, null);
  t.is(selection.guarantee, null);
  t.deepEqual(unknown.properties, {
    submodular: false,
    monotone: false,
    normalized: true,
    reasons: {
      submodular: "not declared by the caller",
      monotone: "not declared by the caller",
      normalized: "values are sums of gains",
    },
  });
  t.is(custom().properties.reasons.submodular, "declared by the caller");
  t.false(custom({ value: () => 0 }).properties.normalized);
});

test("each gain is asked for once: as often as the selection says", (t) => {
  let calls = 0;
  const f = custom({
    gain: (element, selected) => {
      calls++;
      return gainOfSets(element, selected);
    },
  });
  for (const optimizer of ["greedy", "lazy-greedy"] as const) {
    calls = 0;
    const { evaluations } = maximizeSync(f, { cardinality: 9 }, { optimizer });
    t.is(calls, evaluations);
  }
});

test("the functions are methods of the definition and see a frozen array in order", (t) => {
  class Definition implements CustomDefinition {
    readonly size = 5;
    readonly seen: (readonly number[])[] = [];
    gain(element: number, selected: readonly number[]): number {
      this.seen.push(selected);
      return element;
    }
  }
  const definition = new Definition();
  const { elements } = maximizeSync(new CustomObjective(definition), { cardinality: 3 });
  t.deepEqual(Array.from(elements), [4, 3, 2]);
  t.true(definition.seen.every((selected) => Array.isArray(selected) && Object.isFrozen(selected)));
  t.deepEqual(definition.seen.at(-1), [4, 3]);
  // Gains at one set are asked for with one and the same array.
  t.is(new Set(definition.seen).size, 3);
});

test("values and gains at any set, the value as the sum of gains or the caller's own", (t) => {
  const f = custom();
  const { elements, gains, value } = maximizeSync(f, { cardinality: 7 });
  t.is(f.evaluate(elements), value);
  t.is(f.evaluate([]), 0);
  t.is(f.gain(elements[6] as number, elements.subarray(0, 6)), gains[6] as number);
  t.is(f.gain(5, [9, 2]), gainOfSets(5, [9, 2]));
  const g = custom({ value: (selected) => 100 - selected.length });
  t.is(g.evaluate([3, 1]), 98);
  t.is(maximizeSync(g, { cardinality: 4 }).value, 96);
});

/** A definition that keeps what is covered from one gain to the next. */
class Incremental implements CustomDefinition {
  readonly size = 40;
  readonly properties = KNOWN;
  readonly #sets = sets(40, 3);
  readonly #covered = new Set<number>();
  readonly #selected: number[] = [];

  gain(element: number, selected: readonly number[]): number {
    if (String(selected) !== String(this.#selected)) throw new Error("not told of this set");
    const items = [...(this.#sets[element] as Set<number>)];
    return items.filter((item) => !this.#covered.has(item)).length;
  }

  insert(element: number, selected: readonly number[]): void {
    if (String(selected) !== String(this.#selected)) throw new Error("told out of order");
    this.#selected.push(element);
    for (const item of this.#sets[element] as Set<number>) this.#covered.add(item);
  }

  reset(): void {
    this.#covered.clear();
    this.#selected.length = 0;
  }
}

test("functions that keep a state hear of every change of the set", async (t) => {
  const f = new CustomObjective(new Incremental());
  const expected = maximizeSync(custom(), { cardinality: 10 });
  t.deepEqual(maximizeSync(f, { cardinality: 10 }), expected);
  t.deepEqual(maximizeSync(f, { cardinality: 10 }), expected);
  t.is(f.gain(5, [9, 2]), gainOfSets(5, [9, 2]));
  // Several calls take turns.
  const calls = [1, 2, 3].map(() => maximize(f, { cardinality: 10 }));
  t.deepEqual(maximizeSync(f, { cardinality: 10 }), expected);
  for (const selection of await Promise.all(calls)) t.deepEqual(selection, expected);
  t.deepEqual(
    f.checkStructureSync({ samples: 200 }),
    custom().checkStructureSync({ samples: 200 }),
  );
});

test("functions that fail to take an element begin anew", (t) => {
  let fails = true;
  const told: string[] = [];
  const f = new CustomObjective({
    size: 3,
    gain: (element) => element,
    insert: (element) => {
      told.push(`insert ${element}`);
      if (fails) throw new Error("full");
    },
    reset: () => told.push("reset"),
  });
  t.throws(() => f.gain(0, [2, 1]), { message: "full" });
  fails = false;
  t.is(f.gain(0, [2, 1]), 0);
  t.deepEqual(told, ["insert 2", "reset", "insert 2", "insert 1"]);
});

test("mixtures ask the functions of their parts, also when these are disposed of", async (t) => {
  const f = FacilityLocation.fromSimilaritySync(uniformMatrix(40, 40, 1));
  const [g, h] = [custom(), new CustomObjective(new Incremental())];
  const mixture = Mixture.ofSync([f, g, h], { weights: [1, 0.5, 0.25] });
  const gain = (element: number, selected: readonly number[]): number =>
    f.gain(element, selected) + 0.75 * gainOfSets(element, selected);
  const { elements } = greedy(gain, 40, 8);
  const plain = maximizeSync(mixture, { cardinality: 8 }, { optimizer: "greedy" });
  t.deepEqual(Array.from(plain.elements), elements);
  g.dispose();
  h.dispose();
  const { gains, value } = plain;
  const lazy = await maximize(mixture, { cardinality: 8 });
  t.like(lazy, { elements: plain.elements, gains, value, optimizer: "lazy-greedy" });
  const nested = await Mixture.of([mixture, custom()]);
  t.is(nested.evaluate([1, 2]), mixture.evaluate([1, 2]) + custom().evaluate([1, 2]));
  t.true((await mixture.checkStructure({ samples: 50 })).submodular.holds);
});

test("a mixture asks while it is made where parts round", async (t) => {
  const rounding = custom({ tieTolerance: 1e-9 });
  const mixture = await Mixture.of([rounding, Modular.fromWeightsSync(Array(40).fill(1))]);
  t.is(mixture.evaluate([7]), gainOfSets(7, []) + 1);
  const boom = new Error("boom");
  const failing = custom({
    tieTolerance: 1,
    gain: () => {
      throw boom;
    },
  });
  t.is(await thrownBy(() => Mixture.ofSync([failing])), boom);
  t.is(await thrownBy(() => Mixture.of([failing])), boom);
});

test("gains that differ by no more than the tolerance count as equal", (t) => {
  const gain = (element: number): number => (element === 3 ? 1.05 : 1);
  const first = (tieTolerance: number): number | undefined =>
    maximizeSync(new CustomObjective({ size: 5, gain, tieTolerance }), { cardinality: 1 })
      .elements[0];
  t.is(first(0), 3);
  t.is(first(0.1), 0);
});

test("refused: definitions that are incomplete or of the wrong kind", (t) => {
  const make = (definition: unknown) => () => new CustomObjective(definition as CustomDefinition);
  const gain = (): number => 1;
  const cases: readonly (readonly [definition: unknown, kind: typeof INVALID, message: string])[] =
    [
      [undefined, INVALID, "Expected an object for definition but received undefined"],
      [gain, INVALID, "Expected an object for definition but received a function"],
      [{ size: 3 }, INVALID, "Expected a function for gain but received undefined"],
      [{ size: 3, gain: 1 }, INVALID, "Expected a function for gain but received 1"],
      [{ size: 3, gain, value: 1 }, INVALID, "Expected a function for value but received 1"],
      [
        { size: 3, gain, insert: {} },
        INVALID,
        "Expected a function for insert but received an object of class Object",
      ],
      [{ size: 3, gain, reset: null }, INVALID, "Expected a function for reset but received null"],
      [{ gain }, INVALID, "Expected an integer from 1 to 16777216 for size but received undefined"],
      [
        { size: 0, gain },
        OUT_OF_RANGE,
        "Expected an integer from 1 to 16777216 for size but received 0",
      ],
      [
        { size: 3, gain, properties: 1 },
        INVALID,
        "Expected an object for properties but received 1",
      ],
      [
        { size: 3, gain, properties: { submodular: 1 } },
        INVALID,
        "Expected true or false for properties.submodular but received 1",
      ],
      [
        { size: 3, gain, properties: { monotone: "yes" } },
        INVALID,
        "Expected true or false for properties.monotone but received 'yes'",
      ],
      [
        { size: 3, gain, tieTolerance: -1 },
        OUT_OF_RANGE,
        "Expected a number that is not negative for tieTolerance but received -1",
      ],
    ];
  for (const [definition, kind, message] of cases) throws(t, make(definition), kind, message);
});
