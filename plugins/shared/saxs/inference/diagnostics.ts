/** Several chains of one quantity, each as long as the others. */
export type Chains = readonly Float64Array[]

/**
 * How much wider all chains together are than one alone, each chain cut in two halves so that drift shows: 1 where they
 * agree; NaN where nothing moves.
 *
 * @see A. Gelman et al., Bayesian Data Analysis (2013), section 11.4
 */
export function splitRhat(chains: Chains): number {
  const half = Math.floor((chains[0]?.length ?? 0) / 2)
  const halves = chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(chain.length - half)])
  const within = meanOf(halves.map(varianceOf))
  const between = half * varianceOf(halves.map(meanOf))
  return Math.sqrt((((half - 1) / half) * within + between / half) / within)
}

/**
 * How many independent draws would tell as much of the mean.
 *
 * @see C. Geyer, Statistical Science 7 (1992): initial positive, then monotone sequence of paired autocorrelations
 */
export function effectiveSize(chains: Chains): number {
  const length = chains[0]?.length ?? 0
  const means = chains.map(meanOf)
  const within = meanOf(chains.map(varianceOf))
  const total = (within * (length - 1)) / length + (chains.length > 1 ? varianceOf(means) : 0)
  if (!(total > 0)) return Number.NaN
  const correlation = (lag: number): number => {
    const covariance = meanOf(chains.map((chain, at) => autocovariance(chain, means[at] as number, lag)))
    return 1 - (within - covariance) / total
  }
  let sum = 0
  let smallest = Infinity
  for (let lag = 0; lag + 1 < length; lag += 2) {
    const pair = (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1)
    if (pair <= 0) break
    smallest = Math.min(smallest, pair)
    sum += smallest
  }
  return (chains.length * length) / Math.max(2 * sum - 1, 1 / Math.log10(chains.length * length + 10))
}

function autocovariance(chain: Float64Array, mean: number, lag: number): number {
  let sum = 0
  for (let at = lag; at < chain.length; at++)
    sum += ((chain[at] as number) - mean) * ((chain[at - lag] as number) - mean)
  return sum / chain.length
}

/**
 * Energy fraction of missing information: how much of the energy's spread one transition crosses. Below 0.2 the momenta
 * do not reach the tails.
 *
 * @see M. Betancourt, arXiv:1604.00695
 */
export function energyFraction(energies: Float64Array): number {
  const mean = meanOf(energies)
  let steps = 0
  let spread = 0
  energies.forEach((energy, at) => {
    spread += (energy - mean) ** 2
    if (at > 0) steps += (energy - (energies[at - 1] as number)) ** 2
  })
  return steps / spread
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] as number
  return sum / values.length
}

/** Divided by n − 1. */
export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values)
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += ((values[at] as number) - mean) ** 2
  return sum / (values.length - 1)
}

/** Linear between the sorted values. */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const sorted = values.toSorted()
  return shares.map((share) => {
    const place = share * (sorted.length - 1)
    const below = sorted[Math.floor(place)] ?? Number.NaN
    const above = sorted[Math.ceil(place)] ?? below
    return below + (place - Math.floor(place)) * (above - below)
  })
}
