import test from "ava";
import { backwardCurvature, backwardCurvatureSync, type Merge } from "../../../index.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../../support/errors.ts";
import { golden, mergeOf, plainUtility } from "../../support/theory.ts";

interface Case {
  readonly text: string;
  readonly merges: number;
  readonly optimalSequences: number;
  readonly oneOptimal: readonly string[];
  readonly sigma_exact_length: readonly [number, number];
  readonly sigma_any_length: readonly [number, number];
  readonly bound_exact_length: number;
  readonly bound_any_length: number;
}

const TEXT = "she sells sea shells by the sea shore";

test("curvatures are the golden ones", async (t) => {
  let exact = 0;
  for (const known of golden<Case>("optimal")) {
    const { text, merges: count, oneOptimal, optimalSequences } = known;
    if (known.sigma_any_length === undefined) continue;
    const merges = oneOptimal.map(mergeOf);
    for (const [lengths, name] of [
      ["same", "exact_length"],
      ["up-to", "any_length"],
    ] as const) {
      const found = backwardCurvatureSync(text, merges, { lengths });
      const [least, greatest] = known[`sigma_${name}`];
      // The golden ranges are over all optimal sequences, and this is one.
      t.true(found.exact && found.sigma >= least - 1e-9 && found.sigma <= greatest + 1e-9, text);
      if (optimalSequences === 1) {
        exact += 1;
        t.true(Math.abs(found.guarantee - known[`bound_${name}`]) < 1e-9, text);
      }
      t.is(found.longest, count);
      t.is(found.shortest, lengths === "same" ? count : 1);
      t.deepEqual(await backwardCurvature(text, merges, { lengths }), found);
    }
  }
  t.true(exact > 10);
});

test("by hand: sequences of exactly two merges before the best two", (t) => {
  // Reference values: the largest curvature known for two merges is 2.5, or 3 with shorter sequences.
  const merges: Merge[] = [
    ["a", "b"],
    ["ab", "a"],
  ];
  const text = "ababa";
  // All sequences of two: what they save, and what both save together, by a plain program.
  const sequences: Merge[][] = [
    [
      ["a", "b"],
      ["ab", "a"],
    ],
    [
      ["a", "b"],
      ["ab", "ab"],
    ],
    [
      ["b", "a"],
      ["a", "ba"],
    ],
    [
      ["b", "a"],
      ["ba", "ba"],
    ],
  ];
  const best = plainUtility([text], merges);
  const values = sequences.map((sequence) => {
    const both = plainUtility([text], [...sequence, ...merges]);
    return 1 - (both - best) / plainUtility([text], sequence);
  });
  const found = backwardCurvatureSync(text, merges, { lengths: "same" });
  t.is(found.sequences, sequences.length);
  t.true(Math.abs(found.sigma - Math.max(...values)) < 1e-12);
});

test("samples give a lower bound, the same for every run with a seed", async (t) => {
  const merges: Merge[] = [
    ["s", "e"],
    ["s", "h"],
  ];
  const exact = await backwardCurvature(TEXT, merges);
  t.true(exact.exact && exact.sequences > 300);
  const some = { exactUpTo: 0, samples: 50, seed: 7 };
  const sampled = await backwardCurvature(TEXT, merges, some);
  t.false(sampled.exact);
  t.is(sampled.sequences, 100);
  t.true(sampled.sigma <= exact.sigma);
  t.deepEqual(backwardCurvatureSync(TEXT, merges, some), sampled);
});

test("with little time, and without merges", (t) => {
  const none = { sigma: 0, exact: false, sequences: 0, guarantee: 1 };
  const hurried = backwardCurvatureSync(TEXT, [["s", "e"]], { timeBudget: 0 });
  t.deepEqual(hurried, { ...none, shortest: 1, longest: 1 });
  const empty = { ...none, exact: true, shortest: 0, longest: 0 };
  t.deepEqual(backwardCurvatureSync(TEXT, []), empty);
  t.deepEqual(backwardCurvatureSync("", [["a", "b"]]), { ...empty, shortest: 1, longest: 1 });
});

test("it can be cancelled", async (t) => {
  const merges = Array.from("abcdefgh", (letter): Merge => [letter, "e"]);
  const running = backwardCurvature(TEXT, merges, {
    exactUpTo: Infinity,
    signal: AbortSignal.timeout(100),
  });
  await t.throwsAsync(running, { any: true, name: "TimeoutError" });
});

test("refused: options of the wrong kind", async (t) => {
  const both = (options: unknown) => ({
    sync: () => backwardCurvatureSync("ab", [], options as never),
    async: () => backwardCurvature("ab", [], options as never),
  });
  await refused(
    t,
    both({ lengths: "all" }),
    INVALID,
    "Expected 'same' or 'up-to' for lengths but received 'all'",
  );
  await refused(
    t,
    both({ samples: -1 }),
    OUT_OF_RANGE,
    "Expected an integer from 0 to 9007199254740991 for samples but received -1",
  );
  await refused(
    t,
    both({ exactUpTo: NaN }),
    OUT_OF_RANGE,
    "Expected a finite number for exactUpTo but received NaN",
  );
});
