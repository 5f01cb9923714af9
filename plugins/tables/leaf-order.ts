import { pearson } from './correlating.ts'

type Cluster = Readonly<{ members: readonly number[] }>

/**
 * The order in which rows stand when the two nearest clusters are joined again and again: distance 1 − correlation,
 * between clusters the mean over their members. Rows that never change are as far from all others as uncorrelated ones.
 *
 * @see R. Sokal, C. Michener, University of Kansas Science Bulletin 38 (1958)
 */
export function leafOrder(rows: readonly Float64Array[]): number[] {
  const distance = rows.map((one) =>
    rows.map((other) => {
      const r = one.length > 1 ? pearson(one, other) : Number.NaN
      return Number.isNaN(r) ? 1 : 1 - r
    }),
  )
  let clusters: Cluster[] = rows.map((_, at) => ({ members: [at] }))
  while (clusters.length > 1) {
    const [first, second] = nearestPair(clusters, distance)
    const both = { members: [...first.members, ...second.members] }
    clusters = [...clusters.filter((cluster) => cluster !== first && cluster !== second), both]
  }
  return [...(clusters[0]?.members ?? [])]
}

function nearestPair(clusters: readonly Cluster[], distance: readonly (readonly number[])[]): [Cluster, Cluster] {
  let best: [Cluster, Cluster] = [clusters[0] as Cluster, clusters[1] as Cluster]
  let least = Number.POSITIVE_INFINITY
  clusters.forEach((one, at) => {
    for (const other of clusters.slice(at + 1)) {
      const apart = meanDistance(one, other, distance)
      if (apart >= least) continue
      least = apart
      best = [one, other]
    }
  })
  return best
}

function meanDistance(one: Cluster, other: Cluster, distance: readonly (readonly number[])[]): number {
  let sum = 0
  for (const i of one.members) for (const j of other.members) sum += distance[i]?.[j] ?? 1
  return sum / (one.members.length * other.members.length)
}
