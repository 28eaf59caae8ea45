/**
 * Loads the addon on first use, so that importing the package costs nothing, and says what to do if
 * it cannot be loaded. The only file that imports the generated binding.
 */

import { createRequire } from "node:module";
import type * as Binding from "#native";
import { fromNative, GainfulError } from "./errors.ts";

/**
 * What the addon exports. Private to the facade.
 *
 * @internal
 */
export type Native = typeof Binding;

/** The platforms that have a binary; the ends of the names of their packages. */
const PLATFORMS: readonly string[] = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64-gnu",
  "linux-arm64-musl",
  "linux-x64-gnu",
  "linux-x64-musl",
  "win32-arm64-msvc",
  "win32-x64-msvc",
];

let loaded: Native | undefined;

/**
 * The addon; throws a {@link GainfulError} with code `ERR_GAINFUL_NATIVE_NOT_FOUND` without it.
 *
 * @internal
 */
export function native(): Native {
  if (loaded === undefined) {
    const addon = load();
    start(addon);
    loaded = addon;
  }
  return loaded;
}

function load(): Native {
  try {
    return createRequire(import.meta.url)("#native") as Native;
  } catch (cause) {
    throw new GainfulError("ERR_GAINFUL_NATIVE_NOT_FOUND", explain(cause), { cause });
  }
}

/** Reads the environment variables of the addon, which are refused if they make no sense. */
function start(addon: Native): void {
  try {
    addon.start();
  } catch (error) {
    throw fromNative(error);
  }
}

/** What was looked for, what happened, why that can be and what to type. */
function explain(cause: unknown): string {
  const { platform, arch, version } = process;
  const libc = platform === "linux" ? libcOfProcess() : undefined;
  const abi = libc === "glibc" ? "-gnu" : libc === "musl" ? "-musl" : "";
  const name = `${platform}-${arch}${platform === "win32" ? "-msvc" : abi}`;
  const attempts = causesOf(cause);

  return [
    "The native addon of gainful could not be loaded.",
    `Looked for gainful.${name}.node in the package gainful-${name} ` +
      `(platform ${platform}, architecture ${arch}${libc ? `, C library ${libc}` : ""}, ` +
      `Node.js ${version}).`,
    "What happened:",
    ...attempts.map((attempt) => `  - ${attempt.message.split("\n", 1)[0]}`),
    "What can be done:",
    ...advise(name, libc, attempts).map((advice) => `  - ${advice}`),
  ].join("\n");
}

function advise(name: string, libc: string | undefined, attempts: readonly Error[]): string[] {
  if (!PLATFORMS.includes(name)) {
    return [
      `There is no binary for ${name}. Supported are: ${PLATFORMS.join(", ")}.`,
      "An unsupported platform or processor needs a build from source: see CONTRIBUTING.md in " +
        "the folder of the package.",
    ];
  }
  if (attempts.some((attempt) => !attempt.message.startsWith("Cannot find module"))) {
    return [
      "The binary is there, but the system refused it: the C library is older than it needs " +
        "(glibc 2.17 or musl 1.2), or the file is damaged or for another platform. Install it " +
        "again: npm install --force gainful",
      "This Node.js is not supported. Use ^20.19.0, ^22.12.0 or >=24.0.0.",
    ];
  }
  const { platform, arch } = process;
  const target = `--os=${platform} --cpu=${arch}${libc ? ` --libc=${libc}` : ""}`;
  return [
    "Optional dependencies were left out, for instance by --omit=optional. Install them: " +
      "npm install --include=optional gainful",
    "node_modules or the lock file was made on another platform. Install for this one: " +
      `npm install ${target} gainful`,
    "This Node.js is not supported. Use ^20.19.0, ^22.12.0 or >=24.0.0.",
    "A bundler moved the code away from the binary. Mark gainful as external.",
  ];
}

/** The C library that this process runs on. */
function libcOfProcess(): "glibc" | "musl" {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  // Without this, a report resolves the names of all network connections, which can take seconds.
  const excludeNetwork = report.excludeNetwork ?? false;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  return header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/**
 * What the generated loader tried, first attempt first. It chains the attempts as causes of its own
 * error, last attempt first, and goes on to WebAssembly, which gainful is not built for.
 */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error; link = link.cause) chain.unshift(link);
  const attempts = chain.slice(0, -1).filter((attempt) => !attempt.message.includes("wasi"));
  return attempts.length > 0 ? attempts : chain;
}
