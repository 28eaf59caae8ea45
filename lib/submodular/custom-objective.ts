/** Objectives that are functions of the caller. */

import { boolean, finite, integer, nonNegative, record } from "../arguments.ts";
import { invalidArgument } from "../errors.ts";
import { makeSync, Objective } from "./objective.ts";
import { nextNumber, type Oracle } from "./oracle.ts";

/**
 * The most elements. No data back their number, so nothing else keeps a slip of it from taking all
 * memory for lists of elements.
 */
const MAX_SIZE = 2 ** 24;

/** A set function f, by functions that compute it. They are called as methods of the definition. */
export interface CustomDefinition {
  /** The number of elements of the ground set, up to 2^24. */
  readonly size: number;
  /**
   * f(S + element) - f(S), a finite number, where S is `selected`: the elements in the order in which
   * they were added, a frozen array that does not change.
   *
   * Must be the same whenever it is called for the same element and set.
   */
  gain(element: number, selected: readonly number[]): number;
  /**
   * f(S), a finite number. Default: the sum of the gains of its elements, each at those added before.
   */
  value?(selected: readonly number[]): number;
  /**
   * Hears that the set of which gains will be asked is `selected` and `element`. For functions that
   * keep something from one gain to the next. When another set than a larger one comes, the elements
   * of that are added one by one, from the empty set on: several calls may run at the same time.
   */
  insert?(element: number, selected: readonly number[]): void;
  /** Hears that the set is the empty set again, before elements of another one are added. */
  reset?(): void;
  /**
   * What is known of f. Optimizers rely on it: what is declared wrongly makes guarantees and
   * certificates wrong, and lazy selections differ from those of `greedy`.
   * {@link Objective.checkStructure} tests it.
   */
  readonly properties?: CustomProperties | undefined;
  /**
   * Gains that differ by at most this much count as equal: the smallest index wins. As large as
   * rounding may make gains grow if f is declared to be submodular. Default: 0.
   */
  readonly tieTolerance?: number | undefined;
}

/** What the caller knows of a set function. */
export interface CustomProperties {
  /** Whether gains never grow as the set grows. Default: false. */
  readonly submodular?: boolean | undefined;
  /** Whether gains are never negative. Default: false. */
  readonly monotone?: boolean | undefined;
}

/**
 * A set function that functions of the caller compute.
 *
 *     const f = new CustomObjective({
 *       size: 100,
 *       gain: (element, selected) => (selected.some((other) => other % 10 === element % 10) ? 0 : 1),
 *       properties: { submodular: true, monotone: true },
 *     });
 *
 * It can be used wherever other objectives can; a call that uses it takes one thread. The functions run
 * on the thread of the event loop. A call that returns a promise asks them in slices of some
 * milliseconds, between which timers, requests and other calls have their turn; it is cancelled like
 * any other, and what it has not asked by then it does not ask any more. What the functions throw ends
 * the call, which throws or rejects with the same value.
 *
 * Beside what `gain` takes, a gain costs about half a microsecond and each block of gains that are asked
 * at once some tens of microseconds.
 */
export class CustomObjective extends Objective {
  /**
   * An objective of these functions.
   *
   * @throws TypeError or RangeError if a part of the definition is missing or of the wrong kind.
   */
  constructor(definition: CustomDefinition) {
    const { size, properties = {}, tieTolerance = 0 } = record("definition", definition);
    const { submodular = false, monotone = false } = record("properties", properties);
    const functions = checkFunctions(definition);
    const oracle = nextNumber();
    const custom = {
      oracle,
      size: integer("size", size, 1, MAX_SIZE),
      hasValues: functions.value !== undefined,
      submodular: boolean("properties.submodular", submodular),
      monotone: boolean("properties.monotone", monotone),
      tieTolerance: nonNegative("tieTolerance", tieTolerance),
    };
    super(makeSync(undefined, { custom }), new Map([[oracle, new Caller(definition, functions)]]));
  }
}

type Functions = Pick<CustomDefinition, "gain" | "value" | "insert" | "reset">;

/** The functions of a definition as they are now. */
function checkFunctions(definition: CustomDefinition): Functions {
  const { gain, value, insert, reset } = definition;
  for (const [name, given] of Object.entries({ gain, value, insert, reset })) {
    const isLeftOut = name !== "gain" && given === undefined;
    if (!isLeftOut && typeof given !== "function") throw invalidArgument(name, "a function", given);
  }
  return { gain, value, insert, reset } as Functions;
}

/** The set before anything is added. */
const EMPTY: readonly number[] = Object.freeze([]);

/** The caller's functions, and the set that they were told of last. */
class Caller implements Oracle {
  readonly #definition: CustomDefinition;
  readonly #functions: Functions;
  /** Undefined while they are being told, and for good if that failed: then nobody knows. */
  #told: readonly number[] | undefined = EMPTY;

  constructor(definition: CustomDefinition, functions: Functions) {
    this.#definition = definition;
    this.#functions = functions;
  }

  setOf(selected: Uint32Array): readonly number[] {
    const told = this.#told;
    const isTold = told?.length === selected.length && startsWith(selected, told);
    return isTold ? told : frozen(selected, selected.length);
  }

  gain(element: number, set: readonly number[]): number {
    this.#tell(set);
    const gain = this.#functions.gain.call(this.#definition, element, set);
    return finite(`gain(${element})`, gain);
  }

  value(set: readonly number[]): number {
    this.#tell(set);
    return finite("value", this.#functions.value?.call(this.#definition, set));
  }

  /** Tells the functions of the set that they are asked about. */
  #tell(set: readonly number[]): void {
    if (set === this.#told) return;
    const { insert, reset } = this.#functions;
    let told = this.#told;
    this.#told = undefined;
    if (told === undefined || !startsWith(set, told)) {
      reset?.call(this.#definition);
      told = EMPTY;
    }
    if (insert !== undefined) {
      for (let i = told.length; i < set.length; i++) {
        insert.call(this.#definition, set[i] as number, frozen(set, i));
      }
    }
    this.#told = set;
  }
}

// Loops, since this is done for each block of gains and methods of arrays take five times as long.

/** The first elements of a set, which nobody can change. */
function frozen(set: ArrayLike<number>, length: number): readonly number[] {
  const copy: number[] = [];
  for (let i = 0; i < length; i++) copy.push(set[i] as number);
  return Object.freeze(copy);
}

function startsWith(set: ArrayLike<number>, start: readonly number[]): boolean {
  if (start.length > set.length) return false;
  for (let i = 0; i < start.length; i++) {
    if (start[i] !== set[i]) return false;
  }
  return true;
}
