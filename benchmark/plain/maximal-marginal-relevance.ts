/**
 * Maximal marginal relevance as LangChain computes it (`@langchain/core` 1.4.0, `utils/math`), in the
 * same order of operations: in each step the cosines of all embeddings with all selected ones.
 */

/** The indices of the selected embeddings in the order of their selection. */
export function maximalMarginalRelevance(
  query: readonly number[],
  embeddings: readonly (readonly number[])[],
  lambda: number,
  k: number,
): number[] {
  const count = Math.min(k, embeddings.length);
  if (count <= 0) return [];
  const relevance = embeddings.map((embedding) => cosine(query, embedding));
  let first = 0;
  relevance.forEach((value, index) => {
    if (value > (relevance[first] as number)) first = index;
  });
  const selected = [first];
  while (selected.length < count) {
    const chosen = selected.map((index) => embeddings[index] as readonly number[]);
    const similarities = embeddings.map((embedding) =>
      chosen.map((other) => cosine(embedding, other)),
    );
    let best = -1;
    let bestScore = -Infinity;
    relevance.forEach((value, index) => {
      if (selected.includes(index)) return;
      const largest = Math.max(...(similarities[index] as number[]));
      const score = lambda * value - (1 - lambda) * largest;
      if (score > bestScore) [best, bestScore] = [index, score];
    });
    selected.push(best);
  }
  return selected;
}

/** A cosine that is not a number, as of zero vectors, counts as 0. */
function cosine(x: readonly number[], y: readonly number[]): number {
  let [product, xSquare, ySquare] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i] as number, y[i] as number];
    product += a * b;
    xSquare += a * a;
    ySquare += b * b;
  }
  const value = product / (Math.sqrt(xSquare) * Math.sqrt(ySquare));
  return Number.isNaN(value) ? 0 : value;
}
