/** What the tests expect of errors. */

import type { ExecutionContext, ThrowsExpectation } from "ava";
import { type ErrorCode, GainfulError } from "../../lib/errors.ts";

/** What an error must be, besides its message. */
export interface Kind {
  readonly instanceOf: ErrorConstructor | typeof GainfulError;
  readonly code: ErrorCode;
}

/** An argument of the wrong form. */
export const INVALID: Kind = {
  instanceOf: TypeError as ErrorConstructor,
  code: "ERR_INVALID_ARGUMENT",
};

/** An argument outside its range. */
export const OUT_OF_RANGE: Kind = {
  instanceOf: RangeError as ErrorConstructor,
  code: "ERR_OUT_OF_RANGE",
};

/** Anything else that has a code. */
export function gainfulError(code: ErrorCode): Kind {
  return { instanceOf: GainfulError, code };
}

/** A function's two forms, called with the same arguments. */
export interface Twins {
  readonly sync: () => unknown;
  readonly async: () => Promise<unknown>;
}

/** Asserts that `call` throws such an error with this message. */
export function throws(
  t: ExecutionContext,
  call: () => unknown,
  kind: Kind,
  message: string,
): void {
  t.throws(call, { ...kind, message } as ThrowsExpectation<Error>);
}

/** Asserts that `call` returns a promise that rejects with such an error. */
export async function rejects(
  t: ExecutionContext,
  call: () => Promise<unknown>,
  kind: Kind,
  message: string,
): Promise<void> {
  let promise: Promise<unknown> | undefined;
  t.notThrows(() => {
    promise = call();
  }, "a function that returns a promise must not throw");
  await t.throwsAsync(
    promise as Promise<unknown>,
    { ...kind, message } as ThrowsExpectation<Error>,
  );
}

/** Asserts that both forms refuse their arguments in the same way. */
export async function refused(
  t: ExecutionContext,
  { sync, async }: Twins,
  kind: Kind,
  message: string,
): Promise<void> {
  throws(t, sync, kind, message);
  await rejects(t, async, kind, message);
}
