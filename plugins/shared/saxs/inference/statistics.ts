import { type Ensemble, modelsOf, pointsOf } from './ensemble.ts'

/**
 * All that the fit of a mixture to a curve depends on: with w the weights and c the scale,
 * Σ ((I − c S w)/σ)² = d − 2c wᵀb + c² wᵀA w. After one pass over the points nothing grows with their number.
 */
export type Statistics = Readonly<{
  models: number
  points: number
  /** Row after row, symmetric: Aᵢⱼ = Σ sᵢ sⱼ / σ². */
  A: Float64Array
  /** bᵢ = Σ I sᵢ / σ² */
  b: Float64Array
  /** d = Σ I² / σ² */
  d: number
}>

/** How the points are weighted: by 1/σ² as least squares asks, or by 1/σ as the published program does for its scale. */
type Weighting = 'inverse-square' | 'inverse'

/** @throws RangeError where a σ is not above 0 */
export function statisticsOf(ensemble: Ensemble, weighting: Weighting = 'inverse-square'): Statistics {
  const points = pointsOf(ensemble)
  const models = modelsOf(ensemble)
  const factors = ensemble.curve.sigma.map((sigma) => factorOf(sigma, weighting))
  const measured = ensemble.curve.intensity.map((value, point) => value * (factors[point] as number))
  const reduced = ensemble.simulated.map((value, at) => value * (factors[at % points] as number))
  return fromReduced(reduced, measured, models)
}

function factorOf(sigma: number, weighting: Weighting): number {
  if (!(sigma > 0)) throw new RangeError('Every error of the curve must be above 0.')
  return weighting === 'inverse-square' ? 1 / sigma : 1 / Math.sqrt(sigma)
}

/** From predictions and measurements that are divided by their errors already. */
export function fromReduced(reduced: Float64Array, measured: Float64Array, models: number): Statistics {
  const points = measured.length
  const A = new Float64Array(new SharedArrayBuffer(models * models * 8))
  const b = new Float64Array(new SharedArrayBuffer(models * 8))
  const rows = Array.from({ length: models }, (_, i) => reduced.subarray(i * points, (i + 1) * points))
  rows.forEach((row, i) => {
    b[i] = dotInBlocks(measured, row)
    for (let j = 0; j <= i; j++) {
      const product = dotInBlocks(row, rows[j] as Float64Array)
      A[i * models + j] = product
      A[j * models + i] = product
    }
  })
  return { models, points, A, b, d: dotInBlocks(measured, measured) }
}

const block = 32

/** Sums of blocks are added with a carry, so that the error does not grow with the number of points. @see Neumaier (1974) */
function dotInBlocks(x: Float64Array, y: Float64Array): number {
  let sum = 0
  let carry = 0
  for (let start = 0; start < x.length; start += block) {
    const end = Math.min(start + block, x.length)
    let part = 0
    for (let at = start; at < end; at++) part += (x[at] as number) * (y[at] as number)
    const next = sum + part
    carry += Math.abs(sum) >= Math.abs(part) ? sum - next + part : part - next + sum
    sum = next
  }
  return sum + carry
}

/** Statistics of some of the models: a part of A and b. */
export function partOf({ models, points, A, b, d }: Statistics, kept: readonly number[]): Statistics {
  const size = kept.length
  const part = new Float64Array(new SharedArrayBuffer(size * size * 8))
  const side = new Float64Array(new SharedArrayBuffer(size * 8))
  kept.forEach((from, i) => {
    side[i] = b[from] as number
    kept.forEach((to, j) => {
      part[i * size + j] = A[from * models + to] as number
    })
  })
  return { models: size, points, A: part, b: side, d }
}

/** A w, written to `out`; four rows at a time, since each sum alone would wait for its last addition. */
export function applyTo(out: Float64Array, A: Float64Array, w: Float64Array): void {
  const models = w.length
  let i = 0
  for (; i + 3 < models; i += 4) {
    const first = i * models
    const second = first + models
    const third = second + models
    const fourth = third + models
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let j = 0; j < models; j++) {
      const weight = w[j] as number
      a += (A[first + j] as number) * weight
      b += (A[second + j] as number) * weight
      c += (A[third + j] as number) * weight
      d += (A[fourth + j] as number) * weight
    }
    out[i] = a
    out[i + 1] = b
    out[i + 2] = c
    out[i + 3] = d
  }
  for (; i < models; i++) {
    let sum = 0
    for (let j = 0, row = i * models; j < models; j++) sum += (A[row + j] as number) * (w[j] as number)
    out[i] = sum
  }
}
