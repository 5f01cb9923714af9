import type { Distance } from './metrics.ts'

/** The walk over all points: always on to the one that is reached most easily. */
export type Reaching = Readonly<{
  /** Points in the order of the walk. */
  order: Int32Array
  /** By point: the distance at which it was reached; infinite where a new walk began. */
  reachability: Float64Array
  /** By point: the distance within which it has `minSamples` neighbours, itself included. */
  core: Float64Array
  /** By point: the one it was reached from; −1 where a new walk began. */
  predecessor: Int32Array
}>

/**
 * Orders points so that clusters are valleys of the reachability.
 *
 * @see M. Ankerst et al., OPTICS: Ordering Points To Identify the Clustering Structure (SIGMOD 1999)
 */
export function reach(count: number, distance: Distance, minSamples: number, maxEpsilon: number): Reaching {
  const core = coreDistances(count, distance, minSamples, maxEpsilon)
  const order = new Int32Array(count)
  const reachability = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const predecessor = new Int32Array(count).fill(-1)
  const isVisited = new Uint8Array(count)

  for (let place = 0; place < count; place++) {
    const point = nearestUnvisited(reachability, isVisited)
    order[place] = point
    isVisited[point] = 1
    const coreDistance = core[point] as number
    if (coreDistance === Number.POSITIVE_INFINITY) continue
    for (let other = 0; other < count; other++) {
      if (isVisited[other] === 1) continue
      const apart = distance(point, other)
      if (apart > maxEpsilon) continue
      const reached = steady(Math.max(coreDistance, apart))
      if (reached >= (reachability[other] as number)) continue
      reachability[other] = reached
      predecessor[other] = point
    }
  }
  return { order, reachability, core, predecessor }
}

function coreDistances(count: number, distance: Distance, minSamples: number, maxEpsilon: number): Float64Array {
  const core = new Float64Array(count)
  const apart = new Float64Array(count)
  for (let point = 0; point < count; point++) {
    for (let other = 0; other < count; other++) apart[other] = distance(point, other)
    const needed = steady(nthSmallest(apart, minSamples - 1))
    core[point] = needed > maxEpsilon ? Number.POSITIVE_INFINITY : needed
  }
  return core
}

function nearestUnvisited(reachability: Float64Array, isVisited: Uint8Array): number {
  let nearest = -1
  for (let point = 0; point < isVisited.length; point++) {
    if (isVisited[point] === 1) continue
    if (nearest === -1 || (reachability[point] as number) < (reachability[nearest] as number)) nearest = point
  }
  return nearest
}

/** Without the last bits of rounding, which would decide between points that are equally far. */
const steady = (distance: number): number => (distance < 8 ? Math.round(distance * 1e15) / 1e15 : distance)

/** The element that would stand at `place` if the list were sorted; reorders the list. @see C. Hoare, FIND (1961) */
export function nthSmallest(list: Float64Array, place: number): number {
  let low = 0
  let high = list.length - 1
  while (low < high) {
    const pivot = list[(low + high) >> 1] as number
    let left = low
    let right = high
    while (left <= right) {
      while ((list[left] as number) < pivot) left++
      while ((list[right] as number) > pivot) right--
      if (left > right) break
      const kept = list[left] as number
      list[left++] = list[right] as number
      list[right--] = kept
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else break
  }
  return list[place] as number
}
