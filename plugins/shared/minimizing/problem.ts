/** A function to be made small. Each call may be an HTTP request, so all of them are waited for. */
export type Problem = Readonly<{
  loss: (weights: Float64Array) => Promise<number>
  gradient: (weights: Float64Array) => Promise<Float64Array>
}>

export type MinimizeOptions = Readonly<{
  maxIterations?: number
  signal?: AbortSignal
  /** Told after every iteration. */
  onIteration?: (iteration: number, loss: number) => void
}>

export type Minimum = Readonly<{
  weights: Float64Array
  loss: number
  iterations: number
  /** False where the iterations ran out, or no step made the loss smaller. */
  isConverged: boolean
}>

/** The cube root of the rounding error balances it with the error of the formula. */
const relativeStep = Math.cbrt(Number.EPSILON)

/** Slopes by central differences: two evaluations for each weight. */
export function withMeasuredGradient(loss: Problem['loss']): Problem {
  return {
    loss,
    gradient: async (weights) => {
      const slopes = new Float64Array(weights.length)
      const probe = weights.slice()
      for (let at = 0; at < weights.length; at++) {
        const weight = weights[at] as number
        const step = relativeStep * Math.max(1, Math.abs(weight))
        probe[at] = weight + step
        const above = await loss(probe)
        probe[at] = weight - step
        slopes[at] = (above - (await loss(probe))) / (2 * step)
        probe[at] = weight
      }
      return slopes
    },
  }
}

/** A loss as a finite number. @throws RangeError where it is none, as nothing can be smaller or larger then */
export function finite(loss: number): number {
  if (Number.isFinite(loss)) return loss
  throw new RangeError(`The loss at the start is ${loss}, no finite number.`)
}

export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number)
  return sum
}

/** `start` + `scale` · `direction`. */
export const moved = (start: Float64Array, scale: number, direction: Float64Array): Float64Array =>
  start.map((value, at) => value + scale * (direction[at] as number))

export const largest = (vector: Float64Array): number =>
  vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
