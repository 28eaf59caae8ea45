/** The packages that are replaced, which have the vocabularies: they are loaded when one is asked for. */

import { createRequire } from "node:module";
import { types } from "node:util";
import { GainfulError } from "../../errors.ts";

const require = createRequire(import.meta.url);

/**
 * What a file of a package exports.
 *
 * @internal
 */
export function fromPeer(name: string, path: string): unknown {
  try {
    return require(`${name}/${path}`);
  } catch (cause) {
    const reason = types.isNativeError(cause) ? cause.message : String(cause);
    throw new GainfulError(
      "ERR_PEER_NOT_FOUND",
      `Cannot load ${name}/${path}: vocabularies are those of the package ${name}, to be installed by 'npm install ${name}' (${reason})`,
      { cause },
    );
  }
}
