import {
  checkTraining,
  meanOver,
  type Objective,
  squareSum,
  type TrainingData,
} from '../shared/objectives/objective.ts'

/**
 * `c` times the mean of max(0, 1 − y·(x·w)), and half the squared weights; targets are −1 and 1.
 *
 * @see C. Cortes, V. Vapnik, Support-Vector Networks (1995)
 */
export function hingeLoss(data: TrainingData, c: number): Objective {
  checkTraining(data)
  return {
    weightCount: data.features.width,
    loss: (weights) =>
      c * meanOver(data, weights, (product, target) => Math.max(0, 1 - target * product)) + squareSum(weights) / 2,
  }
}
