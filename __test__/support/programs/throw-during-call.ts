/** Dies of an exception while calls run that would take minutes. */

import { longCall } from "../long-call.ts";

for (let i = 0; i < 6; i++) void longCall();
setTimeout(() => {
  throw new Error("nobody catches this");
}, 50);
