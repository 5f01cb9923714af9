import { factorOfDraws, firstWindowStart, stepSizerFrom, windowEnds } from './adapting.ts'
import type { Source } from './drawing.ts'
import { back, forth, identityFactor, through } from './linear-map.ts'
import type { Differentiable } from './minimising.ts'
import { type State, stateAt, type Transition, transit } from './sampling.ts'

export type ChainOptions = Readonly<{
  /** Transitions altogether, and how many of them, the first ones, shape the sampler and are no draws. */
  iterations: number
  warmUp: number
  /** How often steps are to be taken: 0.8 usually, more for hard densities. */
  acceptance: number
  /** Another move that leaves the density as it is, made after each transition; it answers with the new place. */
  move?: (x: Float64Array, isWarmUp: boolean) => Float64Array
  /** Told, while warming up, where a window ends. */
  onWindow?: () => void
}>

type ChainStep = Readonly<{
  x: Float64Array
  logDensity: number
  transition: Transition
  stepSize: number
  isWarmUp: boolean
}>

/** Above this the shape of a density is learnt by its axes alone: a whole matrix would need too many draws. */
const mostDense = 50

/** Walks along a density, from `start`, and yields every place. */
export function* chainOf(
  density: Differentiable,
  start: Float64Array,
  options: ChainOptions,
  source: Source,
): Generator<ChainStep> {
  const { iterations, warmUp, acceptance, move = (x) => x, onWindow } = options
  const size = start.length
  const ends = windowEnds(warmUp)
  const opened = firstWindowStart(warmUp)
  let factor = identityFactor(size)
  let inner = through(density, factor)
  let state = stateAt(inner, start)
  let sizer = stepSizerFrom(firstStepSize(inner, state, source), acceptance)
  let window: Float64Array[] = []
  for (let iteration = 0; iteration < iterations; iteration++) {
    const isWarmUp = iteration < warmUp
    const stepSize = isWarmUp ? sizer.current() : sizer.settled()
    const transition = transit(inner, state, stepSize, source)
    const x = move(forth(factor, transition.state.x), isWarmUp)
    state = options.move ? stateAt(inner, back(factor, x)) : transition.state
    yield { x, logDensity: state.logDensity, transition, stepSize, isWarmUp }
    if (!isWarmUp) continue
    sizer.learn(transition.acceptance)
    if (iteration >= opened) window.push(x)
    if (!ends.includes(iteration + 1)) continue
    onWindow?.()
    factor = factorOfDraws(window, size <= mostDense)
    window = []
    inner = through(density, factor)
    state = stateAt(inner, back(factor, x))
    sizer = stepSizerFrom(firstStepSize(inner, state, source), acceptance)
  }
}

/** Doubled or halved until one step changes the density about as much as is wanted. */
function firstStepSize(density: Differentiable, from: State, source: Source): number {
  let stepSize = 1
  let direction = 0
  for (let trial = 0; trial < 60; trial++) {
    const gain = gainOfStep(density, from, stepSize, source)
    const next = gain > Math.log(0.8) ? 1 : -1
    if (direction !== 0 && next !== direction) return stepSize
    direction = next
    stepSize *= next === 1 ? 2 : 0.5
  }
  return stepSize
}

function gainOfStep(density: Differentiable, from: State, stepSize: number, { normal }: Source): number {
  const momentum = Float64Array.from(from.x, normal)
  const half = momentum.map((value, i) => value + 0.5 * stepSize * (from.gradient[i] as number))
  const to = stateAt(
    density,
    from.x.map((value, i) => value + stepSize * (half[i] as number)),
  )
  const kinetic = (p: Float64Array): number => p.reduce((sum, value) => sum + value * value, 0) / 2
  const after = half.map((value, i) => value + 0.5 * stepSize * (to.gradient[i] as number))
  const gain = to.logDensity - kinetic(after) - from.logDensity + kinetic(momentum)
  return Number.isNaN(gain) ? -Infinity : gain
}
