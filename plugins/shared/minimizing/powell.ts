import { dot, finite, type MinimizeOptions, type Minimum, moved, type Problem } from './problem.ts'

type Loss = (weights: Float64Array) => Promise<number>
type Found = Readonly<{ weights: Float64Array; loss: number }>

/** The walk ends where a round makes the loss smaller by no more than this share. */
const leastGain = 1e-12
const golden = (Math.sqrt(5) - 1) / 2

/**
 * Searches along one direction after the other, without slopes, and takes over the direction that a whole round led to.
 *
 * @see M. Powell, An efficient method for finding the minimum of a function of several variables without calculating
 *   derivatives, The Computer Journal 7 (1964)
 */
export async function powell(
  { loss: asked }: Problem,
  start: Float64Array,
  { maxIterations = 1000 * start.length, signal, onIteration }: MinimizeOptions = {},
): Promise<Minimum> {
  const loss: Loss = async (weights) => orInfinite(await asked(weights))
  let here: Found = { weights: start, loss: finite(await asked(start)) }
  const directions = Array.from(start, (_, axis) => start.map((_, at) => (at === axis ? 1 : 0)))
  for (let iteration = 0; ; iteration++) {
    signal?.throwIfAborted()
    if (iteration >= maxIterations) return { ...here, iterations: iteration, isConverged: false }
    const before = here
    let [best, gain] = [0, 0]
    for (const [at, direction] of directions.entries()) {
      const next = await lowest(loss, here, direction)
      if (here.loss - next.loss > gain) [best, gain] = [at, here.loss - next.loss]
      here = next
    }
    onIteration?.(iteration + 1, here.loss)
    const size = Math.abs(before.loss) + Math.abs(here.loss)
    if (before.loss - here.loss <= leastGain * size + 1e-20)
      return { ...here, iterations: iteration + 1, isConverged: true }
    here = await takeDirection(loss, directions, before, here, best, gain)
  }
}

const orInfinite = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss)

/** Replaces the direction that gained most by that of the whole round, where the way on there still falls. */
async function takeDirection(
  loss: Loss,
  directions: Float64Array[],
  before: Found,
  here: Found,
  best: number,
  gain: number,
): Promise<Found> {
  const way = moved(here.weights, -1, before.weights)
  const beyond = await loss(moved(here.weights, 1, way))
  if (beyond >= before.loss) return here
  const bend = 2 * (before.loss - 2 * here.loss + beyond) * (before.loss - here.loss - gain) ** 2
  if (bend >= gain * (before.loss - beyond) ** 2) return here
  const length = Math.sqrt(dot(way, way))
  directions.splice(best, 1)
  directions.push(way.map((part) => part / length))
  return lowest(loss, here, directions.at(-1) as Float64Array)
}

/** The lowest place on the line through `from`, or `from` itself. */
async function lowest(loss: Loss, from: Found, direction: Float64Array): Promise<Found> {
  const at = (step: number): Promise<number> => loss(moved(from.weights, step, direction))
  const bracket = await bracketed(at, from.loss)
  if (bracket === undefined) return from
  const { step, value } = await closeIn(at, bracket)
  return value < from.loss ? { weights: moved(from.weights, step, direction), loss: value } : from
}

/** Three steps in order of which the middle one is the lowest. */
type Bracket = Readonly<{ low: number; middle: number; high: number; value: number }>

/** Undefined where nothing near is lower, or it falls without end. */
async function bracketed(at: (step: number) => Promise<number>, here: number): Promise<Bracket | undefined> {
  for (let size = 1; size > 1e-12; size *= 0.1) {
    for (const sign of [1, -1]) {
      let [before, step, value] = [0, size * sign, await at(size * sign)]
      if (value >= here) continue
      for (let round = 0; round < 100; round++) {
        const further = step + (step - before) / golden
        const next = await at(further)
        if (next >= value)
          return { low: Math.min(before, further), middle: step, high: Math.max(before, further), value }
        ;[before, step, value] = [step, further, next]
      }
      return undefined
    }
    const [above, below] = [await at(size), await at(-size)]
    if (above >= here && below >= here && Number.isFinite(above + below))
      return { low: -size, middle: 0, high: size, value: here }
  }
  return undefined
}

/** The bottom of the parabola where it lies well inside, else golden section. @see R. Brent (1973), chapter 5 */
async function closeIn(at: (step: number) => Promise<number>, { low, middle, high, value }: Bracket) {
  let [left, right] = [low, high]
  let [best, second, third] = [middle, middle, middle].map((step) => ({ step, value }))
  for (let round = 0, last = 0, before = 0; round < 100; round++) {
    const { step } = best as { step: number; value: number }
    const centre = (left + right) / 2
    const tolerance = 1e-8 * Math.abs(step) + 1e-12
    if (Math.abs(step - centre) <= 2 * tolerance - (right - left) / 2) break
    const jump = bottom(best, second, third) - step
    const isGood =
      Number.isFinite(jump) && Math.abs(jump) < Math.abs(before) / 2 && step + jump > left && step + jump < right
    before = isGood ? last : step >= centre ? left - step : right - step
    last = isGood ? jump : before * (1 - golden)
    const tried = step + (Math.abs(last) >= tolerance ? last : Math.sign(last || 1) * tolerance)
    const place = { step: tried, value: await at(tried) }
    if (place.value <= (best?.value ?? 0)) {
      if (tried >= step) left = step
      else right = step
      ;[third, second, best] = [second, best, place]
    } else {
      if (tried < step) left = tried
      else right = tried
      if (place.value <= (second?.value ?? 0) || second?.step === step) [third, second] = [second, place]
      else if (place.value <= (third?.value ?? 0) || third?.step === step || third?.step === second?.step) third = place
    }
  }
  return best as { step: number; value: number }
}

type Place = Readonly<{ step: number; value: number }> | undefined

/** Where the parabola through three places has its bottom; NaN where there is none. */
function bottom(a: Place, b: Place, c: Place): number {
  if (!a || !b || !c) return Number.NaN
  const r = (a.step - b.step) * (a.value - c.value)
  const q = (a.step - c.step) * (a.value - b.value)
  return a.step - ((a.step - c.step) * q - (a.step - b.step) * r) / (2 * (q - r))
}
