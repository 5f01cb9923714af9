/** Median, 99th percentile and worst of times in ms. */
export function quantiles(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2))
  return { p50ms: at(0.5), p99ms: at(0.99), worstMs: at(1) }
}
