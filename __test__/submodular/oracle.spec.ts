import test from "ava";
import { setImmediate as turn } from "node:timers/promises";
import {
  type CustomDefinition,
  CustomObjective,
  FacilityLocation,
  maximize,
  maximizeSync,
} from "../../index.ts";
import { coverage, custom, gainOfSets, greedy, sets, thrownBy } from "../support/coverage.ts";
import { INVALID, OUT_OF_RANGE, refused, throws } from "../support/errors.ts";
import { runProgram } from "../support/programs.ts";
import { uniformMatrix } from "../support/random.ts";

const MEGABYTE = 2 ** 20;

const THROWN: readonly unknown[] = [new RangeError("mine"), "a string", undefined, null, 7];

for (const thrown of THROWN) {
  test(`what a function throws reaches the caller as it is: ${String(thrown)}`, async (t) => {
    const raise = (): never => {
      throw thrown;
    };
    const late = (element: number, selected: readonly number[]): number =>
      selected.length === 2 && element === 30 ? raise() : gainOfSets(element, selected);
    for (const f of [custom({ gain: late }), custom({ value: raise }), custom({ insert: raise })]) {
      const uses = [
        () => maximizeSync(f, { cardinality: 3 }, { optimizer: "greedy" }),
        () => maximize(f, { cardinality: 3 }, { optimizer: "greedy" }),
        () => f.checkStructureSync(),
        () => f.checkStructure(),
      ];
      for (const use of uses) t.is(await thrownBy(use), thrown);
    }
    const [g, v] = [custom({ gain: raise }), custom({ value: raise })];
    t.is(await thrownBy(() => g.evaluate([1])), thrown);
    t.is(await thrownBy(() => g.gain(1, [])), thrown);
    t.is(await thrownBy(() => v.evaluate([])), thrown);
    const r = custom({ reset: raise });
    t.is(r.gain(1, [2]), gainOfSets(1, [2]));
    t.is(await thrownBy(() => r.gain(1, [3])), thrown);
    // The next call is a new one.
    t.is(v.gain(1, []), gainOfSets(1, []));
  });
}

const RESULTS: readonly (readonly [result: unknown, found: string, isNumber: boolean])[] = [
  [Number.NaN, "NaN", true],
  [Infinity, "Infinity", true],
  [undefined, "undefined", false],
  ["1", "'1'", false],
  [1n, "1n", false],
  [Promise.resolve(1), "a Promise (is an await missing?)", false],
];

for (const [result, found, isNumber] of RESULTS) {
  test(`refused: ${found} as a gain or a value`, async (t) => {
    const kind = isNumber ? OUT_OF_RANGE : INVALID;
    const wrong = (element: number): number => (element === 17 ? (result as number) : 1);
    const f = custom({ gain: wrong });
    await refused(
      t,
      {
        sync: () => maximizeSync(f, { cardinality: 2 }),
        async: () => maximize(f, { cardinality: 2 }),
      },
      kind,
      `Expected a finite number for gain(17) but received ${found}`,
    );
    throws(
      t,
      () => custom({ value: () => result as number }).evaluate([1]),
      kind,
      `Expected a finite number for value but received ${found}`,
    );
  });
}

test("a function may use other objectives, and start calls of its own", async (t) => {
  const inner = custom();
  const other = FacilityLocation.fromSimilaritySync(uniformMatrix(20, 20, 1));
  const later: Promise<unknown>[] = [];
  const definition: CustomDefinition = {
    size: 6,
    gain: (element, selected) => {
      later.push(maximize(inner, { cardinality: 1 }));
      const { value } = maximizeSync(inner, { cardinality: 1 + selected.length });
      const same = maximizeSync(f, { cardinality: 1 }, { optimizer: "greedy" });
      return element + value + maximizeSync(other, { cardinality: 2 }).value + same.value;
    },
  };
  const simple: CustomDefinition = { size: 6, gain: (element) => element };
  let f = new CustomObjective(simple);
  const outer = new CustomObjective(definition);
  const selection = maximizeSync(outer, { cardinality: 2 });
  t.deepEqual(Array.from(selection.elements), [5, 4]);
  t.deepEqual(await maximize(outer, { cardinality: 2 }), selection);
  t.is(new Set((await Promise.all(later)).map((result) => JSON.stringify(result))).size, 1);

  // Even the objective that it computes.
  let depth = 0;
  f = new CustomObjective({
    size: 3,
    gain: (element) => {
      if (depth >= 3) return element;
      depth++;
      const { value } = maximizeSync(f, { cardinality: 1 });
      depth--;
      return element + value;
    },
  });
  t.is(maximizeSync(f, { cardinality: 1 }).value, 8);
  t.is((await maximize(f, { cardinality: 1 })).value, 8);
});

