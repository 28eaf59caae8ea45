/**
 * The manifests agree with one another: one version everywhere, one platform package per target of
 * the build, and nothing that would run or be fetched on a user's machine.
 */

import test from "ava";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly main: string;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
  readonly files: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
  readonly peerDependenciesMeta?: object;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly napi: { readonly binaryName: string; readonly targets: readonly string[] };
}

interface Platform {
  readonly folder: string;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[] | undefined;
}

/** What npm and Node.js call each target that the build knows by Rust's name. */
const PLATFORMS: Readonly<Record<string, Platform>> = {
  "x86_64-unknown-linux-gnu": platform("linux", "x64", "gnu", "glibc"),
  "aarch64-unknown-linux-gnu": platform("linux", "arm64", "gnu", "glibc"),
  "x86_64-unknown-linux-musl": platform("linux", "x64", "musl", "musl"),
  "aarch64-unknown-linux-musl": platform("linux", "arm64", "musl", "musl"),
  "x86_64-apple-darwin": platform("darwin", "x64"),
  "aarch64-apple-darwin": platform("darwin", "arm64"),
  "x86_64-pc-windows-msvc": platform("win32", "x64", "msvc"),
  "aarch64-pc-windows-msvc": platform("win32", "arm64", "msvc"),
};

const root = new URL("../../", import.meta.url);
const manifest = manifestOf("");
const folders = readdirSync(fileURLToPath(new URL("npm/", root))).toSorted();

test("the Cargo workspace has the package's version", (t) => {
  const workspace = read("Cargo.toml").split("[workspace.package]")[1] ?? "";
  t.is(/^version = "(.*)"$/m.exec(workspace)?.[1], manifest.version);
  for (const crate of readdirSync(fileURLToPath(new URL("crates/", root)))) {
    t.regex(read(`crates/${crate}/Cargo.toml`), /^version\.workspace = true$/m, crate);
  }
});

test("the lock file has the package's version and names no registry", (t) => {
  const lock = JSON.parse(read("package-lock.json")) as { version: string };
  t.is(lock.version, manifest.version);
  t.notRegex(read("package-lock.json"), /"resolved":/);
});

test("there is one platform package for each target", (t) => {
  const actual = folders.map((folder) => {
    const { os, cpu, libc } = manifestOf(`npm/${folder}/`);
    return { folder, os, cpu, libc };
  });
  const expected = manifest.napi.targets.map((target) => PLATFORMS[target]);
  t.deepEqual(actual.toSorted(byFolder), expected.toSorted(byFolder));
});

for (const folder of folders) {
  test(`the package of ${folder} has the package's name, version and license`, (t) => {
    const own = manifestOf(`npm/${folder}/`);
    const binary = `${manifest.napi.binaryName}.${folder}.node`;
    t.is(own.name, `${manifest.name}-${folder}`);
    t.is(own.version, manifest.version);
    t.is(own.license, manifest.license);
    t.is(own.main, binary);
    t.true(own.files.includes(binary));
    t.is(own.scripts, undefined);
    t.true(read(`npm/${folder}/README.md`).startsWith(`# ${own.name}\n`));
  });
}

test("the error about a missing binary lists the platforms that there are", (t) => {
  const list = /const PLATFORMS[^=]*= \[([^\]]*)\]/.exec(read("lib/native.ts"))?.[1] ?? "";
  t.deepEqual([...list.matchAll(/"(.*?)"/g)].map((match) => match[1]).toSorted(), folders);
});

test("installing runs no script and brings no dependency", (t) => {
  for (const name of ["preinstall", "install", "postinstall", "preprepare", "prepare"]) {
    t.is(manifest.scripts?.[name], undefined, name);
  }
  t.is(manifest.dependencies, undefined);
  t.is(manifest.optionalDependencies, undefined, "platform packages are named when packing");
});

test("packages that drop-ins take vocabularies from are used if they are there, in any version", (t) => {
  const optional = ["js-tiktoken", "tiktoken"];
  const all = (value: unknown): object => Object.fromEntries(optional.map((name) => [name, value]));
  t.deepEqual(manifest.peerDependencies, all("*"));
  t.deepEqual(manifest.peerDependenciesMeta, all({ optional: true }));
});

test("the package has an entry for each module", (t) => {
  t.deepEqual(Object.keys(manifest.exports), [
    ".",
    "./submodular",
    "./bpe",
    "./information",
    "./markov",
    "./drop-in/js-tiktoken",
    "./drop-in/langchain",
    "./drop-in/ml-distance",
    "./drop-in/tiktoken",
    "./package.json",
  ]);
});

function platform(os: string, cpu: string, abi?: string, libc?: string): Platform {
  const folder = abi === undefined ? `${os}-${cpu}` : `${os}-${cpu}-${abi}`;
  return { folder, os: [os], cpu: [cpu], libc: libc === undefined ? undefined : [libc] };
}

function byFolder(a?: { folder: string }, b?: { folder: string }): number {
  return (a?.folder ?? "") < (b?.folder ?? "") ? -1 : 1;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(read(`${folder}package.json`)) as Manifest;
}

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}
