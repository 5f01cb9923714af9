import { betaShare } from './beta-share.ts'

export type Correlation = Readonly<{ r: number; p: number }>

/**
 * Spearman's rank correlation, and how probable one as strong is where there is none (two-sided, by the t distribution).
 *
 * @see M. Kendall, J. Gibbons, Rank Correlation Methods (1990)
 */
export function correlate(x: Float64Array, y: Float64Array): Correlation {
  const r = pearson(ranksOf(x), ranksOf(y))
  if (!Number.isFinite(r)) return { r: 0, p: 1 }
  const freedom = x.length - 2
  return { r, p: betaShare(freedom / 2, 0.5, 1 - Math.min(1, r * r)) }
}

/** From 1; equal values share the mean of their ranks. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    for (let at = start; at < end; at++) ranks[order[at] as number] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

/** NaN where one of them never changes. */
export function pearson(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  let [xy, xx, yy] = [0, 0, 0]
  x.forEach((value, at) => {
    const [dx, dy] = [value - mx, (y[at] as number) - my]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  })
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : Number.NaN
}

export type Correction = 'fdr_bh' | 'bonferroni'

/**
 * Probabilities as they count when many are looked at together, in the order given.
 *
 * @see Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995)
 */
export function corrected(ps: readonly number[], correction: Correction): number[] {
  const count = ps.length
  if (correction === 'bonferroni') return ps.map((p) => Math.min(1, p * count))
  const order = [...ps.keys()].sort((a, b) => (ps[b] ?? 0) - (ps[a] ?? 0))
  const result = new Array<number>(count).fill(1)
  let least = 1
  order.forEach((at, place) => {
    least = Math.min(least, ((ps[at] ?? 1) * count) / (count - place))
    result[at] = least
  })
  return result
}
