import { type GammaValues, gammaOf } from '../../gamma.ts'
import type { Differentiable } from '../numerics/minimising.ts'
import type { Energies } from './energies.ts'
import { applyTo, type Statistics } from './statistics.ts'

/** What the posterior of the weights is made of. */
export type Posed = Readonly<{
  curve: Statistics
  /** Parameters a of the Dirichlet prior; energies take their place. */
  prior: Float64Array
  shifts?: Statistics
  energies?: Energies
  /** The likelihood to this power; default 1. */
  power?: number
}>

/**
 * With energies, prior parameters may be 1e-60: nearly all of the prior is a heap at weights that are 0 for every purpose,
 * and chains fall into it sooner or later. What is wanted is the mode beside it, hence a soft wall below 0.1 %.
 */
const wall = Math.log(1e-3)
const wallWidth = 0.5

/** How far a weight is below the wall, in its widths: the logarithm of the density falls by half the square. */
export const depthBelowWall = (lnW: number): number => Math.max(0, (wall - lnW) / wallWidth)

/** The shift of energies lies between 0 and this. */
const mostShift = 300

export type Posterior = Readonly<{
  /** One number for each model, and one for the shift of energies where they are given. */
  size: number
  density: Differentiable
  /** ln w, written to `out`: small weights are numbers where w itself is 0. */
  lnWeightsAt: (x: Float64Array, out: Float64Array) => void
  shiftAt: (x: Float64Array) => number | null
  /** Parameters a of the prior there: with energies they depend on the shift. */
  priorAt: (x: Float64Array) => Float64Array
  /** The place of weights that are all above 0. */
  placeOf: (weights: Float64Array, shift?: number) => Float64Array
}>

/**
 * The logarithm of the posterior, without constants, with the scale integrated out over a flat prior:
 * Σ aᵢ ln wᵢ + ½ ln(2π/Q) − ½ (d − R²/Q) for Q = wᵀA w, R = wᵀb.
 *
 * Weights are w = softmax(y). One direction of y changes nothing; a standard normal factor along it makes the density a
 * proper one, and no model stands out, as it would if its y were fixed at 0. The Jacobian is Π wᵢ, hence aᵢ for aᵢ − 1.
 */
export function posteriorOf(posed: Posed): Posterior {
  const { curve, shifts, energies, power = 1 } = posed
  const { models } = curve
  const lnW = new Float64Array(models)
  const w = new Float64Array(models)
  const h = new Float64Array(models)
  const a = Float64Array.from(posed.prior)
  const work = new Float64Array(models)
  const pull = new Float64Array(models)
  const size = models + (energies ? 1 : 0)

  const density: Differentiable = (x, gradient) => {
    softmax(x, lnW, w)
    let value = energies ? addEnergies(energies, x[models] as number, a, lnW, gradient) : 0
    value += power * (lnLikelihood(curve, w, h, work) + (shifts ? lnShifts(shifts, w, work, h) : 0))
    let total = 0
    let level = 0
    let along = 0
    for (let i = 0; i < models; i++) {
      let shape = a[i] as number
      value += shape * (lnW[i] as number)
      if (energies) {
        const below = depthBelowWall(lnW[i] as number)
        value -= 0.5 * below * below
        shape += below / wallWidth
      }
      pull[i] = shape
      total += shape
      level += (w[i] as number) * (h[i] as number)
      along += x[i] as number
    }
    along /= models
    for (let i = 0; i < models; i++) {
      const slope = power * ((h[i] as number) - level) - total
      gradient[i] = (pull[i] as number) + (w[i] as number) * slope - along
    }
    return value - 0.5 * models * along * along
  }

  return {
    size,
    density,
    lnWeightsAt: (x, out) => softmax(x, out, w),
    shiftAt: (x) => (energies ? mostShift * logistic(x[models] as number) : null),
    priorAt: (x) => {
      const shift = energies ? mostShift * logistic(x[models] as number) : 0
      return energies ? a.map((_, i) => energies.priorAt(i, shift)) : a
    },
    placeOf: (weights, shift = mostShift / 2) => {
      const place = new Float64Array(size)
      weights.forEach((weight, i) => {
        place[i] = Math.log(weight)
      })
      const mean = place.reduce((sum, value) => sum + value, 0) / models
      for (let i = 0; i < models; i++) place[i] = (place[i] as number) - mean
      const share = Math.min(0.999, Math.max(0.001, shift / mostShift))
      if (energies) place[models] = Math.log(share / (1 - share))
      return place
    },
  }
}

/** ½ ln(2π/Q) − ½ (d − R²/Q); writes its slope to `h`. */
export function lnLikelihood(
  { A, b, d, models }: Statistics,
  w: Float64Array,
  h: Float64Array,
  v: Float64Array,
): number {
  applyTo(v, A, w)
  let Q = 0
  let R = 0
  for (let i = 0; i < models; i++) {
    Q += (w[i] as number) * (v[i] as number)
    R += (w[i] as number) * (b[i] as number)
  }
  const scale = R / Q
  const fall = 1 / Q + scale * scale
  for (let i = 0; i < models; i++) h[i] = scale * (b[i] as number) - fall * (v[i] as number)
  return 0.5 * Math.log((2 * Math.PI) / Q) - 0.5 * (d - R * scale)
}

/** −½ Σ ((δ − X w)/ε)²; adds its slope to `h` where one is given. */
export function lnShifts({ A, b, d, models }: Statistics, w: Float64Array, v: Float64Array, h?: Float64Array): number {
  applyTo(v, A, w)
  let sum = d
  for (let i = 0; i < models; i++) {
    sum += (w[i] as number) * ((v[i] as number) - 2 * (b[i] as number))
    if (h) h[i] = (h[i] as number) + (b[i] as number) - (v[i] as number)
  }
  return -0.5 * sum
}

const gammas: GammaValues = { ln: 0, digamma: 0, trigamma: 0 }

/** ln Γ(Σa) − Σ ln Γ(aᵢ) and the flat prior of the shift; writes a, and the slope behind those of the models. */
function addEnergies(
  energies: Energies,
  t: number,
  a: Float64Array,
  lnW: Float64Array,
  gradient: Float64Array,
): number {
  const share = logistic(t)
  const shift = mostShift * share
  let value = Math.log(share) + Math.log1p(-share)
  let total = 0
  let slope = 0
  for (let i = 0; i < a.length; i++) {
    const shape = energies.priorAt(i, shift)
    a[i] = shape
    total += shape
    gammaOf(shape, gammas)
    value -= gammas.ln
    slope += shape * ((lnW[i] as number) - gammas.digamma)
  }
  gammaOf(total, gammas)
  slope = energies.slope * (slope + total * gammas.digamma)
  gradient[a.length] = slope * mostShift * share * (1 - share) + 1 - 2 * share
  return value + gammas.ln
}

const logistic = (t: number): number => 1 / (1 + Math.exp(-t))

function softmax(x: Float64Array, lnW: Float64Array, w: Float64Array): void {
  let most = -Infinity
  for (let i = 0; i < w.length; i++) most = Math.max(most, x[i] as number)
  let sum = 0
  for (let i = 0; i < w.length; i++) {
    const value = Math.exp((x[i] as number) - most)
    w[i] = value
    sum += value
  }
  const total = most + Math.log(sum)
  for (let i = 0; i < w.length; i++) {
    lnW[i] = (x[i] as number) - total
    w[i] = (w[i] as number) / sum
  }
}
