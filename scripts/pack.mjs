// Writes the packages as they are published: `node scripts/pack.mjs FOLDER [--all]` puts the tarball
// of `gainful` and one for each built binary in native/ into FOLDER and prints their paths, the root
// package first. With --all, a platform without a binary is an error.
//
// The published manifest is made here, because it names the platform packages as optional
// dependencies: were they in package.json, `npm ci` would look for versions not yet published.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const licenses = ["LICENSE-APACHE", "LICENSE-MIT"];

// A provenance statement is only accepted for a manifest that names the repository it comes from.
const repository = process.env.GITHUB_REPOSITORY && `github:${process.env.GITHUB_REPOSITORY}`;

const [outArgument, ...flags] = process.argv.slice(2);
if (outArgument === undefined) throw new Error("Usage: node scripts/pack.mjs FOLDER [--all]");
const out = resolve(outArgument);
mkdirSync(out, { recursive: true });

const platforms = readdirSync(join(root, "npm")).map((name) => {
  const folder = join(root, "npm", name);
  const manifest = readManifest(folder);
  return { folder, manifest, binary: join(root, "native", manifest.main) };
});
const missing = platforms.filter(({ binary }) => !existsSync(binary));
if (flags.includes("--all") && missing.length > 0) {
  throw new Error(`Not built: ${missing.map(({ manifest }) => manifest.name).join(", ")}`);
}

packRoot();
for (const platform of platforms) {
  if (!missing.includes(platform)) packPlatform(platform);
}

function packRoot() {
  const manifest = readManifest(root);
  for (const field of ["scripts", "devDependencies", "ava", "napi"]) delete manifest[field];
  manifest.optionalDependencies = Object.fromEntries(
    platforms.map((platform) => [platform.manifest.name, platform.manifest.version]),
  );
  // npm picks what a pattern means from the whole folder.
  const files = [...manifest.files, "README.md"].map((file) => file.replace(/\/\*.*/, ""));
  packStaged(
    manifest,
    files.map((file) => [join(root, file), file]),
  );
}

function packPlatform({ folder, manifest, binary }) {
  packStaged(manifest, [
    [binary, manifest.main],
    [join(folder, "README.md"), "README.md"],
    ...licenses.map((file) => [join(root, file), file]),
  ]);
}

// Lays the files out in a folder of their own, packs it and prints the tarball's path.
function packStaged(manifest, files) {
  const stage = mkdtempSync(join(tmpdir(), "gainful-pack-"));
  try {
    if (repository !== undefined) manifest.repository = repository;
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const [from, to] of files) cpSync(from, join(stage, to), { recursive: true });
    const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", out];
    // npm is a .cmd file on Windows, which only a shell runs.
    const shell = process.platform === "win32";
    const name = execFileSync("npm", args, { cwd: stage, encoding: "utf8", shell }).trim();
    console.log(join(out, name));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
