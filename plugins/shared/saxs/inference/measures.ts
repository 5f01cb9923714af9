import { type Ensemble, mixtureOf } from './ensemble.ts'

export type Fit = Readonly<{ scale: number; chi2: number }>

/** Least-squares scale of a mixture, and (1/N) Σ ((I − scale · mixture)/σ)²: divided by N, not by N − 1. */
export function fitOf(ensemble: Ensemble, weights: ArrayLike<number>): Fit {
  const mixture = mixtureOf(ensemble, weights)
  const scale = scaleOf(ensemble, mixture)
  return { scale, chi2: chi2Of(ensemble, mixture, scale) }
}

function scaleOf({ curve: { intensity, sigma } }: Ensemble, mixture: Float64Array): number {
  let above = 0
  let below = 0
  for (let point = 0; point < mixture.length; point++) {
    const variance = (sigma[point] as number) ** 2
    above += ((intensity[point] as number) * (mixture[point] as number)) / variance
    below += (mixture[point] as number) ** 2 / variance
  }
  return above / below
}

/** From the residuals themselves: differences of large sums would lose a fit that is nearly perfect. */
export function chi2Of({ curve: { intensity, sigma } }: Ensemble, mixture: Float64Array, scale: number): number {
  let sum = 0
  for (let point = 0; point < mixture.length; point++) {
    sum += (((intensity[point] as number) - scale * (mixture[point] as number)) / (sigma[point] as number)) ** 2
  }
  return sum / mixture.length
}

/** Jensen–Shannon divergence in bits, with 0 · log 0 = 0: 0 for the same weights, 1 for weights without overlap. */
export function divergenceOf(u: ArrayLike<number>, v: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < u.length; at++) {
    const a = u[at] as number
    const b = v[at] as number
    if (a > 0) sum += a * Math.log2((2 * a) / (a + b))
    if (b > 0) sum += b * Math.log2((2 * b) / (a + b))
  }
  return Math.max(0, sum / 2)
}
