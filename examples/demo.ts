/**
 * The main job of the package, on real data: selects, compresses, estimates, and reduces a Markov
 * chain; prints what it found and writes a report with pictures.
 *
 *     npm run demo [-- FOLDER]      the folder of the report; by default `report`
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settings } from "../index.ts";
import { compressText } from "./demo/compression.ts";
import { selectFacts } from "./demo/coordinates.ts";
import { measureDependence } from "./demo/information.ts";
import { page } from "./demo/report/page.ts";
import {
  compressionSection,
  dependenceSection,
  digitSection,
  factSection,
} from "./demo/report/sections.ts";
import { selectDigits } from "./demo/selection.ts";

const start = performance.now();
const { threads, simd } = settings();
console.log(`gainful with ${threads} threads and ${simd} instructions`);

const digits = await selectDigits();
const compression = await compressText();
const dependence = await measureDependence();
const facts = await selectFacts();

const seconds = ((performance.now() - start) / 1000).toFixed(1);
const html = page(
  "gainful: what it does, on real data",
  `Four questions about digits, English and the weather, answered in ${seconds} s on ${threads} threads.`,
  [
    digitSection(digits),
    compressionSection(compression),
    dependenceSection(dependence),
    factSection(facts),
  ],
);
const folder = process.argv[2] ?? "report";
mkdirSync(folder, { recursive: true });
const path = join(folder, "index.html");
writeFileSync(path, html);
console.log(`\nDone in ${seconds} s. The report with pictures: ${path}`);
