import { type GammaValues, gammaOf, lnGamma } from '../../gamma.ts'
import { dot } from '../numerics/vectors.ts'
import type { Energies } from './energies.ts'
import { applyTo, type Statistics } from './statistics.ts'

/**
 * `compat` is the bound as published: its scale weights points by 1/σ, its spread is not multiplied by the square of the
 * scale, and its constant takes half the number of models as a whole number. `corrected` mends all three, so that the
 * unit of the intensities does not matter.
 */
export type Variant = 'compat' | 'corrected'

export type Evidence = Readonly<{
  /** Of the curve, by 1/σ². */
  curve: Statistics
  /** Of the curve by 1/σ, for the scale of `compat`; left out for `corrected`. */
  scaling?: Statistics
  /** Of measured and predicted chemical shifts; they have no scale. */
  shifts?: Statistics
  /** They take the place of the prior ½ of each model. */
  energies?: Energies
}>

/** The bound L and what it is made of: L = KL + ½ (fit + spread), with the fit and spread of shifts included. */
export type Bound = { L: number; KL: number; fit: number; spread: number; scale: number; shiftsFit: number }

export type Objective = Readonly<{
  /** How many numbers it takes: ln α of each model, and the energy shift B behind them where energies are given. */
  size: number
  models: number
  /** The bound at `x`, and its gradient written to `gradient`. */
  evaluate: (x: Float64Array, gradient: Float64Array) => number
  /** The parts of the bound at `x`. */
  explain: (x: Float64Array) => Bound
  /** α / Σ α */
  weightsAt: (x: Float64Array) => Float64Array
}>

/** The number of models whose prior the published program counts: it rounds the half down. */
const halfOf = (models: number, variant: Variant): number =>
  variant === 'compat' ? Math.floor(models / 2) : models / 2

/**
 * Minus the variational lower bound of the evidence, for a Dirichlet(α) in place of the posterior of the weights.
 *
 * @see W. Potrzebowski, J. Trewhella, I. André, PLoS Computational Biology 14 (2018), doi 10.1371/journal.pcbi.1006641
 */
export function objectiveOf(evidence: Evidence, variant: Variant): Objective {
  const { models } = evidence.curve
  const size = models + (evidence.energies ? 1 : 0)
  const work = workspaceOf(models)
  const bound: Bound = { L: 0, KL: 0, fit: 0, spread: 0, scale: 0, shiftsFit: 0 }

  function evaluate(x: Float64Array, gradient: Float64Array): number {
    gradient.fill(0)
    const total = spreadOut(x, work)
    bound.KL = divergenceFromPrior(x, total, evidence, variant, work, gradient)
    const [fit, spread, scale] = addCurve(evidence, variant, total, work, gradient)
    const [shiftsFit, shiftsSpread] = evidence.shifts ? addShifts(evidence.shifts, total, work, gradient) : [0, 0]
    bound.fit = fit
    bound.spread = spread
    bound.scale = scale
    bound.shiftsFit = shiftsFit
    const counted = variant === 'compat' ? spread : scale * scale * spread
    bound.L = bound.KL + 0.5 * (fit + counted + shiftsFit + shiftsSpread)
    for (let i = 0; i < models; i++) gradient[i] = (gradient[i] as number) * (work.alpha[i] as number)
    return bound.L
  }

  return {
    size,
    models,
    evaluate,
    explain: (x) => {
      evaluate(x, new Float64Array(size))
      return { ...bound }
    },
    weightsAt: (x) => {
      spreadOut(x, work)
      return Float64Array.from(work.w)
    },
  }
}

type Workspace = Readonly<{
  alpha: Float64Array
  w: Float64Array
  /** A w */
  v: Float64Array
  /** A′ w, where the scale has statistics of its own. */
  u: Float64Array
  g: Float64Array
  kappa: Float64Array
}>

const workspaceOf = (models: number): Workspace => ({
  alpha: new Float64Array(models),
  w: new Float64Array(models),
  v: new Float64Array(models),
  u: new Float64Array(models),
  g: new Float64Array(models),
  kappa: new Float64Array(models),
})

/** Writes α and w, and answers with Σ α. */
function spreadOut(x: Float64Array, { alpha, w }: Workspace): number {
  let total = 0
  for (let i = 0; i < alpha.length; i++) {
    const value = Math.exp(x[i] as number)
    alpha[i] = value
    total += value
  }
  for (let i = 0; i < alpha.length; i++) w[i] = (alpha[i] as number) / total
  return total
}

const ofAlpha: GammaValues = { ln: 0, digamma: 0, trigamma: 0 }
const ofTotal: GammaValues = { ln: 0, digamma: 0, trigamma: 0 }
const ofBeta: GammaValues = { ln: 0, digamma: 0, trigamma: 0 }

