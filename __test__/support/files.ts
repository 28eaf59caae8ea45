/** Temporary files of a test. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

/** Writes files that are deleted when the test has ended, and returns their paths. */
export function temporaryFiles(
  t: ExecutionContext,
  ...contents: readonly (string | Uint8Array)[]
): string[] {
  const folder = mkdtempSync(join(tmpdir(), "gainful-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return contents.map((content, i) => {
    const path = join(folder, `${i}.txt`);
    writeFileSync(path, content);
    return path;
  });
}
