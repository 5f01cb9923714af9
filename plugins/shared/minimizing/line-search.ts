import { dot, moved, type Problem } from './problem.ts'

/** A place on the line, with what is known there. */
export type Place = Readonly<{
  step: number
  weights: Float64Array
  loss: number
  gradient: Float64Array
  /** How fast the loss grows along the line. */
  slope: number
}>

const enoughDecrease = 1e-4

/**
 * A step along a falling direction that makes the loss and its slope small enough (strong Wolfe conditions); undefined
 * where there is none to be found, as at the limit of precision.
 *
 * @see J. Nocedal, S. Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6
 */
export async function searchLine(
  problem: Problem,
  start: Omit<Place, 'step' | 'slope'>,
  direction: Float64Array,
  firstStep: number,
  curvature: number,
): Promise<Place | undefined> {
  const origin: Place = { ...start, step: 0, slope: dot(start.gradient, direction) }
  if (!(origin.slope < 0)) return undefined
  const at = async (step: number): Promise<Place> => {
    const weights = moved(start.weights, step, direction)
    const loss = await problem.loss(weights)
    // Where there is no loss there is no slope either; it counts as too far.
    if (!Number.isFinite(loss)) {
      return { step, weights, loss: Number.POSITIVE_INFINITY, gradient: start.gradient, slope: 1 }
    }
    const gradient = await problem.gradient(weights)
    return { step, weights, loss, gradient, slope: dot(gradient, direction) }
  }
  const isTooHigh = (place: Place): boolean => place.loss > origin.loss + enoughDecrease * place.step * origin.slope
  const isFlat = (place: Place): boolean => Math.abs(place.slope) <= -curvature * origin.slope

  let before = origin
  for (let step = firstStep, round = 0; round < 20; round++, step *= 2) {
    const place = await at(step)
    if (isTooHigh(place) || (round > 0 && place.loss >= before.loss)) return narrow(before, place)
    if (isFlat(place)) return place
    if (place.slope >= 0) return narrow(place, before)
    before = place
  }
  return before

  /** Closes in on a place between a good one and another that bounds it. */
  async function narrow(good: Place, other: Place): Promise<Place | undefined> {
    let [low, high] = [good, other]
    for (let round = 0; round < 30; round++) {
      const place = await at(guess(low, high))
      if (isTooHigh(place) || place.loss >= low.loss) high = place
      else {
        if (isFlat(place)) return place
        if (place.slope * (high.step - low.step) >= 0) high = low
        low = place
      }
      if (Math.abs(high.step - low.step) < 1e-14) break
    }
    return low.step > 0 ? low : undefined
  }
}

/** The bottom of the parabola through both losses and one slope, kept away from the ends. */
function guess(low: Place, high: Place): number {
  const width = high.step - low.step
  const bend = high.loss - low.loss - low.slope * width
  const bottom = Number.isFinite(bend) && bend > 0 ? -(low.slope * width) / (2 * bend) : 0.5
  return low.step + width * Math.min(0.9, Math.max(0.1, bottom))
}
