import { lnDirichletDraw, sourceFrom } from '../numerics/drawing.ts'
import type { Pool } from '../parallel/pool.ts'
import { meanOf, varianceOf } from './diagnostics.ts'
import type { Curve } from './ensemble.ts'
import { type LadderTask, likelihoodOf } from './ladder.ts'
import { partOf } from './statistics.ts'

type EvidenceOptions = Readonly<{ rungs: number; draws: number; repeats: number; seed: number }>

/**
 * ln Z with the scale integrated over its flat prior, hence known up to one constant for ensembles fitted to the same
 * curve: differences mean something, the number alone does not.
 */
export type ModelEvidence = Readonly<{ lnZ: number /** Of the mean over repeats. */; error: number }>

/** Evidence of the ensemble without one of its models; above that of the whole, the model is not needed. */
export type WithoutOne = ModelEvidence & Readonly<{ model: number }>

export async function evidenceBy(
  posed: LadderTask['posed'],
  { rungs, draws, repeats, seed }: EvidenceOptions,
  pool: Pool,
  report?: (share: number) => void,
): Promise<ModelEvidence> {
  if (posed.curve.models === 1) return { lnZ: likelihoodOf(posed)(new Float64Array(1)), error: 0 }
  let done = 0
  const runs = Array.from({ length: repeats }, (_, repeat) =>
    pool.run('climbLadder', { posed, rungs, draws, seed, repeat }, () => report?.(++done / (rungs * repeats))),
  )
  const values = await Promise.all(runs)
  return { lnZ: meanOf(values), error: repeats > 1 ? Math.sqrt(varianceOf(values) / repeats) : Number.NaN }
}

/** The evidence of each ensemble with one model less, with the same prior parameters. */
export async function evidenceWithoutEach(
  posed: LadderTask['posed'],
  options: EvidenceOptions,
  pool: Pool,
  report?: (share: number) => void,
): Promise<WithoutOne[]> {
  const all = Array.from({ length: posed.curve.models }, (_, model) => model)
  let done = 0
  const tell = (): void => report?.(++done / (all.length * options.rungs * options.repeats))
  return Promise.all(
    all.map(async (model) => {
      const kept = all.filter((other) => other !== model)
      const without = {
        curve: partOf(posed.curve, kept),
        prior: Float64Array.from(kept, (one) => posed.prior[one] as number),
        ...(posed.shifts ? { shifts: partOf(posed.shifts, kept) } : {}),
      }
      return { model, ...(await evidenceBy(without, options, pool, tell)) }
    }),
  )
}

/** Another way to the same number, for few models: the mean of the likelihood over draws from the prior. */
export function evidenceByPriorDraws(
  posed: LadderTask['posed'],
  draws: number,
  seed: number,
): Readonly<{ lnZ: number; effectiveDraws: number }> {
  const source = sourceFrom(seed, 20_000)
  const likelihood = likelihoodOf(posed)
  const lnW = new Float64Array(posed.curve.models)
  let most = -Infinity
  let sum = 0
  let squares = 0
  for (let draw = 0; draw < draws; draw++) {
    lnDirichletDraw(lnW, posed.prior, source)
    const value = likelihood(lnW)
    if (value > most) {
      const shrink = Math.exp(most - value)
      sum *= shrink
      squares *= shrink * shrink
      most = value
    }
    const share = Math.exp(value - most)
    sum += share
    squares += share * share
  }
  return { lnZ: most + Math.log(sum / draws), effectiveDraws: (sum * sum) / squares }
}

/** −Σ ln(σ √2π): the part of a Gaussian likelihood that no ensemble changes. */
export function gaussianConstant({ sigma }: Curve): number {
  return -sigma.reduce((sum, value) => sum + Math.log(value * Math.sqrt(2 * Math.PI)), 0)
}