test("an exception of a call within a function ends that call alone, unless it goes on", async (t) => {
  const boom = new Error("boom");
  const failing = custom({
    gain: () => {
      throw boom;
    },
  });
  let caught = 0;
  const careful = custom({
    gain: (element, selected) => {
      try {
        maximizeSync(failing, { cardinality: 1 });
      } catch {
        caught++;
      }
      return gainOfSets(element, selected);
    },
  });
  const expected = maximizeSync(custom(), { cardinality: 3 });
  t.deepEqual(maximizeSync(careful, { cardinality: 3 }), expected);
  t.deepEqual(await maximize(careful, { cardinality: 3 }), expected);
  t.is(caught, 2 * expected.evaluations);
  const careless = custom({ gain: () => maximizeSync(failing, { cardinality: 1 }).value });
  t.is(await thrownBy(() => maximizeSync(careless, { cardinality: 1 })), boom);
  t.is(await thrownBy(() => maximize(careless, { cardinality: 1 })), boom);
});

test("endless recursion is an error like any other", async (t) => {
  const f: CustomObjective = new CustomObjective({
    size: 2,
    gain: () => maximizeSync(f, { cardinality: 1 }).value,
  });
  t.true((await thrownBy(() => maximizeSync(f, { cardinality: 1 }))) instanceof RangeError);
  t.true((await thrownBy(() => maximize(f, { cardinality: 1 }))) instanceof RangeError);
  t.is(maximizeSync(custom(), { cardinality: 1 }).elements.length, 1);
});

test("a function may dispose of its objective, whose call goes on", async (t) => {
  const expected = maximizeSync(custom(), { cardinality: 4 });
  const disposing = (): CustomObjective => {
    const f = custom({
      gain: (element, selected) => {
        f.dispose();
        return gainOfSets(element, selected);
      },
    });
    return f;
  };
  t.deepEqual(maximizeSync(disposing(), { cardinality: 4 }), expected);
  t.deepEqual(await maximize(disposing(), { cardinality: 4 }), expected);
  const f = disposing();
  t.is(f.evaluate([1, 2]), custom().evaluate([1, 2]));
  t.true(f.disposed);
});

test("timers have their turn while a call asks thousands of slow gains", async (t) => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const slow = custom({
    gain: (element, selected) => {
      const end = performance.now() + 0.5;
      while (performance.now() < end);
      return gainOfSets(element, selected);
    },
  });
  const selection = await maximize(slow, { cardinality: 20 }, { optimizer: "greedy" });
  clearInterval(timer);
  t.is(selection.evaluations > 600, true);
  t.true(ticks > 10, `${ticks} ticks`);
});

test("an abort by a function or between two gains stops the asking at once", async (t) => {
  for (const [inside, reason] of [
    [true, new Error("inside")],
    [false, "outside"],
  ] as const) {
    const controller = new AbortController();
    let calls = 0;
    const f = custom({
      gain: () => {
        calls++;
        if (inside && calls === 50) controller.abort(reason);
        const end = performance.now() + 0.2;
        while (performance.now() < end);
        return 1;
      },
    });
    const options = { optimizer: "greedy", signal: controller.signal } as const;
    const call = maximize(f, { cardinality: 40 }, options);
    if (!inside) setTimeout(() => controller.abort(reason), 20);
    t.is(await thrownBy(() => call), reason);
    const asked = calls;
    if (inside) t.is(asked, 50);
    for (let i = 0; i < 20; i++) await turn();
    t.is(calls, asked);
  }
});

test("an abort wins over an exception that comes after it", async (t) => {
  const controller = new AbortController();
  const f = custom({
    gain: () => {
      controller.abort("first");
      throw new Error("second");
    },
  });
  const call = maximize(f, { cardinality: 2 }, { signal: controller.signal });
  t.is(await thrownBy(() => call), "first");
});

test("a time budget ends the asking, and the value is that of the set so far", async (t) => {
  const slow = (more: Partial<CustomDefinition>): CustomObjective =>
    custom({
      gain: (element, selected) => {
        const end = performance.now() + 1;
        while (performance.now() < end);
        return gainOfSets(element, selected);
      },
      ...more,
    });
  const options = { optimizer: "greedy", timeBudget: 100 } as const;
  for (const f of [slow({}), slow({ value: (selected) => selected.length * 10 })]) {
    for (const selection of [
      maximizeSync(f, { cardinality: 40 }, options),
      await maximize(f, { cardinality: 40 }, options),
    ]) {
      t.is(selection.stopped, "time-budget");
      t.true(selection.elements.length < 10);
      t.is(selection.value, f.evaluate(selection.elements));
    }
  }
});

