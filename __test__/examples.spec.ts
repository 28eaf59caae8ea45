/** The examples: each runs to its end and prints what it is there to show. */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test from "ava";

/** What an example prints; rejects if it fails. */
async function run(name: string, ...parameters: string[]): Promise<string> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const flags = ["--import=@oxc-node/core/register", path, ...parameters];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, flags);
  if (stderr !== "") throw new Error(stderr);
  return stdout;
}

/** The number that stands after `words`. */
function numberAfter(words: RegExp, output: string): number {
  return Number(new RegExp(`${words.source}\\D*?(-?[\\d.]+)`).exec(output)?.[1]);
}

test("submodular: eight airports and their certificate", async (t) => {
  const output = await run("submodular");
  t.is(output.match(/adds +[\d.]+ % of all/g)?.length, 8);
  const share = numberAfter(/is at least/, output);
  t.true(share >= 66 && share <= 100, "1 - (1 - 1/8)^8 is 66 %");
});

test("bpe: merges, and words cut into known parts", async (t) => {
  const output = await run("bpe");
  t.is(numberAfter(/^/, output), 4000 - 256);
  t.regex(output, /\| re\|struct\|/);
  t.true(Number(/([\d.]+) characters per token/.exec(output)?.[1]) > 3);
});

test("bpe-theory: the tables of the paper", async (t) => {
  const output = await run("bpe-theory");
  // Counted by two independent programs: strings, those that an unlucky and those that any tie keeps
  // below the optimum, and the worst ratios.
  for (const row of [
    [8, 2, 1094, 32, 0, "0.750", "1.000"],
    [8, 3, 1094, 32, 0, "0.667", "1.000"],
    [9, 2, 3281, 187, 0, "0.750", "1.000"],
    [9, 3, 3281, 194, 2, "0.667", "0.833"],
    [10, 2, 9842, 921, 6, "0.750", "0.800"],
    [10, 3, 9842, 1065, 41, "0.667", "0.714"],
  ]) {
    t.regex(output, new RegExp(`^ +${row.join(" +").replaceAll(".", "\\.")}$`, "m"));
  }
  // The greatest curvatures known for two merges: 2.5, or 3 with shorter sequences.
  t.regex(output, /aabbaabab +2 +2 merges +all +\d+ +2\.50 +0\.367/);
  t.regex(output, /ababcabc +2 +1 to 2 merges +all +\d+ +3\.00 +0\.317/);
  t.regex(output, /^ +2\.5 +0\.367$/m);
  const shares = [...output.matchAll(/^ +1\d+ .* ([\d.]+) %$/gm)].map((match) => Number(match[1]));
  t.is(shares.length, 3);
  t.true(shares.every((share) => share > 95 && share <= 100));
});

test("information: much information where there is little correlation", async (t) => {
  const output = await run("information");
  t.is(numberAfter(/correlation/, output), 0.15);
  t.true(numberAfter(/mutual information/, output) > 1);
  // The data have 53, 641, 640, 26 and 101 days of the five kinds.
  const shares = [53, 641, 640, 26, 101].map((count) => count / 1461);
  const entropy = -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
  t.is(numberAfter(/maximum-likelihood/, output), Number(entropy.toFixed(4)));
  const corrected = entropy + 4 / (2 * 1461 * Math.LN2);
  t.is(numberAfter(/miller-madow/, output), Number(corrected.toFixed(4)));
});

test("markov: the table of the Curie-Weiss model", async (t) => {
  const output = await run("markov");
  // Computed by two independent programs from the definition in arXiv 2503.23340: h of the greedy
  // sets for d = 10, beta = 0.1, field = 1, decay 1/2, and the best set of six.
  t.regex(output, /Order: 0,9,1,8,4,6,2,7,3,5\./);
  const rates = [...output.matchAll(/^ +\d +[\d.]+ +([\d.]+)$/gm)].map((match) => Number(match[1]));
  const expected = [
    0.290851, 0.5737141, 0.8393313, 1.0957022, 1.3395304, 1.5709755, 1.7875713, 1.9850049, 2.157927,
    2.2910917,
  ];
  t.is(rates.length, 10);
  expected.forEach((rate, i) => t.true(Math.abs(rates[i]! - rate) < 1e-7, `${i + 1} spins`));
  t.regex(output, /best six of all, 0,1,3,6,8,9: 1\.5712151/);
});

test("demo: four answers, and a report that needs nothing else", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "gainful-demo-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const output = await run("demo", folder);
  const path = join(folder, "index.html");
  t.true(output.includes(path), "the path of the report is told");

  const certified = numberAfter(/Certificate: at least/, output);
  t.true(certified >= 64 && certified <= 100, "1 - (1 - 1/20)^20 is 64 %");
  t.regex(output, /8,991,483 bytes of text become [\d,]+ tokens/);
  t.regex(output, /correlation 0\.15, yet 1\.\d+ bits/);
  t.regex(output, /4 of 6 facts keep \d\d\.\d % of the news/);
  t.false(output.includes("\u001B"), "no control sequences where there is no terminal");

  const html = readFileSync(path, "utf8");
  t.deepEqual(unbalanced(html), []);
  t.is(html.match(/<section>/g)?.length, 4);
  t.is(html.match(/<figure>/g)?.length, 10);
  t.is(html.match(/<image /g)?.length, 20);
  t.true(html.includes(`<strong>${certified.toFixed(1)} %</strong>`));
  t.notRegex(html, /NaN|undefined|Infinity/);
  t.notRegex(html, /https?:|<script|<link|@import|url\(| src=/);
  const references = [...html.matchAll(/ href="([^"]{0,15})/g)].map((match) => match[1]);
  t.true(references.every((reference) => reference === "data:image/png;"));
});

/** The tags of a page that do not close what was opened last. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, closing, name] of html.matchAll(/<(\/?)([a-z][a-z\d]*)[^<>]*>/g)) {
    if (tag.endsWith("/>") || name === "meta" || name === "wbr") continue;
    if (closing === "") open.push(name!);
    else if (open.pop() !== name) wrong.push(tag);
  }
  return [...wrong, ...open];
}