/** KL(Dirichlet(α) ‖ Dirichlet(β)); adds ∂/∂α (and ∂/∂B behind them) to the gradient. */
function divergenceFromPrior(
  x: Float64Array,
  total: number,
  { energies }: Evidence,
  variant: Variant,
  { alpha }: Workspace,
  gradient: Float64Array,
): number {
  const models = alpha.length
  gammaOf(total, ofTotal)
  const shift = x[models] ?? 0
  let sum = ofTotal.ln
  let prior = 0
  for (let i = 0; i < models; i++) {
    const a = alpha[i] as number
    gammaOf(a, ofAlpha)
    const beta = energies ? energies.priorAt(i, shift) : 0.5
    prior += beta
    const distance = ofAlpha.digamma - ofTotal.digamma
    sum += (a - beta) * distance - ofAlpha.ln
    gradient[i] = (a - beta) * ofAlpha.trigamma
    if (!energies) continue
    gammaOf(beta, ofBeta)
    sum += ofBeta.ln
    gradient[models] = (gradient[models] as number) + energies.slope * beta * (ofBeta.digamma - distance)
  }
  for (let i = 0; i < models; i++) gradient[i] = (gradient[i] as number) - (total - prior) * ofTotal.trigamma
  if (!energies) return sum - lnGamma(halfOf(models, variant)) + models * lnGamma(0.5)
  gammaOf(prior, ofBeta)
  gradient[models] = (gradient[models] as number) - energies.slope * prior * ofBeta.digamma
  return sum - ofBeta.ln
}

/** Fit and spread of the curve at the best scale; adds half their gradient. */
function addCurve(
  { curve, scaling = curve }: Evidence,
  variant: Variant,
  total: number,
  { alpha, w, v, u, g, kappa }: Workspace,
  gradient: Float64Array,
): [fit: number, spread: number, scale: number] {
  const { models, A, b, d } = curve
  applyTo(v, A, w)
  if (scaling !== curve) applyTo(u, scaling.A, w)
  const steep = scaling === curve ? v : u
  const Q = dot(w, v)
  const R = dot(w, b)
  const below = dot(w, steep)
  const k = dot(w, scaling.b) / below
  const fit = k * k * Q - 2 * k * R + d
  for (let i = 0; i < models; i++) {
    kappa[i] = ((scaling.b[i] as number) - 2 * k * (steep[i] as number)) / below
    g[i] = 2 * k * k * (v[i] as number) - 2 * k * (b[i] as number) + (2 * k * Q - 2 * R) * (kappa[i] as number)
  }
  const factor = variant === 'compat' ? 1 : k * k
  const spread = addSpread(A, alpha, v, total, factor / 2, gradient)
  const level = dot(g, w)
  const kappaLevel = dot(kappa, w)
  const steepness = variant === 'compat' ? 0 : (k * spread) / total
  for (let i = 0; i < models; i++) {
    const slope = (0.5 * ((g[i] as number) - level)) / total + steepness * ((kappa[i] as number) - kappaLevel)
    gradient[i] = (gradient[i] as number) + slope
  }
  return [fit, spread, k]
}

/** Σ Covᵢⱼ Aᵢⱼ for the covariance of Dirichlet(α); adds `share` of its gradient. `v` is A w. */
function addSpread(
  A: Float64Array,
  alpha: Float64Array,
  v: Float64Array,
  total: number,
  share: number,
  gradient: Float64Array,
): number {
  const models = alpha.length
  let diagonal = 0
  let square = 0
  for (let i = 0; i < models; i++) {
    const a = alpha[i] as number
    diagonal += (A[i * models + i] as number) * a
    square += a * (v[i] as number)
  }
  const below = total * total * (total + 1)
  const spread = (total * diagonal - total * square) / below
  const fall = spread * (2 / total + 1 / (total + 1))
  for (let i = 0; i < models; i++) {
    const rise = (diagonal + total * (A[i * models + i] as number) - 2 * total * (v[i] as number)) / below
    gradient[i] = (gradient[i] as number) + share * (rise - fall)
  }
  return spread
}

/** As for the curve, with a scale of 1. */
function addShifts(
  { A, b, d }: Statistics,
  total: number,
  { alpha, w, v, g }: Workspace,
  gradient: Float64Array,
): [fit: number, spread: number] {
  applyTo(v, A, w)
  const fit = dot(w, v) - 2 * dot(w, b) + d
  for (let i = 0; i < w.length; i++) g[i] = 2 * ((v[i] as number) - (b[i] as number))
  const level = dot(g, w)
  for (let i = 0; i < w.length; i++) gradient[i] = (gradient[i] as number) + (0.5 * ((g[i] as number) - level)) / total
  return [fit, addSpread(A, alpha, v, total, 0.5, gradient)]
}