// Serial, so that no other test takes the time.
test.serial(
  "what a function throws after the time is over reaches the caller all the same",
  async (t) => {
    const late = new Error("late");
    const f = custom({
      gain: (element, selected) => {
        if (selected.length === 0) return gainOfSets(element, selected);
        const end = performance.now() + 400;
        while (performance.now() < end);
        throw late;
      },
    });
    const options = { timeBudget: 300 };
    t.is(await thrownBy(() => maximizeSync(f, { cardinality: 3 }, options)), late);
    t.is(await thrownBy(() => maximize(f, { cardinality: 3 }, options)), late);
  },
);

test("progress is reported, and calls at once do not mix", async (t) => {
  const stages = new Set<string>();
  const functions = [1, 2, 3, 4].map((seed) => coverage(sets(40, seed)));
  const calls = functions.map((gain) =>
    maximize(
      custom({ gain }),
      { cardinality: 15 },
      { onProgress: ({ stage }) => stages.add(stage) },
    ),
  );
  for (const [i, { elements }] of (await Promise.all(calls)).entries()) {
    const gain = functions[i] as CustomDefinition["gain"];
    t.deepEqual(Array.from(elements), greedy(gain, 40, 15).elements);
  }
  t.true(stages.size > 0);
});

test("a call keeps the process alive, and its end lets it go", async (t) => {
  const { code, output, errors } = await runProgram("custom-objective", { parameters: ["end"] });
  t.is(errors, "");
  t.is(output, "12\n");
  t.is(code, 0);
});

test("a process ends in the middle of calls: by itself, by an exception, in a worker", async (t) => {
  t.like(await runProgram("custom-objective", { parameters: ["exit"] }), { code: 7, errors: "" });
  const thrown = await runProgram("custom-objective", { parameters: ["throw"] });
  t.is(thrown.code, 1);
  t.true(thrown.errors.includes("nobody catches this"));
  const worker = await runProgram("custom-objective", { parameters: ["worker"] });
  t.is(worker.errors, "");
  t.is(worker.output, "terminated: 1, 1\nexited: 3, 3\n12\n");
  t.is(worker.code, 0);
});

// What follows looks at what is collected, so nothing else may run beside it.

test.serial(
  "objectives whose functions refer to them are collected, with what these keep",
  async (t) => {
    const collected = { objectives: 0 };
    const registry = new FinalizationRegistry(() => collected.objectives++);
    const use = async (): Promise<void> => {
      const ballast = new Uint8Array(MEGABYTE).fill(1);
      const f: CustomObjective = new CustomObjective({
        size: 5,
        gain: (element) => (f.disposed ? 0 : (ballast[element] as number)),
      });
      registry.register(f, undefined);
      maximizeSync(f, { cardinality: 2 });
      await maximize(f, { cardinality: 2 }, { signal: new AbortController().signal });
      const failing: CustomObjective = new CustomObjective({
        size: 5,
        gain: () => {
          throw Object.assign(new Error("boom"), { ballast, failing });
        },
      });
      registry.register(failing, undefined);
      await thrownBy(() => maximizeSync(failing, { cardinality: 2 }));
      await thrownBy(() => maximize(failing, { cardinality: 2 }));
      const controller = new AbortController();
      const call = maximize(f, { cardinality: 5 }, { signal: controller.signal });
      controller.abort("stop");
      await thrownBy(() => call);
    };
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 300; i++) await use();
    const more = process.memoryUsage().rss - before;
    t.true(collected.objectives > 300, `${collected.objectives} of 600 were collected`);
    // The ballast together takes 300 MB.
    t.true(more < 200 * MEGABYTE, `${more} bytes`);
  },
);

test.serial("a blocking call of many questions keeps memory bounded", (t) => {
  const f = new CustomObjective({ size: 2000, gain: (_, selected) => 1 / (1 + selected.length) });
  const before = process.memoryUsage().rss;
  const { evaluations } = maximizeSync(f, { cardinality: 1000 }, { optimizer: "greedy" });
  t.true(evaluations > 1_000_000);
  const more = process.memoryUsage().rss - before;
  t.true(more < 200 * MEGABYTE, `${more} bytes`);
});
