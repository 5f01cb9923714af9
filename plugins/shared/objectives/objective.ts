import type { Points } from '../../../src/apps/plugins/formats/vectors.ts'

/** A function of weights that is to become small. */
export type Objective = Readonly<{
  weightCount: number
  loss: (weights: Float64Array) => number
  /** Writes the slope in every weight; absent where it cannot be told. */
  gradient?: (weights: Float64Array, into: Float64Array) => void
}>

/** Points, and one number for each that is to be met. */
export type TrainingData = Readonly<{ features: Points; target: Float64Array }>

/** @throws RangeError where there are not exactly as many targets as points, or none */
export function checkTraining({ features, target }: TrainingData): void {
  if (features.count === 0) throw new RangeError('There is no point to learn from.')
  if (features.count !== target.length) {
    throw new RangeError(`There are ${features.count} points, but ${target.length} target values.`)
  }
}

/** @throws RangeError where a caller sends another number of weights than the function has */
export function checkWeights(weights: ArrayLike<number>, expected: number): Float64Array {
  if (weights.length !== expected) throw new RangeError(`There must be ${expected} weights, not ${weights.length}.`)
  const checked = Float64Array.from(weights)
  if (!checked.every(Number.isFinite)) throw new RangeError('A weight is no finite number.')
  return checked
}

/** The product of a row of the points with the weights. */
function rowProduct({ values, width }: Points, row: number, weights: Float64Array): number {
  let sum = 0
  for (let index = 0, at = row * width; index < width; index++, at++) {
    sum += (values[at] as number) * (weights[index] as number)
  }
  return sum
}

/** The mean of what each row gives, from its product with the weights and its target. */
export function meanOver(
  { features, target }: TrainingData,
  weights: Float64Array,
  lossOf: (product: number, target: number) => number,
): number {
  let sum = 0
  for (let row = 0; row < features.count; row++) {
    sum += lossOf(rowProduct(features, row, weights), target[row] as number)
  }
  return sum / features.count
}

export function squareSum(weights: Float64Array): number {
  let sum = 0
  for (let index = 0; index < weights.length; index++) sum += (weights[index] as number) ** 2
  return sum
}
