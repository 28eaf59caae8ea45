/** Facility location as a careful programmer would write it in JavaScript: typed arrays and a heap. */

/** The cosine similarities of all pairs of rows. */
export function cosineSimilarity(data: Float32Array, rows: number, columns: number): Float32Array {
  const lengths = new Float64Array(rows);
  for (let i = 0; i < rows; i++) lengths[i] = Math.sqrt(dot(data, i, i, columns));
  const similarities = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      const norm = (lengths[i] as number) * (lengths[j] as number);
      const similarity = norm === 0 ? 0 : Math.min(1, dot(data, i, j, columns) / norm);
      similarities[i * rows + j] = similarity;
      similarities[j * rows + i] = similarity;
    }
  }
  return similarities;
}

function dot(data: Float32Array, i: number, j: number, columns: number): number {
  let sum = 0;
  const [a, b] = [i * columns, j * columns];
  for (let c = 0; c < columns; c++) sum += (data[a + c] as number) * (data[b + c] as number);
  return sum;
}

/** The elements and the value of the lazy greedy selection. */
export function lazyGreedy(
  similarities: Float32Array,
  rows: number,
  cardinality: number,
): { elements: number[]; value: number } {
  const best = new Float32Array(rows);
  const gain = (element: number): number => {
    let sum = 0;
    const start = element * rows;
    for (let v = 0; v < rows; v++) {
      const more = (similarities[start + v] as number) - (best[v] as number);
      if (more > 0) sum += more;
    }
    return sum;
  };
  const bounds = Float64Array.from({ length: rows }, (_, element) => gain(element));
  const heap = new MaxHeap(bounds);
  const elements: number[] = [];
  let value = 0;
  let fresh = new Set<number>(Array(rows).keys());
  while (elements.length < cardinality) {
    const element = heap.pop();
    if (!fresh.has(element)) {
      bounds[element] = gain(element);
      fresh.add(element);
      heap.push(element);
      continue;
    }
    elements.push(element);
    value += bounds[element] as number;
    for (let v = 0; v < rows; v++) {
      best[v] = Math.max(best[v] as number, similarities[element * rows + v] as number);
    }
    fresh = new Set();
  }
  return { elements, value };
}

/** Elements by their bound, largest first. */
class MaxHeap {
  readonly #bounds: Float64Array;
  readonly #elements: number[] = [];

  constructor(bounds: Float64Array) {
    this.#bounds = bounds;
    for (let element = 0; element < bounds.length; element++) this.push(element);
  }

  push(element: number): void {
    const heap = this.#elements;
    let at = heap.length;
    heap.push(element);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(element, heap[parent] as number)) break;
      heap[at] = heap[parent] as number;
      at = parent;
    }
    heap[at] = element;
  }

  pop(): number {
    const heap = this.#elements;
    const top = heap[0] as number;
    const last = heap.pop() as number;
    if (heap.length === 0) return top;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && this.#before(heap[right] as number, heap[child] as number)) {
        child = right;
      }
      if (!this.#before(heap[child] as number, last)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = last;
    return top;
  }

  /** Ties go to the smaller element. */
  #before(a: number, b: number): boolean {
    const difference = (this.#bounds[a] as number) - (this.#bounds[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  }
}
