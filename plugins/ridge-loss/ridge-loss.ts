import {
  checkTraining,
  type Objective,
  rowProduct,
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
  const { features, target } = data
  return {
    weightCount: features.width,
    loss: (weights) => {
      let sum = 0
      for (let row = 0; row < features.count; row++) {
        sum += (rowProduct(features, row, weights) - (target[row] as number)) ** 2
      }
      return sum / features.count + alpha * squareSum(weights)
    },
  }
}
