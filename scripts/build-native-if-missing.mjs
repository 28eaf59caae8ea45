// Builds the addon unless this machine has one already, so that `npm run demo` works right after `npm ci`.
import { execSync } from "node:child_process";
import { readdirSync } from "node:fs";

const folder = new URL("../native/", import.meta.url);

function isBuilt() {
  try {
    const names = readdirSync(folder);
    const host = `gainful.${process.platform}-${process.arch}`;
    return names.includes("binding.cjs") && names.some((name) => name.startsWith(host));
  } catch {
    return false;
  }
}

if (!isBuilt()) {
  execSync("npm run build:native", { stdio: "inherit" });
}
