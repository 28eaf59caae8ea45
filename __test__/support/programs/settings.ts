/**
 * Sets an environment variable to each of the values in the arguments, given as `NAME=value`, and
 * prints the settings in force then, or the errors that the first and the second use of the addon
 * throw. Ends at the first value that is accepted, since the addon reads the variables once.
 */

import { entropySync, settings, type Settings } from "../../../index.ts";

/** What one value leads to. */
export type Outcome = Settings | readonly { readonly code: string; readonly message: string }[];

function outcome(): Outcome {
  try {
    return settings();
  } catch (first) {
    try {
      entropySync([1]);
      return [];
    } catch (second) {
      return [first, second].map((error) => {
        const { name, code, message } = error as Error & { code: string };
        return { name, code, message };
      });
    }
  }
}

const outcomes = process.argv.slice(2).map((argument) => {
  const [name = "", value] = argument.split("=");
  process.env[name] = value;
  const result = outcome();
  delete process.env[name];
  return result;
});
console.log(JSON.stringify(outcomes));
