/** What is compared: the same work done by this package and by a peer. */

/** One way to do the work, ready to run: its inputs are made, nothing is computed yet. */
export interface Contender {
  /** Does the work once; what it returns is compared with the other's. */
  readonly run: () => unknown;
  /** How often the work is repeated in one measurement; 1 unless it takes microseconds. */
  readonly repetitions?: number;
}

/** The same work, done twice. */
export interface Comparison {
  /** A few words, which also select it on the command line. */
  readonly name: string;
  /** What is computed, with sizes. */
  readonly work: string;
  /** What it is compared with: a package, or plain JavaScript. */
  readonly peer: string;
  /** This package. */
  readonly ours: () => Contender | Promise<Contender>;
  /** The peer. */
  readonly theirs: () => Contender | Promise<Contender>;
  /** Throws unless the two results say the same. They have been through JSON. */
  readonly agree: (ours: unknown, theirs: unknown) => void;
}

/** Throws unless two numbers are equal up to a relative difference. */
export function assertClose(ours: unknown, theirs: unknown, tolerance: number): void {
  const [a, b] = [Number(ours), Number(theirs)];
  if (Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))) return;
  throw new Error(`The answers differ: ours is ${a}, theirs is ${b}`);
}
