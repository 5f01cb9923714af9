import { type Random, randomFrom } from '../shared/random.ts'
import { fitIsotonic } from './isotonic.ts'

type SmacofOptions = Readonly<{
  dimensions: number
  isMetric: boolean
  /** How many random starts are tried; the one with the least stress wins. */
  runs: number
  maxIterations: number
  seed?: number
  /** Told of the share of the work that is done, from 0 to 1. */
  onProgress?: (share: number) => void
}>

export type Configuration = Readonly<{
  /** Row after row, as many columns as dimensions. */
  points: Float64Array
  stress: number
  iterations: number
}>

/**
 * The walk stops when stress, divided by the size of the configuration, shrinks by less; where that is below 1 already,
 * by less than this share of it, so that few points come as near as many do.
 */
const tolerance = 1e-3

/**
 * Places points so that their distances come near the given ones.
 *
 * Stress is half the sum, over all pairs in both orders, of the squared difference of distance and disparity.
 *
 * @see I. Borg, P. Groenen, Modern Multidimensional Scaling (2005), chapter 8 (SMACOF) and 9 (non-metric)
 */
export function smacof(dissimilarities: Float64Array, count: number, options: SmacofOptions): Configuration {
  const random = randomFrom(options.seed ?? 0)
  const ranks = options.isMetric ? undefined : rankPairs(dissimilarities, count)
  const work = workspace(count, options.dimensions)

  let best: Configuration | undefined
  for (let run = 0; run < options.runs; run++) {
    const result = descend(dissimilarities, count, ranks, random, work, options)
    if (best === undefined || result.stress < best.stress) best = result
    options.onProgress?.((run + 1) / options.runs)
  }
  return best as Configuration
}

/** Pairs stand in a row: (1, 0), (2, 0), (2, 1), (3, 0) …, as the lower half of a matrix is read. */
type Workspace = Readonly<{ distances: Float64Array; disparities: Float64Array; next: Float64Array }>

const workspace = (count: number, dimensions: number): Workspace => ({
  distances: new Float64Array((count * (count - 1)) / 2),
  disparities: new Float64Array((count * (count - 1)) / 2),
  next: new Float64Array(count * dimensions),
})

function lowerHalf(matrix: Float64Array, count: number, pairs: Float64Array): void {
  for (let i = 1, pair = 0; i < count; pair += i, i++) pairs.set(matrix.subarray(i * count, i * count + i), pair)
}

function descend(
  dissimilarities: Float64Array,
  count: number,
  ranks: Ranks | undefined,
  random: Random,
  work: Workspace,
  { dimensions, maxIterations }: SmacofOptions,
): Configuration {
  const points = Float64Array.from({ length: count * dimensions }, random)
  lowerHalf(dissimilarities, count, work.disparities)
  let before = Number.POSITIVE_INFINITY
  let iterations = 0
  for (let isMoving = true; iterations < maxIterations && isMoving; iterations++) {
    if (ranks !== undefined) {
      measure(points, dimensions, work.distances)
      rankedDisparities(ranks, count, work)
    }
    const stress = guttman(points, dimensions, work.disparities, work.next)
    points.set(work.next)
    const size = rowNorms(points, dimensions)
    isMoving = !(before - stress / size < tolerance * Math.min(1, before)) && stress > 1e-12
    before = stress / size
  }
  return { points, stress: guttman(points, dimensions, work.disparities, work.next), iterations }
}

function measure(points: Float64Array, dimensions: number, distances: Float64Array): void {
  for (let row = dimensions, pair = 0; row < points.length; row += dimensions) {
    for (let other = 0; other < row; other += dimensions) distances[pair++] = apart(points, row, other, dimensions)
  }
}

function apart(points: Float64Array, row: number, other: number, dimensions: number): number {
  let sum = 0
  for (let index = 0; index < dimensions; index++) {
    const difference = (points[row + index] as number) - (points[other + index] as number)
    sum += difference * difference
  }
  return Math.sqrt(sum)
}

/**
 * Writes where every point is moved to, the mean of where the others would have it (the minimum of a parabola above the
 * stress), and answers with the stress before the move.
 */
function guttman(points: Float64Array, dimensions: number, disparities: Float64Array, next: Float64Array): number {
  const count = points.length / dimensions
  let stress = 0
  next.fill(0)
  for (let row = dimensions, pair = 0; row < points.length; row += dimensions) {
    for (let other = 0; other < row; other += dimensions, pair++) {
      const distance = apart(points, row, other, dimensions)
      const disparity = disparities[pair] as number
      stress += (distance - disparity) ** 2
      const ratio = disparity / (distance === 0 ? 1e-5 : distance) / count
      for (let index = 0; index < dimensions; index++) {
        const pull = ratio * ((points[row + index] as number) - (points[other + index] as number))
        next[row + index] = (next[row + index] as number) + pull
        next[other + index] = (next[other + index] as number) - pull
      }
    }
  }
  return stress
}

function rowNorms(points: Float64Array, dimensions: number): number {
  let sum = 0
  for (let row = 0; row < points.length; row += dimensions) {
    let square = 0
    for (let index = row; index < row + dimensions; index++) square += (points[index] as number) ** 2
    sum += Math.sqrt(square)
  }
  return sum
}

/** Pairs with a distance above 0 by growing distance, and room to fit a sequence to them. */
type Ranks = Readonly<{ pairs: Int32Array; values: Float64Array; sums: Float64Array; sizes: Int32Array }>

function rankPairs(dissimilarities: Float64Array, count: number): Ranks {
  const given = new Float64Array((count * (count - 1)) / 2)
  lowerHalf(dissimilarities, count, given)
  const pairs = Int32Array.from(given.keys())
    .filter((pair) => given[pair] !== 0)
    .sort((a, b) => (given[a] as number) - (given[b] as number) || a - b)
  const size = pairs.length
  return { pairs, values: new Float64Array(size), sums: new Float64Array(size), sizes: new Int32Array(size) }
}

/** The never-decreasing sequence nearest to the distances, scaled to the norm that as many ones have. */
function rankedDisparities(ranks: Ranks, count: number, { distances, disparities }: Workspace): void {
  const { pairs, values, sums, sizes } = ranks
  for (let at = 0; at < pairs.length; at++) values[at] = distances[pairs[at] as number] as number
  fitIsotonic(values, sums, sizes)
  let square = 0
  for (let at = 0; at < values.length; at++) square += (values[at] as number) ** 2
  const scale = square === 0 ? 0 : Math.sqrt((count * (count - 1)) / 2 / square)
  for (let at = 0; at < pairs.length; at++) disparities[pairs[at] as number] = (values[at] as number) * scale
}
