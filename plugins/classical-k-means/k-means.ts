import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { plusPlusStarts } from '../shared/k-plus-plus.ts'
import { columnVariances, squaredDistance } from '../shared/points.ts'
import { randomFrom } from '../shared/random.ts'

type KMeansOptions = Readonly<{
  clusters: number
  maxIterations: number
  /** Per cent of the mean variance of the dimensions; the centres rest when they move less (squared, in sum). */
  relativeResidual: number
  /** How many starts are tried; the tightest result wins. */
  runs?: number
  seed?: number
}>

type KMeansResult = Readonly<{
  labels: Int32Array
  /** Row after row, as many as clusters. */
  centres: Float64Array
  /** Sum of squared distances to the nearest centre. */
  inertia: number
  iterations: number
}>

/**
 * Divides points into clusters around their means.
 *
 * @throws RangeError where there are fewer points than clusters.
 * @see S. Lloyd, Least squares quantization in PCM (1982)
 */
export function kMeans(points: Points, options: KMeansOptions): KMeansResult {
  const { clusters, runs = 10, seed = 0 } = options
  if (clusters < 1) throw new RangeError('There must be at least one cluster.')
  if (clusters > points.count) {
    throw new RangeError(`${points.count} points cannot be divided into ${clusters} clusters.`)
  }
  const random = randomFrom(seed)
  const variances = columnVariances(points)
  const meanVariance = variances.reduce((sum, variance) => sum + variance, 0) / Math.max(1, points.width)
  const tolerance = (options.relativeResidual / 100) * meanVariance

  let best: KMeansResult | undefined
  for (let run = 0; run < runs; run++) {
    const result = settle(points, plusPlusStarts(points, clusters, random), options.maxIterations, tolerance)
    if (best === undefined || result.inertia < best.inertia) best = result
  }
  return best as KMeansResult
}

function settle(points: Points, starts: Int32Array, maxIterations: number, tolerance: number): KMeansResult {
  const { count, width, values } = points
  const centres = new Float64Array(starts.length * width)
  starts.forEach((start, cluster) => {
    centres.set(values.subarray(start * width, (start + 1) * width), cluster * width)
  })
  const moved = new Float64Array(centres.length)
  const labels = new Int32Array(count)
  const costs = new Float64Array(count)
  const sizes = new Int32Array(starts.length)

  let iterations = 0
  let change = Number.POSITIVE_INFINITY
  while (iterations < maxIterations && change > tolerance) {
    assign(points, centres, labels, costs)
    recentre(points, labels, costs, sizes, moved)
    change = squaredDistance(centres, 0, moved, 0, centres.length)
    centres.set(moved)
    iterations++
  }
  return { labels, centres, inertia: assign(points, centres, labels, costs), iterations }
}

/** Gives every point the label of the nearest centre; answers with the sum of squared distances. */
function assign(
  { count, width, values }: Points,
  centres: Float64Array,
  labels: Int32Array,
  costs: Float64Array,
): number {
  const clusters = labelsIn(centres, width)
  let inertia = 0
  for (let point = 0; point < count; point++) {
    let nearest = Number.POSITIVE_INFINITY
    let label = 0
    for (let cluster = 0; cluster < clusters; cluster++) {
      const distance = squaredDistance(values, point, centres, cluster, width)
      if (distance < nearest) {
        nearest = distance
        label = cluster
      }
    }
    labels[point] = label
    costs[point] = nearest
    inertia += nearest
  }
  return inertia
}

const labelsIn = (centres: Float64Array, width: number): number => (width === 0 ? 1 : centres.length / width)

/** Moves every centre to the mean of its points; one without points goes to the point that is worst off. */
function recentre(
  { count, width, values }: Points,
  labels: Int32Array,
  costs: Float64Array,
  sizes: Int32Array,
  centres: Float64Array,
): void {
  sizes.fill(0)
  for (let point = 0; point < count; point++)
    sizes[labels[point] as number] = (sizes[labels[point] as number] as number) + 1
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if (sizes[cluster] === 0) adopt(cluster, labels, costs, sizes)
  }
  centres.fill(0)
  for (let point = 0; point < count; point++) {
    const label = labels[point] as number
    const share = 1 / (sizes[label] as number)
    for (let index = 0, from = point * width, to = label * width; index < width; index++, from++, to++) {
      centres[to] = (centres[to] as number) + (values[from] as number) * share
    }
  }
}

function adopt(cluster: number, labels: Int32Array, costs: Float64Array, sizes: Int32Array): void {
  let worst = -1
  for (let point = 0; point < costs.length; point++) {
    const isFree = (sizes[labels[point] as number] as number) > 1
    if (isFree && (worst === -1 || (costs[point] as number) > (costs[worst] as number))) worst = point
  }
  if (worst === -1) return
  const left = labels[worst] as number
  sizes[left] = (sizes[left] as number) - 1
  sizes[cluster] = 1
  labels[worst] = cluster
  costs[worst] = 0
}
