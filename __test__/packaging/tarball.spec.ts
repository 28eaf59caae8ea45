/**
 * The packages as users get them: packed, installed from the tarballs alone in an empty folder, and
 * used from there by programs of both module systems and by TypeScript.
 *
 * Expects what `npm test` builds first: the addon in native/ and the facade in dist/. Programs run
 * on this Node.js and on those that `GAINFUL_NODES` lists, separated as in `PATH`.
 */

import test from "ava";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brokenLinks } from "../support/links.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const consumers = fileURLToPath(new URL("consumers/", import.meta.url));
const nodes = [process.execPath, ...(process.env["GAINFUL_NODES"] ?? "").split(delimiter)].filter(
  Boolean,
);

/** Consumers and compiler settings that are expected to go together. */
const COMPILER_OPTIONS = {
  "nodenext with the types of Node.js": {
    module: "nodenext",
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  },
  "a bundler and the browser's types": {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    lib: ["es2022", "dom"],
    types: [],
  },
};

let tarballs: string[] = [];
/** Where both tarballs are installed. */
let complete = "";
/** Where the platform package is left out. */
let withoutBinary = "";

test.before(async () => {
  const folder = await mkdtemp(join(tmpdir(), "gainful-packed-"));
  complete = join(folder, "complete");
  withoutBinary = join(folder, "without-binary");
  const printed = await run(process.execPath, ["scripts/pack.mjs", join(folder, "packed")], root);
  tarballs = printed.trim().split("\n");
  await install(complete, tarballs);
  await install(withoutBinary, tarballs.slice(0, 1));
});

test.after.always(async () => {
  if (complete !== "") await rm(join(complete, ".."), { recursive: true });
});

test("only the package and its binary are installed", async (t) => {
  const installed = await readdir(join(complete, "node_modules"));
  const packages = installed.filter((name) => !name.startsWith("."));
  t.is(packages.length, 2);
  t.deepEqual(packages[0], "gainful");
  t.true(packages[1]?.startsWith(`gainful-${process.platform}-${process.arch}`), packages[1]);
});

test("the published manifest names every platform and runs nothing", async (t) => {
  const path = join(complete, "node_modules/gainful/package.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  const expected = (await readdir(join(root, "npm"))).map((name) => [
    `gainful-${name}`,
    manifest["version"],
  ]);
  t.deepEqual(manifest["optionalDependencies"], Object.fromEntries(expected));
  for (const absent of ["scripts", "dependencies", "devDependencies"]) {
    t.false(absent in manifest, absent);
  }
});

test("the guides are there, without the API documentation, and every link leads somewhere", async (t) => {
  const installed = join(complete, "node_modules/gainful");
  const guides = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md"));
  t.deepEqual((await readdir(join(installed, "docs"))).toSorted(), guides.toSorted());
  t.deepEqual(brokenLinks(pathToFileURL(`${installed}/`)), []);
});

for (const node of nodes) {
  for (const consumer of ["esm.mjs", "commonjs.cjs"]) {
    test(`${consumer} runs without a warning on ${node}`, async (t) => {
      t.log(await run(node, ["--version"], complete));
      t.is(await run(node, [consumer], complete), "ok\n");
    });
  }
}

for (const [name, compilerOptions] of Object.entries(COMPILER_OPTIONS)) {
  test(`a TypeScript program compiles with ${name}`, async (t) => {
    const project = join(complete, `tsconfig.${name.replaceAll(/\W/g, "-")}.json`);
    const options = { ...compilerOptions, strict: true, skipLibCheck: false, noEmit: true };
    await writeFile(
      project,
      JSON.stringify({ compilerOptions: options, files: ["typescript.mts"] }),
    );
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    t.is(await run(process.execPath, [compiler, "-p", project], complete), "");
  });
}

