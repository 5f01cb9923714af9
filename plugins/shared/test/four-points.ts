import type { TrainingData } from '../objectives/objective.ts'
import { pointsFrom } from '../points.ts'

/** The four points that the reference values of the objective functions are given for. */
export const fourPoints = (target: readonly number[]): TrainingData => ({
  features: pointsFrom([
    [1, 0],
    [0, 1],
    [1, 1],
    [2, 1],
  ]),
  target: Float64Array.from(target),
})
