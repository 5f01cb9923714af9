import type { Pool } from '../parallel/pool.ts'
import { type Curve, type Ensemble, modelsOf } from './ensemble.ts'
import { sampleEnsemble } from './sampling-ensemble.ts'
import { statisticsOf } from './statistics.ts'
import { type Summary, summaryOf } from './summary.ts'

type SeriesOptions = Readonly<{
  iterations: number
  chains: number
  acceptance: number
  seed: number
  /** Parameter of the Dirichlet prior for each model; null for one over their number. */
  prior: number | null
  /** Errors of the calculated curves, as a share of the intensity: added to those measured, as variances. */
  simulatedError: number
  /** A second pass whose prior is the first one's weights, smoothed over the frames. */
  isSmoothed: boolean
}>

/** What was found of one frame. */
export type Frame = Readonly<{ name: string; summary: Summary }>

/** The weights of one set of models for each curve of a series. */
export async function inferSeries(
  { simulated, names }: Ensemble,
  curves: readonly Readonly<{ name: string; curve: Curve }>[],
  options: SeriesOptions,
  pool: Pool,
  report: (done: number, of: number) => void = () => {},
): Promise<Frame[]> {
  const of = curves.length * (options.isSmoothed ? 2 : 1)
  const pass = async (priorOf: (frame: number) => Float64Array, before: number): Promise<Frame[]> => {
    const frames: Frame[] = []
    for (const [at, { name, curve }] of curves.entries()) {
      const ensemble = { simulated, names, curve: withSimulatedError(curve, options.simulatedError) }
      frames.push({ name, summary: await inferFrame(ensemble, priorOf(at), options, at, pool) })
      report(before + at + 1, of)
    }
    return frames
  }
  const models = modelsOf({ simulated, names, curve: curves[0]?.curve as Curve })
  const flat = new Float64Array(models).fill(options.prior ?? 1 / models)
  const frames = await pass(() => flat, 0)
  if (!options.isSmoothed) return frames
  const priors = smoothedPriors(frames.map(({ summary }) => summary.weights.map(({ mean }) => mean)))
  return pass((at) => priors[at] ?? flat, curves.length)
}

async function inferFrame(
  ensemble: Ensemble,
  prior: Float64Array,
  { iterations, chains, acceptance, seed }: SeriesOptions,
  frame: number,
  pool: Pool,
): Promise<Summary> {
  const warmUp = Math.round(iterations / 2)
  // Frames draw numbers of their own: the same ones would make errors of neighbours alike.
  const options = { iterations, warmUp, acceptance, chains, seed: (seed + Math.imul(frame, 0x9e3779b1)) >>> 0 }
  return summaryOf(ensemble, await sampleEnsemble({ curve: statisticsOf(ensemble), prior }, options, pool))
}

/** σ² = σ_measured² + (share · I)² */
const withSimulatedError = ({ q, intensity, sigma }: Curve, share: number): Curve => ({
  q,
  intensity,
  sigma: sigma.map((value, at) => Math.hypot(value, share * (intensity[at] as number))),
})

/** In frames. */
const reach = 0.7
const noise = 1e-3
const leastWeight = 0.01
const certainty = 10

/**
 * Weights of each frame, smoothed over the frames, as parameters of a Dirichlet distribution that sum to 10.
 *
 * @see C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning (2006), section 2.2
 */
export function smoothedPriors(weights: readonly (readonly number[])[]): Float64Array[] {
  const frames = weights.length
  const kernel = (i: number, j: number): number => Math.exp(-((i - j) ** 2) / (2 * reach ** 2))
  const noisy = weights.map((_, i) => weights.map((__, j) => kernel(i, j) + (i === j ? noise : 0)))
  const solved = solve(noisy, weights)
  return weights.map((row, frame) => {
    const smooth = Float64Array.from(row, (_, model) => {
      let sum = 0
      for (let other = 0; other < frames; other++) sum += kernel(frame, other) * (solved[other]?.[model] ?? 0)
      return sum < 0 ? leastWeight : sum
    })
    const total = smooth.reduce((sum, value) => sum + value, 0)
    return smooth.map((value) => (certainty * Math.max(value, 1e-6)) / total)
  })
}

/** X of A X = B for a symmetric, positive A, by Cholesky's factors. */
function solve(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number[][] {
  const n = A.length
  const L = A.map(() => new Float64Array(n))
  const at = (i: number, j: number): number => L[i]?.[j] ?? 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i]?.[j] ?? 0
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k)
      const row = L[i] as Float64Array
      row[j] = i === j ? Math.sqrt(sum) : sum / at(j, j)
    }
  }
  const X = B.map((row) => [...row])
  const value = (i: number, column: number): number => X[i]?.[column] ?? 0
  for (let column = 0; column < (B[0]?.length ?? 0); column++) {
    for (let i = 0; i < n; i++) {
      let sum = value(i, column)
      for (let k = 0; k < i; k++) sum -= at(i, k) * value(k, column)
      ;(X[i] as number[])[column] = sum / at(i, i)
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = value(i, column)
      for (let k = i + 1; k < n; k++) sum -= at(k, i) * value(k, column)
      ;(X[i] as number[])[column] = sum / at(i, i)
    }
  }
  return X
}
