/** The packages that are replaced, which have the vocabularies: they are loaded when one is asked for. */

import { createRequire } from "node:module";
import { types } from "node:util";
import { GainfulError } from "../../errors.ts";

const require = createRequire(import.meta.url);

/**
 * What a package exports, or a file of it.
 *
 * @internal
 */
export function fromPeer(name: string, path?: string): unknown {
  const entry = path === undefined ? name : `${name}/${path}`;
  try {
    return require(entry);
  } catch (cause) {
    const reason = types.isNativeError(cause) ? cause.message : String(cause);
    throw new GainfulError(
      "ERR_PEER_NOT_FOUND",
      `Cannot load ${entry}: vocabularies are those of the package ${name}, to be installed by 'npm install ${name}' (${reason})`,
      { cause },
    );
  }
}
