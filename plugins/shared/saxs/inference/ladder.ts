import { factorOfDraws } from '../numerics/adapting.ts'
import { lnDirichletDraw, type Source, sourceFrom } from '../numerics/drawing.ts'
import { moverFor } from './moving.ts'
import { lnLikelihood, lnShifts, type Posed } from './posterior.ts'

export type LadderTask = Readonly<{
  posed: Omit<Posed, 'energies' | 'power'>
  /** Powers of the likelihood rise from 0 to 1 as (k/rungs)⁵. */
  rungs: number
  /** Kept at each rung, after as many again to find its shape. */
  draws: number
  seed: number
  repeat: number
}>

/**
 * ln ∫ Dirichlet(w|a) L(w) dw by stepping stones: the ratio of neighbouring powers is a mean over draws of the lower one,
 * which has no error of a quadrature. The first rung is the prior itself, drawn exactly.
 *
 * @see W. Xie et al., Systematic Biology 60 (2011), doi 10.1093/sysbio/syq085
 */
export function climbLadder(task: LadderTask, report?: (rung: number) => void): number {
  const { posed, rungs, draws, seed, repeat } = task
  const source = sourceFrom(seed, 10_000 + repeat)
  const { models } = posed.curve
  const likelihood = likelihoodOf(posed)
  const lnW = new Float64Array(models)
  const values = new Float64Array(draws)
  let total = 0
  for (let rung = 0; rung < rungs; rung++) {
    const power = (rung / rungs) ** 5
    const rise = ((rung + 1) / rungs) ** 5 - power
    if (rung === 0) {
      // Prior draws cost next to nothing, and the first ratio is the least certain.
      const many = new Float64Array(20 * draws)
      for (let at = 0; at < many.length; at++) {
        lnDirichletDraw(lnW, posed.prior, source)
        many[at] = rise * likelihood(lnW)
      }
      total += lnMeanExp(many)
    } else {
      climbRung({ ...posed, power }, lnW, values.length, source, (at) => {
        values[at] = rise * likelihood(lnW)
      })
      total += lnMeanExp(values)
    }
    report?.(rung + 1)
  }
  return total
}

/** Moves weights at one power, first to find the directions, then `draws` times to be looked at. */
function climbRung(posed: Posed, lnW: Float64Array, draws: number, source: Source, look: (at: number) => void): void {
  const mover = moverFor(posed, source)
  const seen: Float64Array[] = []
  for (let at = 0; at < draws; at++) {
    mover.move(lnW, posed.prior)
    seen.push(lnW.map(Math.exp))
    if (at + 1 === Math.ceil(draws / 4)) mover.follow(factorOfDraws(seen, true))
  }
  mover.follow(factorOfDraws(seen, true))
  for (let at = 0; at < draws; at++) {
    mover.move(lnW, posed.prior)
    look(at)
  }
}

/** ℓ at weights that are given by their logarithms. */
export function likelihoodOf({ curve, shifts }: LadderTask['posed']): (lnW: Float64Array) => number {
  const w = new Float64Array(curve.models)
  const slope = new Float64Array(curve.models)
  const work = new Float64Array(curve.models)
  return (lnW) => {
    for (let i = 0; i < w.length; i++) w[i] = Math.exp(lnW[i] as number)
    return lnLikelihood(curve, w, slope, work) + (shifts ? lnShifts(shifts, w, work) : 0)
  }
}

function lnMeanExp(values: Float64Array): number {
  let most = -Infinity
  for (const value of values) most = Math.max(most, value)
  let sum = 0
  for (const value of values) sum += Math.exp(value - most)
  return most + Math.log(sum / values.length)
}
