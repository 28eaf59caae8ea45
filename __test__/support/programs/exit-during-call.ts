/** Ends on purpose with code 7 while calls run that would take minutes. */

import { longCall } from "../long-call.ts";

const onProgress = (): void => {
  console.log("exiting");
  process.exit(7);
};
for (let i = 0; i < 6; i++) void longCall({ onProgress });
