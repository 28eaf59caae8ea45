/** Elements are the edges of a graph, and selected edges form no cycle. */

import { fieldsOf, integer, MAX_COUNT } from "../../arguments.ts";
import { Found, invalidArgument } from "../../errors.ts";
import { counts } from "../../matrix.ts";
import type { NativeConstraint } from "../constraint.ts";

/** The selected edges are a forest. An edge from a vertex to itself is never selected. */
export interface Graphic {
  /**
   * The two vertices that each element joins: a pair for each, or all ends in a `Uint32Array`, one
   * edge after the other.
   */
  readonly edges: readonly (readonly [number, number])[] | Uint32Array;
  /** The number of vertices. */
  readonly vertices: number;
}

/** @internal */
export function checkGraphic(graphic: Graphic): NonNullable<NativeConstraint["graphic"]> {
  fieldsOf("graphic", graphic, ["edges", "vertices"]);
  const edges = endsOf(graphic.edges);
  const vertices = integer("graphic.vertices", graphic.vertices, 1, MAX_COUNT);
  // Ends that are no vertices are refused by the addon.
  const isSparse = vertices > edges.length && edges.every((end) => end < vertices);
  return isSparse ? connected(edges) : { edges, vertices };
}

/** The same graph without the vertices at which no edge ends, for which there may be no memory. */
function connected(edges: Uint32Array): { edges: Uint32Array; vertices: number } {
  const ends = edges.toSorted().filter((end, i, all) => i === 0 || end !== all[i - 1]);
  return { edges: edges.map((end) => placeOf(end, ends)), vertices: ends.length };
}

/** Where a number is in an ascending array that has it. */
function placeOf(number: number, ascending: Uint32Array): number {
  let [first, last] = [0, ascending.length - 1];
  while (first < last) {
    const middle = (first + last) >>> 1;
    if ((ascending[middle] as number) < number) first = middle + 1;
    else last = middle;
  }
  return first;
}

function endsOf(edges: Graphic["edges"]): Uint32Array {
  if (!Array.isArray(edges)) {
    const ends = counts("graphic.edges", edges);
    if (ends.length % 2 === 0) return ends;
    throw invalidArgument(
      "graphic.edges",
      "two ends of each edge",
      new Found(`${ends.length} numbers`),
    );
  }
  const ends = new Uint32Array(2 * edges.length);
  for (const [i, edge] of edges.entries()) {
    const pair = counts(`graphic.edges[${i}]`, edge);
    if (pair.length !== 2) {
      const found = new Found(`${pair.length} vertices`);
      throw invalidArgument(`graphic.edges[${i}]`, "two vertices", found);
    }
    ends.set(pair, 2 * i);
  }
  return ends;
}
