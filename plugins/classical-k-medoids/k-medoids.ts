import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { plusPlusStarts } from '../shared/k-plus-plus.ts'
import { squaredDistance } from '../shared/points.ts'
import { type Random, randomFrom, shuffle } from '../shared/random.ts'
import { swapUntilBest } from './swapping.ts'

export type KMedoidsOptions = Readonly<{
  clusters: number
  maxIterations: number
  start: 'random' | 'heuristic' | 'k_medoids_pp' | 'build'
  method: 'alternate' | 'pam'
  seed?: number
}>

type KMedoidsResult = Readonly<{
  labels: Int32Array
  /** Numbers of the points that stand for the clusters. */
  medoids: Int32Array
  /** Sum of the distances to the nearest medoid. */
  cost: number
}>

/** The Euclidean distance between two points. */
export type Apart = (first: number, second: number) => number

/**
 * Divides points into clusters around some of them.
 *
 * @throws RangeError where there are fewer points than clusters.
 * @see L. Kaufman, P. Rousseeuw, Finding Groups in Data (1990) for building and swapping
 */
export function kMedoids(points: Points, options: KMedoidsOptions): KMedoidsResult {
  const { clusters, seed = 0 } = options
  if (clusters < 1) throw new RangeError('There must be at least one cluster.')
  if (clusters > points.count) {
    throw new RangeError(`${points.count} points cannot be divided into ${clusters} clusters.`)
  }
  const apart = distances(points)
  const medoids = starts[options.start](points, clusters, apart, randomFrom(seed))
  if (options.method === 'pam') swapUntilBest(points.count, medoids, apart, options.maxIterations)
  else alternate(points.count, medoids, apart, options.maxIterations)

  const labels = new Int32Array(points.count)
  return { labels, medoids, cost: assign(labels, medoids, apart) }
}

/** Up to this number of points all distances are kept: 72 MB. */
const kept = 3000

function distances({ count, width, values }: Points): Apart {
  const apart: Apart = (first, second) => Math.sqrt(squaredDistance(values, first, values, second, width))
  if (count > kept) return apart
  const table = new Float64Array(count * count)
  for (let first = 0; first < count; first++) {
    for (let second = 0; second < first; second++) {
      const distance = apart(first, second)
      table[first * count + second] = distance
      table[second * count + first] = distance
    }
  }
  return (first, second) => table[first * count + second] as number
}

type Start = (points: Points, clusters: number, apart: Apart, random: Random) => Int32Array

const starts: Readonly<Record<KMedoidsOptions['start'], Start>> = {
  random: ({ count }, clusters, _apart, random) =>
    Int32Array.from(
      shuffle(
        Array.from({ length: count }, (_, point) => point),
        random,
      ).slice(0, clusters),
    ),
  heuristic: ({ count }, clusters, apart) => {
    const sums = Float64Array.from({ length: count }, (_, point) => sumTo(point, count, apart))
    const byHowCentral = Array.from({ length: count }, (_, point) => point).sort(
      (a, b) => (sums[a] as number) - (sums[b] as number),
    )
    return Int32Array.from(byHowCentral.slice(0, clusters))
  },
  k_medoids_pp: (points, clusters, _apart, random) => plusPlusStarts(points, clusters, random),
  build: ({ count }, clusters, apart) => build(count, clusters, apart),
}

function sumTo(point: number, count: number, apart: Apart): number {
  let sum = 0
  for (let other = 0; other < count; other++) sum += apart(point, other)
  return sum
}

/** Takes the most central point, and then always the one that shortens the distances most. */
function build(count: number, clusters: number, apart: Apart): Int32Array {
  const medoids = new Int32Array(clusters).fill(-1)
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (let cluster = 0; cluster < clusters; cluster++) {
    let least = Number.POSITIVE_INFINITY
    for (let candidate = 0; candidate < count; candidate++) {
      if (medoids.includes(candidate)) continue
      let cost = 0
      for (let point = 0; point < count; point++) cost += Math.min(nearest[point] as number, apart(candidate, point))
      if (cost >= least) continue
      least = cost
      medoids[cluster] = candidate
    }
    for (let point = 0; point < count; point++) {
      nearest[point] = Math.min(nearest[point] as number, apart(medoids[cluster] as number, point))
    }
  }
  return medoids
}

/** Gives every point its nearest medoid, and every cluster its most central point, until nothing moves. */
function alternate(count: number, medoids: Int32Array, apart: Apart, maxIterations: number): void {
  const labels = new Int32Array(count)
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    assign(labels, medoids, apart)
    const members = Array.from(medoids, (): number[] => [])
    labels.forEach((label, point) => {
      members[label]?.push(point)
    })
    let isMoving = false
    medoids.forEach((medoid, cluster) => {
      const better = mostCentral(members[cluster] ?? [], medoid, apart)
      isMoving ||= better !== medoid
      medoids[cluster] = better
    })
    if (!isMoving) return
  }
}

/** The member with the smallest sum of distances to the others; the present one where none is better. */
function mostCentral(members: readonly number[], present: number, apart: Apart): number {
  const cost = (candidate: number): number => {
    let sum = 0
    for (const member of members) sum += apart(candidate, member)
    return sum
  }
  let best = present
  let least = cost(present)
  for (const candidate of members) {
    const sum = cost(candidate)
    if (sum >= least) continue
    least = sum
    best = candidate
  }
  return best
}

function assign(labels: Int32Array, medoids: Int32Array, apart: Apart): number {
  let total = 0
  for (let point = 0; point < labels.length; point++) {
    let nearest = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < medoids.length; cluster++) {
      const distance = apart(medoids[cluster] as number, point)
      // A medoid stays with its own cluster even where another one lies on the same spot.
      if (distance >= nearest && medoids[cluster] !== point) continue
      nearest = distance
      labels[point] = cluster
    }
    total += nearest
  }
  return total
}
