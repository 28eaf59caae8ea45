/** Prints the instruction set in force and the results of every module. */

import { settings } from "../../../index.ts";
import { exactText, RESULTS } from "../results.ts";

const results = Object.entries(RESULTS).map(([module, result]) => [module, exactText(result(2))]);
console.log(JSON.stringify({ simd: settings().simd, results: Object.fromEntries(results) }));
