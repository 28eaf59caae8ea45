/**
 * Objects that hold native data. V8 is told about their memory and collects them like any object;
 * `dispose()` or `using` gives the memory back at once, which a tight loop needs, since collected
 * objects are finalized only between tasks of the event loop.
 */

/// <reference lib="esnext.disposable" preserve="true" />

import { GainfulError, invalidArgument } from "./errors.ts";
import { native, type Native } from "./native.ts";

/**
 * A handle of the addon.
 *
 * @internal
 */
export type NativeHandle = InstanceType<Native["Handle"]>;

const handles = new WeakMap<Resource, NativeHandle>();

/** Base class of the objects that hold native data. */
export abstract class Resource implements Disposable {
  /**
   * For the package alone, whose functions return such objects. Declared with a type that is public, so
   * that it stays in the published declarations and `new` of a class that has no other is no program.
   *
   * @hidden
   */
  protected constructor(handle: unknown) {
    if (!(handle instanceof native().Handle)) {
      throw invalidArgument(
        `new ${new.target.name}()`,
        "the package itself to be the caller (use the functions that return such objects)",
        handle,
      );
    }
    handles.set(this, handle);
  }

  /** Whether {@link dispose} was called. */
  get disposed(): boolean {
    return !handles.has(this);
  }

  /** About how many bytes of native memory the object keeps; 0 once disposed. */
  get bytes(): number {
    return handles.get(this)?.bytes ?? 0;
  }

  /**
   * Gives the native memory back, as soon as no call that is under way uses it. Any later use is an
   * error with code `ERR_DISPOSED`; disposing again has no effect.
   */
  dispose(): void {
    handles.get(this)?.dispose();
    handles.delete(this);
  }

  /** The same as {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * The handle of an object that is not disposed.
 *
 * @internal
 */
export function handleOf(resource: Resource): NativeHandle {
  const handle = handles.get(resource);
  if (handle !== undefined) return handle;
  throw new GainfulError(
    "ERR_DISPOSED",
    `This ${resource.constructor.name} was disposed and cannot be used any more`,
  );
}
