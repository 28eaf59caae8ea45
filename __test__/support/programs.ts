/** Runs the programs in programs/ as processes of their own. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  /** The signal that ended it; `SIGKILL` if it took longer than a minute. */
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** What a process is started with. */
export interface Start {
  readonly parameters?: readonly string[];
  /** Environment variables to add; those of gainful are not passed on. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs `programs/<name>.ts` to its end. */
export function runProgram(
  name: string,
  { parameters = [], variables = {} }: Start = {},
): Promise<Ending> {
  const { GAINFUL_SIMD: _simd, GAINFUL_THREADS: _threads, ...environment } = process.env;
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import=@oxc-node/core/register", path, ...parameters], {
    env: { ...environment, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, output, errors }));
  });
}
