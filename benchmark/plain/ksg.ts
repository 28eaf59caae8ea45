/** The first estimator of Kraskov, Stögbauer & Grassberger in JavaScript, by comparing all pairs. */

export function ksg1(x: Float64Array, y: Float64Array, k: number): number {
  const n = x.length;
  const psi = digammaOfIntegers(n + 1);
  const nearest = new Float64Array(k);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [xi, yi] = [x[i] as number, y[i] as number];
    nearest.fill(Infinity);
    for (let j = 0; j < n; j++) {
      const distance = Math.max(Math.abs((x[j] as number) - xi), Math.abs((y[j] as number) - yi));
      if (j !== i && distance < (nearest[k - 1] as number)) insert(nearest, distance);
    }
    const radius = nearest[k - 1] as number;
    let [nx, ny] = [0, 0];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      if (Math.abs((x[j] as number) - xi) < radius) nx++;
      if (Math.abs((y[j] as number) - yi) < radius) ny++;
    }
    sum += (psi[nx + 1] as number) + (psi[ny + 1] as number);
  }
  return (psi[k] as number) + (psi[n] as number) - sum / n;
}

/** Puts a distance into its place among the smallest, which are ascending. */
function insert(nearest: Float64Array, distance: number): void {
  let at = nearest.length - 1;
  for (; at > 0 && (nearest[at - 1] as number) > distance; at--) {
    nearest[at] = nearest[at - 1] as number;
  }
  nearest[at] = distance;
}

/** ψ(0) (unused), ψ(1), ..., ψ(n). */
function digammaOfIntegers(n: number): Float64Array {
  const psi = new Float64Array(n + 1);
  psi[1] = -0.5772156649015329;
  for (let i = 1; i < n; i++) psi[i + 1] = (psi[i] as number) + 1 / i;
  return psi;
}
