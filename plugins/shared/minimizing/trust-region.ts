import { dot, finite, largest, type MinimizeOptions, type Minimum, moved, type Problem } from './problem.ts'

/** The walk ends where no slope is steeper, or where it is trusted no further than this. */
const flat = 1e-5
const leastRadius = 1e-13

/**
 * Steps to the lowest place of a quadratic model within a radius that grows while the model is right. The bend of the
 * model is learned from the slopes.
 *
 * @see J. Nocedal, S. Wright, Numerical Optimization (2006), algorithms 4.1, 7.2 and 18.2 (for damped updates)
 */
export async function trustRegion(
  problem: Problem,
  start: Float64Array,
  { maxIterations = 400 * start.length, signal, onIteration }: MinimizeOptions = {},
): Promise<Minimum> {
  let here = { weights: start, loss: finite(await problem.loss(start)), gradient: await problem.gradient(start) }
  const bends = Array.from(start, (_, row) => start.map((_, at) => (at === row ? 1 : 0)))
  let radius = 1
  for (let iteration = 0; ; iteration++) {
    signal?.throwIfAborted()
    const { weights, loss, gradient } = here
    const isConverged = largest(gradient) <= flat
    if (isConverged || iteration >= maxIterations || radius < leastRadius)
      return { weights, loss, iterations: iteration, isConverged }
    const step = modelStep(gradient, bends, radius)
    const length = Math.sqrt(dot(step, step))
    const there = moved(weights, 1, step)
    const found = await problem.loss(there)
    const promised = -(dot(gradient, step) + dot(step, times(bends, step)) / 2)
    const ratio = Number.isFinite(found) ? (loss - found) / promised : -1
    if (ratio < 0.25) radius = length / 4
    else if (ratio > 0.75 && length > 0.9 * radius) radius *= 2
    if (!(ratio > 1e-4)) continue
    const slopes = await problem.gradient(there)
    learn(bends, step, moved(slopes, -1, gradient))
    here = { weights: there, loss: found, gradient: slopes }
    onIteration?.(iteration + 1, found)
  }
}

const times = (bends: readonly Float64Array[], vector: Float64Array): Float64Array =>
  Float64Array.from(bends, (row) => dot(row, vector))

/** Conjugate gradients up to the radius. */
function modelStep(gradient: Float64Array, bends: readonly Float64Array[], radius: number): Float64Array {
  let step: Float64Array = new Float64Array(gradient.length)
  let rest: Float64Array = gradient
  let way: Float64Array = gradient.map((slope) => -slope)
  const enough = 1e-10 * Math.sqrt(dot(gradient, gradient))
  for (let round = 0; round < 2 * gradient.length; round++) {
    const bent = times(bends, way)
    const bend = dot(way, bent)
    const restSize = dot(rest, rest)
    if (!(bend > 0)) return toRadius(step, way, radius)
    const length = restSize / bend
    const next = moved(step, length, way)
    if (dot(next, next) >= radius * radius) return toRadius(step, way, radius)
    step = next
    rest = moved(rest, length, bent)
    const nextSize = dot(rest, rest)
    if (Math.sqrt(nextSize) < enough) break
    way = moved(
      rest.map((part) => -part),
      nextSize / restSize,
      way,
    )
  }
  return step
}

function toRadius(step: Float64Array, way: Float64Array, radius: number): Float64Array {
  const [a, b, c] = [dot(way, way), 2 * dot(step, way), dot(step, step) - radius * radius]
  return moved(step, (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a), way)
}

/** Damped, so that the model bends upwards everywhere. */
function learn(bends: readonly Float64Array[], step: Float64Array, change: Float64Array): void {
  const bent = times(bends, step)
  const [along, bend] = [dot(step, change), dot(step, bent)]
  if (!(bend > 0)) return
  const share = along >= 0.2 * bend ? 1 : (0.8 * bend) / (bend - along)
  const damped = change.map((part, at) => share * part + (1 - share) * (bent[at] as number))
  const size = dot(step, damped)
  if (!(size > 1e-300)) return
  for (const [row, values] of bends.entries()) {
    for (let at = 0; at < values.length; at++) {
      const taken = ((bent[row] as number) * (bent[at] as number)) / bend
      values[at] = (values[at] as number) - taken + ((damped[row] as number) * (damped[at] as number)) / size
    }
  }
}