test("without the binary the error says what was looked for, why and what to type", async (t) => {
  const error = await loadError(withoutBinary);
  t.is(error.name, "GainfulError");
  t.is(error.code, "ERR_GAINFUL_NATIVE_NOT_FOUND");
  t.true(error.hasCause);
  const platform = `${process.platform}-${process.arch}`;
  t.true(error.message.includes(`Looked for gainful.${platform}`));
  t.true(error.message.includes(`in the package gainful-${platform}`));
  t.true(error.message.includes(`Node.js ${process.version}`));
  t.true(error.message.includes(`Cannot find module 'gainful-${platform}`));
  t.true(error.message.includes("npm install --include=optional gainful"));
  t.true(error.message.includes(`npm install --os=${process.platform} --cpu=${process.arch}`));
  t.false(error.message.includes("wasm"));
});

test("a binary that cannot be loaded is told from a missing one", async (t) => {
  const damaged = join(complete, "..", "damaged");
  await cp(complete, damaged, { recursive: true });
  const installed = await readdir(join(damaged, "node_modules"));
  const name = installed.find((candidate) => candidate.startsWith("gainful-")) ?? "";
  const binary = join(damaged, "node_modules", name, `${name.replace("-", ".")}.node`);
  await writeFile(binary, "not a library");
  const error = await loadError(damaged);
  t.is(error.code, "ERR_GAINFUL_NATIVE_NOT_FOUND");
  t.true(error.message.includes("The binary is there, but the system refused it"), error.message);
  t.true(error.message.includes("npm install --force gainful"));
});

test("a platform without a binary is named, with those that have one", async (t) => {
  const error = await loadError(
    withoutBinary,
    `Object.defineProperty(process, "platform", { value: "sunos" });`,
  );
  t.is(error.code, "ERR_GAINFUL_NATIVE_NOT_FOUND");
  t.true(error.message.includes(`There is no binary for sunos-${process.arch}`), error.message);
  t.true(error.message.includes("linux-x64-musl"));
  t.true(error.message.includes("see CONTRIBUTING.md in the folder of the package"));
  const guide = join(withoutBinary, "node_modules/gainful/CONTRIBUTING.md");
  t.regex(await readFile(guide, "utf8"), /^## Building for a platform without a binary$/m);
});

test("publint finds nothing to improve", async (t) => {
  const output = await runTool("publint/src/cli.js", ["run", tarballs[0] ?? "", "--strict"]);
  t.true(output.includes("All good!"), output);
});

test("every module system that is supported resolves the types", async (t) => {
  const cli = "@arethetypeswrong/cli/dist/index.js";
  const output = await runTool(cli, [tarballs[0] ?? "", "--profile", "esm-only", "--no-color"]);
  t.true(output.includes("gainful/markov"), output);
});

/** Installs tarballs and nothing else in a new folder, and lays the consumers beside them. */
async function install(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  const flags = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", ["install", ...flags, ...packages], folder);
  await cp(consumers, folder, { recursive: true });
}

/** What a program that needs the binary gets to see. */
async function loadError(
  folder: string,
  setUp = "",
): Promise<{ name: string; code: string; message: string; hasCause: boolean }> {
  const program = `
    ${setUp}
    const { entropySync } = await import("gainful");
    try {
      entropySync(new Uint32Array([1, 2]));
      console.log("null");
    } catch (error) {
      const { name, code, message, cause } = error;
      console.log(JSON.stringify({ name, code, message, hasCause: cause instanceof Error }));
    }`;
  return JSON.parse(await run(process.execPath, ["--input-type=module", "-e", program], folder));
}

function runTool(path: string, args: readonly string[]): Promise<string> {
  return run(process.execPath, [join(root, "node_modules", path), ...args], root);
}

/** Runs a program that is expected to succeed and to keep quiet on its error output. */
async function run(program: string, args: readonly string[], folder: string): Promise<string> {
  // npm is a .cmd file on Windows, which only a shell runs.
  const shell = program === "npm" && process.platform === "win32";
  // Options and colors are this process's, and Node.js warns where they contradict each other.
  const { NODE_OPTIONS: _options, FORCE_COLOR: _force, NO_COLOR: _none, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: folder, env, shell });
  if (stderr !== "") throw new Error(`${program} ${args.join(" ")} complained: ${stderr}`);
  return stdout;
}
