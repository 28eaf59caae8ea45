/** Lazy greedy selection as a careful programmer would write it in JavaScript: typed arrays and a heap. */

/** A set function and the set that has been selected so far. */
export interface GrowingSet {
  /** How many elements there are to select from. */
  readonly size: number;
  /** By how much an element would raise the value. */
  gain(element: number): number;
  /** Selects an element. */
  insert(element: number): void;
}

/** The elements in the order of their selection, and their value. */
export function lazyGreedy(
  set: GrowingSet,
  cardinality: number,
): { elements: number[]; value: number } {
  const bounds = new Float64Array(set.size);
  for (let element = 0; element < set.size; element++) bounds[element] = set.gain(element);
  const heap = new MaxHeap(bounds);
  /** How many elements were selected when an element's bound was computed. */
  const computedAt = new Uint32Array(set.size);
  const elements: number[] = [];
  let value = 0;
  while (elements.length < cardinality) {
    const element = heap.top;
    if (computedAt[element] === elements.length) {
      value += bounds[element] as number;
      elements.push(element);
      set.insert(element);
      heap.removeTop();
    } else {
      bounds[element] = set.gain(element);
      computedAt[element] = elements.length;
      heap.sinkTop();
    }
  }
  return { elements, value };
}

/** Elements by their bound, largest first; ties go to the smaller element. */
class MaxHeap {
  readonly #bounds: Float64Array;
  readonly #heap: Uint32Array;
  #size: number;

  constructor(bounds: Float64Array) {
    this.#bounds = bounds;
    this.#heap = Uint32Array.from(bounds.keys());
    this.#size = bounds.length;
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  get top(): number {
    return this.#heap[0] as number;
  }

  removeTop(): void {
    this.#heap[0] = this.#heap[--this.#size] as number;
    this.#sink(0);
  }

  /** Finds the place of the top, whose bound has become less. */
  sinkTop(): void {
    this.#sink(0);
  }

  #sink(from: number): void {
    const [heap, size] = [this.#heap, this.#size];
    const element = heap[from] as number;
    let at = from;
    while (true) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.#before(heap[right] as number, heap[child] as number)) child = right;
      if (!this.#before(heap[child] as number, element)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = element;
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#bounds[a] as number) - (this.#bounds[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  }
}
