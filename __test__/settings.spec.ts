import test from "ava";
import { availableParallelism } from "node:os";
import { configure, mutualInformation, settings } from "../index.ts";
import { INVALID, OUT_OF_RANGE, throws } from "./support/errors.ts";
import { runProgram } from "./support/programs.ts";
import type { Outcome } from "./support/programs/settings.ts";
import { uniformMatrix } from "./support/random.ts";
import { exactText, RESULTS } from "./support/results.ts";

/** Instruction sets by processor, the best last. */
const LEVELS = process.arch === "x64" ? ["scalar", "avx2", "avx512"] : ["scalar", "neon"];

test.serial("there is a thread for each processor, and an instruction set", (t) => {
  t.is(settings().threads, Number(process.env["GAINFUL_THREADS"] ?? availableParallelism()));
  t.true(LEVELS.includes(settings().simd), settings().simd);
});

test.serial("configure sets the number of threads from the next call on", async (t) => {
  const before = settings().threads;
  const x = uniformMatrix(3000, 2, 1);
  const running = mutualInformation(x, x);
  configure({ threads: 3 });
  t.is(settings().threads, 3);
  t.deepEqual(await mutualInformation(x, x), await running);
  configure({ threads: before });
  t.is(settings().threads, before);
});

test("configure refuses what is no number of threads", (t) => {
  for (const threads of [0, -1, 1.5, Number.NaN, 2 ** 32]) {
    throws(
      t,
      () => configure({ threads }),
      OUT_OF_RANGE,
      `Expected an integer from 1 to 1024 for threads but received ${threads}`,
    );
  }
  t.throws(() => configure({ threads: "2" as never }), INVALID);
  t.throws(() => configure({} as never), INVALID);
  throws(t, () => configure(4 as never), INVALID, "Expected an object for options but received 4");
});

for (const [module, results] of Object.entries(RESULTS)) {
  test.serial(`${module}: any number of threads gives the same bits`, (t) => {
    const before = settings().threads;
    configure({ threads: 8 });
    const expected = exactText(results(1));
    for (const threads of [2, 3, 8]) t.true(exactText(results(threads)) === expected, `${threads}`);
    configure({ threads: before });
  });
}

interface Printed {
  readonly simd: string;
  readonly results: Readonly<Record<string, string>>;
}

for (const level of LEVELS) {
  test(`instruction set ${level}: gives the same bits as the best one`, async (t) => {
    const { code, output, errors } = await runProgram("results", {
      variables: { GAINFUL_SIMD: level },
    });
    if (code !== 0 && errors.includes("GAINFUL_SIMD")) {
      t.log(`skipped: this processor has no ${level}`);
      t.pass();
      return;
    }
    t.is(code, 0, errors);
    const { simd, results } = JSON.parse(output) as Printed;
    t.is(simd, level);
    for (const [module, result] of Object.entries(RESULTS)) {
      t.true(exactText(result(2)) === results[module], module);
    }
  });
}

/** What the addon makes of values of its environment variables, one after the other. */
async function outcomes(...parameters: string[]): Promise<Outcome[]> {
  const { output, errors } = await runProgram("settings", { parameters });
  return output === "" ? [[{ code: "no output", message: errors }]] : JSON.parse(output);
}

test("GAINFUL_THREADS is the number of threads; other values are errors of every use", async (t) => {
  const wrong = ["0", "-1", "1.5", "1025", "many", ""];
  const values = [...wrong, "3"].map((value) => `GAINFUL_THREADS=${value}`);
  const results = await outcomes(...values);
  for (const [i, value] of wrong.entries()) {
    const error = {
      name: "TypeError",
      code: "ERR_INVALID_ARGUMENT",
      message: `Expected an integer from 1 to 1024 for the environment variable GAINFUL_THREADS but received '${value}'`,
    };
    t.deepEqual(results[i], [error, error] as Outcome);
  }
  t.like(results.at(-1), { threads: 3 });
});

test("GAINFUL_SIMD of no instruction set is an error that lists them", async (t) => {
  const [result] = await outcomes("GAINFUL_SIMD=mmx");
  const [first, second] = result as { code: string; message: string }[];
  t.is(first?.code, "ERR_INVALID_ARGUMENT");
  t.regex(
    first?.message ?? "",
    /^Expected an instruction set of this processor \(scalar.*\) for .*GAINFUL_SIMD but received .?mmx.?$/,
  );
  t.deepEqual(second, first);
});
