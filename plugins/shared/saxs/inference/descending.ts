import { type Box, minimiseInBox } from '../numerics/minimising.ts'
import { energiesOf } from './energies.ts'
import { type Evidence, type Objective, objectiveOf, type Variant } from './objective.ts'

/** Plain data, so that it crosses to another thread. */
export type EvidenceData = Omit<Evidence, 'energies'> & Readonly<{ energies?: Float64Array }>

type DescentTask = Readonly<{
  evidence: EvidenceData
  variant: Variant
  starts: readonly Float64Array[]
  /** Past these a descent is broken off, to see first which ones lead anywhere. */
  maxIterations: number
}>

export type Descent = Readonly<{ x: Float64Array; L: number }>

/** Where each start leads, in the order of the starts. */
export function descend(
  { evidence, variant, starts, maxIterations }: DescentTask,
  report?: (L: number) => void,
): Descent[] {
  const objective = objectiveFrom(evidence, variant)
  const box = boxOf(objective, evidence)
  let best = Infinity
  return starts.map((start) => {
    const { x, value } = minimiseInBox(objective.evaluate, start, box, { maxIterations })
    best = Math.min(best, value)
    report?.(best)
    return { x, L: value }
  })
}

export function objectiveFrom({ energies, ...rest }: EvidenceData, variant: Variant): Objective {
  return objectiveOf(energies ? { ...rest, energies: energiesOf(energies) } : rest, variant)
}

/** No α is below this. */
export const leastAlpha = 0.001
const mostLnAlpha = 25
/** How far the shift of energies may go from its usual place, in kcal/mol. */
const widestShift = 100

function boxOf({ size, models }: Objective, { energies }: EvidenceData): Box {
  const lower = new Float64Array(size).fill(Math.log(leastAlpha))
  const upper = new Float64Array(size).fill(mostLnAlpha)
  if (energies) {
    const { usualShift } = energiesOf(energies)
    lower[models] = usualShift - widestShift
    upper[models] = usualShift + widestShift
  }
  return { lower, upper }
}
