/** What every set function has in common. */

import { Resource, type NativeHandle } from "../resource.ts";

/**
 * A set function on the ground set 0, 1, ..., `size` - 1, with f(∅) = 0.
 *
 * It is immutable: any number of calls may use it at the same time.
 */
export abstract class Objective extends Resource {
  /** The number of elements of the ground set. */
  readonly size: number;

  /** @internal */
  protected constructor(handle: NativeHandle, size: number) {
    super(handle);
    this.size = size;
  }
}
