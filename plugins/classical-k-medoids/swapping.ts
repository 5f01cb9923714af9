import type { Apart } from './k-medoids.ts'

/** For every point its nearest medoid, the distance to it, and the distance to the second nearest. */
type Nearness = Readonly<{ cluster: Int32Array; first: Float64Array; second: Float64Array }>

/**
 * Swaps a medoid with another point as long as the sum of distances shrinks, always the best swap of all.
 *
 * @see E. Schubert, P. Rousseeuw, Faster k-Medoids Clustering (SISAP 2019), FastPAM1: the change for all medoids at once
 */
export function swapUntilBest(count: number, medoids: Int32Array, apart: Apart, maxIterations: number): void {
  const nearness: Nearness = {
    cluster: new Int32Array(count),
    first: new Float64Array(count),
    second: new Float64Array(count),
  }
  const losses = new Float64Array(medoids.length)
  const changes = new Float64Array(medoids.length)

  for (let iteration = 0; iteration < maxIterations; iteration++) {
    measure(medoids, apart, nearness)
    removalLosses(nearness, losses)
    let best = -1e-12
    let leaving = -1
    let coming = -1
    for (let candidate = 0; candidate < count; candidate++) {
      if (medoids.includes(candidate)) continue
      const cluster = bestSwap(candidate, nearness, apart, losses, changes)
      if ((changes[cluster] as number) >= best) continue
      best = changes[cluster] as number
      leaving = cluster
      coming = candidate
    }
    if (leaving === -1) return
    medoids[leaving] = coming
  }
}

function measure(medoids: Int32Array, apart: Apart, { cluster, first, second }: Nearness): void {
  for (let point = 0; point < first.length; point++) {
    first[point] = Number.POSITIVE_INFINITY
    second[point] = Number.POSITIVE_INFINITY
    for (let index = 0; index < medoids.length; index++) {
      const distance = apart(medoids[index] as number, point)
      if (distance < (first[point] as number)) {
        second[point] = first[point] as number
        first[point] = distance
        cluster[point] = index
      } else if (distance < (second[point] as number)) second[point] = distance
    }
  }
}

/** How much the sum of distances grows when a medoid is taken away. A lone medoid may only be replaced. */
function removalLosses({ cluster, first, second }: Nearness, losses: Float64Array): void {
  losses.fill(0)
  if (losses.length === 1) return
  for (let point = 0; point < first.length; point++) {
    const at = cluster[point] as number
    losses[at] = (losses[at] as number) + (second[point] as number) - (first[point] as number)
  }
}

/** Fills in what each swap with the candidate changes, and answers with the cluster of the best one. */
function bestSwap(
  candidate: number,
  { cluster, first, second }: Nearness,
  apart: Apart,
  losses: Float64Array,
  changes: Float64Array,
): number {
  changes.set(losses)
  const isLone = losses.length === 1
  let shared = 0
  for (let point = 0; point < first.length; point++) {
    const distance = apart(candidate, point)
    const nearest = first[point] as number
    const at = cluster[point] as number
    if (isLone) shared += distance - nearest
    else if (distance < nearest) {
      shared += distance - nearest
      changes[at] = (changes[at] as number) + nearest - (second[point] as number)
    } else if (distance < (second[point] as number)) {
      changes[at] = (changes[at] as number) + distance - (second[point] as number)
    }
  }
  let best = 0
  for (let index = 0; index < changes.length; index++) {
    changes[index] = (changes[index] as number) + shared
    if ((changes[index] as number) < (changes[best] as number)) best = index
  }
  return best
}
