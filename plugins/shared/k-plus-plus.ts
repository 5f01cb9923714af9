import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { squaredDistance } from './points.ts'
import { type Random, randomBelow } from './random.ts'

/**
 * Chooses `count` different points as starts, far apart: each one drawn with a probability that grows with its cost, the
 * squared distance to the nearest start; the best of a few draws is kept.
 *
 * @see D. Arthur, S. Vassilvitskii, k-means++ (SODA 2007); the greedy variant of its section on experiments
 */
export function plusPlusStarts(points: Points, count: number, random: Random): Int32Array {
  const draws = 2 + Math.floor(Math.log(count))
  const starts = new Int32Array(count)
  const costs = new Float64Array(points.count)
  const trial = new Float64Array(points.count)
  const best = new Float64Array(points.count)

  starts[0] = randomBelow(random, points.count)
  let total = costsTo(points, starts[0], costs.fill(Number.POSITIVE_INFINITY), costs)
  for (let chosen = 1; chosen < count; chosen++) {
    let bestTotal = Number.POSITIVE_INFINITY
    for (let draw = 0; draw < draws; draw++) {
      const candidate = drawByCost(costs, total * random())
      const trialTotal = costsTo(points, candidate, costs, trial)
      if (trialTotal >= bestTotal) continue
      bestTotal = trialTotal
      best.set(trial)
      starts[chosen] = candidate
    }
    costs.set(best)
    total = bestTotal
    if (total === 0 && chosen + 1 < count) return withOthers(starts, chosen + 1, points.count)
  }
  return starts
}

/** Writes the costs that remain when `start` is added, and answers with their sum. */
function costsTo({ count, width, values }: Points, start: number, before: Float64Array, after: Float64Array) {
  let total = 0
  for (let point = 0; point < count; point++) {
    const cost = Math.min(before[point] as number, squaredDistance(values, point, values, start, width))
    after[point] = cost
    total += cost
  }
  return total
}

/** The point at which the running sum of costs passes `mark`; never one without costs while another has some. */
function drawByCost(costs: Float64Array, mark: number): number {
  let sum = 0
  let last = 0
  for (let point = 0; point < costs.length; point++) {
    const cost = costs[point] as number
    if (cost === 0) continue
    sum += cost
    last = point
    if (sum > mark) return point
  }
  return last
}

/** Where all points coincide with a start already, the rest are simply the first ones not chosen yet. */
function withOthers(starts: Int32Array, filled: number, count: number): Int32Array {
  const chosen = new Set(starts.subarray(0, filled))
  let place = filled
  for (let point = 0; point < count && place < starts.length; point++) if (!chosen.has(point)) starts[place++] = point
  return starts
}
