import { type Place, searchLine } from './line-search.ts'
import { dot, finite, largest, type MinimizeOptions, type Minimum, moved, type Problem } from './problem.ts'

/** The walk ends where no slope is steeper. */
const flat = 1e-5

/** Chooses where to go from the slopes, and learns from each step that was made. */
type Guide = Readonly<{
  direction: (gradient: Float64Array) => Float64Array
  learn: (step: Float64Array, change: Float64Array, before: Float64Array, after: Float64Array) => void
  /** Forgets everything; false where there is nothing to forget. */
  forget: () => boolean
  curvature: number
}>

/** @see J. Nocedal, S. Wright, Numerical Optimization (2006), algorithm 6.1 */
export const bfgs = (problem: Problem, start: Float64Array, options?: MinimizeOptions): Promise<Minimum> =>
  descend(problem, start, inverseHessian(start.length), options)

/** With the last ten steps in place of a matrix. @see the same, algorithms 7.4 and 7.5 */
export const limitedMemoryBfgs = (problem: Problem, start: Float64Array, options?: MinimizeOptions): Promise<Minimum> =>
  descend(problem, start, lastSteps(10), options)

/** @see E. Polak, G. Ribière (1969), never below zero: J. Gilbert, J. Nocedal (1992) */
export const conjugateGradient = (problem: Problem, start: Float64Array, options?: MinimizeOptions): Promise<Minimum> =>
  descend(problem, start, conjugate(), options)

async function descend(
  problem: Problem,
  start: Float64Array,
  guide: Guide,
  { maxIterations = 200 * start.length, signal, onIteration }: MinimizeOptions = {},
): Promise<Minimum> {
  let here: Omit<Place, 'step' | 'slope'> = {
    weights: start,
    loss: finite(await problem.loss(start)),
    gradient: await problem.gradient(start),
  }
  let firstStep = Math.min(1, 1 / Math.max(1e-12, Math.sqrt(dot(here.gradient, here.gradient))))
  for (let iteration = 0; ; iteration++) {
    signal?.throwIfAborted()
    const { weights, loss, gradient } = here
    const isConverged = largest(gradient) <= flat
    if (isConverged || iteration >= maxIterations) return { weights, loss, iterations: iteration, isConverged }
    const next = await searchLine(problem, here, guide.direction(gradient), firstStep, guide.curvature)
    if (next === undefined) {
      if (guide.forget()) continue
      return { weights, loss, iterations: iteration, isConverged: false }
    }
    guide.learn(moved(next.weights, -1, weights), moved(next.gradient, -1, gradient), gradient, next.gradient)
    here = next
    firstStep = guide.curvature < 0.5 ? next.step : 1
    onIteration?.(iteration + 1, next.loss)
  }
}

const downhill = (gradient: Float64Array): Float64Array => gradient.map((slope) => -slope)

function inverseHessian(size: number): Guide {
  let matrix: Float64Array | undefined
  return {
    curvature: 0.9,
    direction: (gradient) => (matrix === undefined ? downhill(gradient) : downhill(product(matrix, gradient))),
    learn: (step, change) => {
      const along = dot(step, change)
      if (along <= 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) return
      matrix ??= scaledIdentity(size, along / dot(change, change))
      const bent = product(matrix, change)
      const factor = (1 + dot(change, bent) / along) / along
      for (let i = 0, at = 0; i < size; i++) {
        for (let j = 0; j < size; j++, at++) {
          const [si, sj] = [step[i] as number, step[j] as number]
          const mixed = ((bent[i] as number) * sj + si * (bent[j] as number)) / along
          matrix[at] = (matrix[at] as number) + factor * si * sj - mixed
        }
      }
    },
    forget: () => {
      const knew = matrix !== undefined
      matrix = undefined
      return knew
    },
  }
}

function scaledIdentity(size: number, scale: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let at = 0; at < size; at++) matrix[at * size + at] = scale
  return matrix
}

const product = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, row) => dot(matrix.subarray(row * vector.length, (row + 1) * vector.length), vector))

function lastSteps(most: number): Guide {
  let steps: Readonly<{ step: Float64Array; change: Float64Array; along: number }>[] = []
  return {
    curvature: 0.9,
    direction: (gradient) => {
      let direction = downhill(gradient)
      const shares = steps.toReversed().map(({ step, change, along }) => {
        const share = dot(step, direction) / along
        direction = moved(direction, -share, change)
        return share
      })
      const last = steps.at(-1)
      if (last !== undefined) {
        const scale = last.along / dot(last.change, last.change)
        direction = direction.map((value) => value * scale)
      }
      for (const { step, change, along } of steps) {
        const share = shares.pop() ?? 0
        direction = moved(direction, share - dot(change, direction) / along, step)
      }
      return direction
    },
    learn: (step, change) => {
      const along = dot(step, change)
      if (along <= 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) return
      steps.push({ step, change, along })
      if (steps.length > most) steps.shift()
    },
    forget: () => {
      const knew = steps.length > 0
      steps = []
      return knew
    },
  }
}

function conjugate(): Guide {
  let last: Float64Array | undefined
  let share = 0
  return {
    curvature: 0.1,
    direction: (gradient) => {
      let direction = last === undefined ? downhill(gradient) : moved(downhill(gradient), share, last)
      if (dot(direction, gradient) >= 0) direction = downhill(gradient)
      last = direction
      return direction
    },
    learn: (_step, change, before, after) => {
      share = Math.max(0, dot(after, change) / dot(before, before))
    },
    forget: () => {
      const knew = share > 0
      last = undefined
      share = 0
      return knew
    },
  }
}
