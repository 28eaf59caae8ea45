/**
 * The README and `docs/`: each program runs and prints what its comments say, and each link leads
 * somewhere.
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import test from "ava";
import { brokenLinks } from "./support/links.ts";

const root = new URL("../", import.meta.url);
const guides = readdirSync(new URL("docs/", root)).filter((name) => name.endsWith(".md"));

/** The programs of a page, in order. */
function programs(page: string): string[] {
  const text = readFileSync(new URL(page, root), "utf8");
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] as string);
}

/** What a program's comments say that it prints. */
function promised(program: string): string[] {
  const prints = program.matchAll(/console\.log\(.*\)\)?;? ?\/\/ (.*)$/gm);
  return [...prints].map((match) => match[1] as string);
}

test("every link between the pages leads somewhere", (t) => {
  t.deepEqual(brokenLinks(root), []);
});

for (const page of ["README.md", ...guides.map((name) => `docs/${name}`)]) {
  for (const [index, program] of programs(page).entries()) {
    test(`${page}, program ${index + 1}`, (t) => {
      const expected = promised(program);
      t.true(expected.length > 0, "a program that prints nothing proves nothing");
      // The package's own name resolves to dist/, as it does for a user.
      const flags = ["--input-type=module", "--eval", program];
      const result = spawnSync(process.execPath, flags, { cwd: root, encoding: "utf8" });
      t.is(result.stderr, "");
      t.deepEqual(result.stdout.trimEnd().split("\n"), expected);
    });
  }
}
