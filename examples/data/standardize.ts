/** Measurements in different units, made comparable. */

/** The values moved and scaled to mean 0 and variance 1. */
export function standardized(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const deviation = Math.sqrt(correlation(centred, centred));
  return centred.map((value) => value / deviation);
}

/** Pearson's correlation of two standardized measurements. */
export function correlation(x: Float64Array, y: Float64Array): number {
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.length;
}
