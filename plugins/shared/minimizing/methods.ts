import { cobyla } from './cobyla.ts'
import { bfgs, conjugateGradient, limitedMemoryBfgs } from './descending.ts'
import { nelderMead } from './nelder-mead.ts'
import { powell } from './powell.ts'
import type { MinimizeOptions, Minimum, Problem } from './problem.ts'
import { truncatedNewton } from './truncated-newton.ts'
import { trustRegion } from './trust-region.ts'

/** Wire name and the name that stands in the file of the result. */
export const methodNames = {
  nelder_mead: 'Nelder-Mead',
  powell: 'Powell',
  cg: 'CG',
  bfgs: 'BFGS',
  newton_cg: 'Newton-CG',
  lbfgsb: 'L-BFGS-B',
  tnc: 'TNC',
  cobyla: 'COBYLA',
  slsqp: 'SLSQP',
  trust_constr: 'trust-constr',
} as const

export type MethodName = keyof typeof methodNames

type Minimize = (problem: Problem, start: Float64Array, options?: MinimizeOptions) => Promise<Minimum>

const known: Readonly<Record<MethodName, Minimize>> = {
  nelder_mead: nelderMead,
  cg: conjugateGradient,
  bfgs,
  powell,
  newton_cg: truncatedNewton,
  // Neither bounds nor constraints are ever given. What is left of each method without them is what stands here.
  lbfgsb: limitedMemoryBfgs,
  tnc: truncatedNewton,
  cobyla,
  slsqp: bfgs,
  trust_constr: trustRegion,
}

/** @throws RangeError where the loss at the start is no finite number */
export const minimize = (
  method: MethodName,
  problem: Problem,
  start: Float64Array,
  options?: MinimizeOptions,
): Promise<Minimum> => known[method](problem, start, options)
