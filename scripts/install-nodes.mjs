// Installs other releases of Node.js from the npm registry, to test on them:
// `node scripts/install-nodes.mjs FOLDER 22 24` prints the paths of the binaries, separated as in
// PATH, for `GAINFUL_NODES`. A release that the registry does not offer for this machine is left
// out, with a word on the error output.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const [folderArgument, ...releases] = process.argv.slice(2);
if (folderArgument === undefined || releases.length === 0) {
  throw new Error("Usage: node scripts/install-nodes.mjs FOLDER RELEASE...");
}
const windows = process.platform === "win32";
const source = `node-${windows ? "win" : process.platform}-${process.arch}`;

console.log(releases.map(install).filter(Boolean).join(delimiter));

function install(release) {
  const folder = resolve(folderArgument, `node-${release}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  try {
    const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", `${source}@${release}`];
    execFileSync("npm", args, { cwd: folder, shell: windows, stdio: ["ignore", "ignore", "pipe"] });
    const binary = join(folder, "node_modules", source, "bin", windows ? "node.exe" : "node");
    const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
    console.error(`Node.js ${release}: ${version}`);
    return binary;
  } catch (error) {
    console.error(
      `Node.js ${release}: NOT TESTED, the registry's ${source}@${release} cannot be used here`,
    );
    console.error(String(error.stderr ?? error.message).trim());
    return undefined;
  }
}
