import {
  checkTraining,
  meanOver,
  type Objective,
  squareSum,
  type TrainingData,
} from '../shared/objectives/objective.ts'

/**
 * The mean of (x·w − y)², and `alpha` times the squared weights.
 *
 * @see A. Hoerl, R. Kennard, Ridge Regression (1970)
 */
export function ridgeLoss(data: TrainingData, alpha: number): Objective {
  checkTraining(data)
  return {
    weightCount: data.features.width,
    loss: (weights) =>
      meanOver(data, weights, (product, target) => (product - target) ** 2) + alpha * squareSum(weights),
  }
}
