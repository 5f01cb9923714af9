import { searchLine } from './line-search.ts'
import { dot, finite, largest, type MinimizeOptions, type Minimum, moved, type Problem } from './problem.ts'

/** The walk ends where no slope is steeper. */
const flat = 1e-5
/** How far to look for the bend of the slopes, for weights of size 1. */
const probeLength = 1e-5

/**
 * Steps of Newton's method, each found by conjugate gradients that stop early; the bend of the loss is measured along
 * each direction from two slopes, so that no matrix is ever held.
 *
 * @see J. Nocedal, S. Wright, Numerical Optimization (2006), algorithm 7.1
 */
export async function truncatedNewton(
  problem: Problem,
  start: Float64Array,
  { maxIterations = 200 * start.length, signal, onIteration }: MinimizeOptions = {},
): Promise<Minimum> {
  let here = { weights: start, loss: finite(await problem.loss(start)), gradient: await problem.gradient(start) }
  for (let iteration = 0; ; iteration++) {
    signal?.throwIfAborted()
    const { weights, loss, gradient } = here
    const isConverged = largest(gradient) <= flat
    if (isConverged || iteration >= maxIterations) return { weights, loss, iterations: iteration, isConverged }
    const downhill = gradient.map((slope) => -slope)
    const direction = await newtonDirection(problem, weights, gradient)
    const shortest = Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)))
    const next =
      (await searchLine(problem, here, direction, 1, 0.9)) ?? (await searchLine(problem, here, downhill, shortest, 0.9))
    if (next === undefined) return { weights, loss, iterations: iteration, isConverged: false }
    here = next
    onIteration?.(iteration + 1, next.loss)
  }
}

/** Ends where the rest is small beside the slopes, or where the loss bends downwards. */
async function newtonDirection(problem: Problem, weights: Float64Array, gradient: Float64Array): Promise<Float64Array> {
  const size = Math.sqrt(dot(gradient, gradient))
  const enough = Math.min(0.5, Math.sqrt(size)) * size
  let step: Float64Array = new Float64Array(weights.length)
  let rest: Float64Array = gradient
  let way: Float64Array = gradient.map((slope) => -slope)
  for (let round = 0; round < 2 * weights.length; round++) {
    const bent = await bendAlong(problem, weights, gradient, way)
    const bend = dot(way, bent)
    if (!(bend > 0)) return round === 0 ? way : step
    const restSize = dot(rest, rest)
    const length = restSize / bend
    step = moved(step, length, way)
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

/** How the slopes change along a direction. */
async function bendAlong(
  { gradient: slopesAt }: Problem,
  weights: Float64Array,
  gradient: Float64Array,
  way: Float64Array,
): Promise<Float64Array> {
  const length = (probeLength * (1 + Math.sqrt(dot(weights, weights)))) / Math.sqrt(dot(way, way))
  const there = await slopesAt(moved(weights, length, way))
  return there.map((slope, at) => (slope - (gradient[at] as number)) / length)
}
