import {
  checkTraining,
  type Objective,
  rowProduct,
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
  const { features, target } = data
  return {
    weightCount: features.width,
    loss: (weights) => {
      let sum = 0
      for (let row = 0; row < features.count; row++) {
        sum += Math.max(0, 1 - (target[row] as number) * rowProduct(features, row, weights))
      }
      return (c * sum) / features.count + squareSum(weights) / 2
    },
  }
}
