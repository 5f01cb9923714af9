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

const known: Partial<Record<MethodName, Minimize>> = {
  nelder_mead: nelderMead,
  cg: conjugateGradient,
  bfgs,
  powell,
  newton_cg: truncatedNewton,
  // Neither bounds nor constraints are ever given. What is left of each method without them is what stands here.
  lbfgsb: limitedMemoryBfgs,
  tnc: truncatedNewton,
  slsqp: bfgs,
  trust_constr: trustRegion,
}

export const isKnownMethod = (name: MethodName): boolean => known[name] !== undefined

/** @throws RangeError that names the methods there are, for one that there is not */
export function minimize(
  method: MethodName,
  problem: Problem,
  start: Float64Array,
  options?: MinimizeOptions,
): Promise<Minimum> {
  const run = known[method]
  if (run !== undefined) return run(problem, start, options)
  const names = (Object.keys(known) as MethodName[]).map((name) => methodNames[name]).join(', ')
  throw new RangeError(`${methodNames[method]} is not available here; choose one of ${names}.`)
}
