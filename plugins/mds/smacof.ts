import { type Random, randomFrom } from '../shared/random.ts'
import { fitIsotonic } from './isotonic.ts'

export type SmacofOptions = Readonly<{
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
 * Stress is half the sum over all pairs (each twice) of the squared difference of distance and disparity.
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

type Workspace = Readonly<{ distances: Float64Array; disparities: Float64Array; next: Float64Array }>

const workspace = (count: number, dimensions: number): Workspace => ({
  distances: new Float64Array(count * count),
  disparities: new Float64Array(count * count),
  next: new Float64Array(count * dimensions),
})

function descend(
  dissimilarities: Float64Array,
  count: number,
  ranks: Ranks | undefined,
  random: Random,
  { distances, disparities, next }: Workspace,
  { dimensions, maxIterations }: SmacofOptions,
): Configuration {
  const points = Float64Array.from({ length: count * dimensions }, random)
  disparities.set(dissimilarities)
  let before = Number.POSITIVE_INFINITY
  let stress = 0
  let iterations = 0
  for (let isMoving = true; iterations < maxIterations && isMoving; iterations++) {
    measure(points, count, dimensions, distances)
    if (ranks !== undefined) rankedDisparities(ranks, count, distances, disparities)
    stress = stressOf(distances, disparities)
    guttman(points, count, dimensions, distances, disparities, next)
    points.set(next)
    const size = rowNorms(points, dimensions)
    isMoving = !(before - stress / size < tolerance * Math.min(1, before)) && stress > 1e-12
    before = stress / size
  }
  measure(points, count, dimensions, distances)
  return { points, stress: stressOf(distances, disparities), iterations }
}

function measure(points: Float64Array, count: number, dimensions: number, distances: Float64Array): void {
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let index = 0, a = i * dimensions, b = j * dimensions; index < dimensions; index++, a++, b++) {
        const difference = (points[a] as number) - (points[b] as number)
        sum += difference * difference
      }
      const distance = Math.sqrt(sum)
      distances[i * count + j] = distance
      distances[j * count + i] = distance
    }
  }
}

/** Over all ordered pairs, halved. */
function stressOf(distances: Float64Array, disparities: Float64Array): number {
  let sum = 0
  for (let at = 0; at < distances.length; at++) {
    const difference = (distances[at] as number) - (disparities[at] as number)
    sum += difference * difference
  }
  return sum / 2
}

/** Moves every point to the mean of where the others would have it: the minimum of a parabola above the stress. */
function guttman(
  points: Float64Array,
  count: number,
  dimensions: number,
  distances: Float64Array,
  disparities: Float64Array,
  next: Float64Array,
): void {
  next.fill(0)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const distance = distances[i * count + j] as number
      const ratio = (disparities[i * count + j] as number) / (distance === 0 ? 1e-5 : distance)
      for (let index = 0, a = i * dimensions, b = j * dimensions; index < dimensions; index++, a++, b++) {
        const pull = ratio * ((points[a] as number) - (points[b] as number))
        next[a] = (next[a] as number) + pull / count
        next[b] = (next[b] as number) - pull / count
      }
    }
  }
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

/** Pairs with a distance above 0 by growing distance: places in the lower half of the matrix. */
type Ranks = Readonly<{ places: Int32Array; values: Float64Array; sums: Float64Array; sizes: Int32Array }>

function rankPairs(dissimilarities: Float64Array, count: number): Ranks {
  const places: number[] = []
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) if (dissimilarities[i * count + j] !== 0) places.push(i * count + j)
  }
  places.sort((a, b) => (dissimilarities[a] as number) - (dissimilarities[b] as number) || a - b)
  const size = places.length
  return {
    places: Int32Array.from(places),
    values: new Float64Array(size),
    sums: new Float64Array(size),
    sizes: new Int32Array(size),
  }
}

/** The never-decreasing sequence nearest to the distances, scaled to the norm that all pairs of norm 1 have in sum. */
function rankedDisparities(ranks: Ranks, count: number, distances: Float64Array, disparities: Float64Array): void {
  const { places, values, sums, sizes } = ranks
  for (let at = 0; at < places.length; at++) values[at] = distances[places[at] as number] as number
  fitIsotonic(values, sums, sizes)
  let square = 0
  for (let at = 0; at < values.length; at++) square += (values[at] as number) ** 2
  const scale = square === 0 ? 0 : Math.sqrt((count * (count - 1)) / 2 / square)
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as number
    const disparity = (values[at] as number) * scale
    disparities[place] = disparity
    disparities[(place % count) * count + Math.floor(place / count)] = disparity
  }
}
