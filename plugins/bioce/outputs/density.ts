import type { ChainDraws } from '../../shared/saxs/inference/sampling.ts'

export type Density = Readonly<{
  from: number
  to: number /** At evenly spaced weights, both ends included. */
  heights: readonly number[]
}>

const heights = 101

/**
 * How the draws of one weight are spread between 0 and 1, smoothed by a normal kernel that is mirrored at both ends: no
 * weight lies beyond them.
 *
 * @see B. Silverman, Density Estimation (1986), section 2.10 (reflection), 3.4.2 (width)
 */
export function densityOf(chains: readonly ChainDraws[], model: number, models: number): Density {
  const counts = new Float64Array(2_000)
  let total = 0
  let [sum, squares] = [0, 0]
  for (const { weights, warmUp } of chains) {
    for (let at = warmUp * models + model; at < weights.length; at += models) {
      const weight = weights[at] as number
      const place = Math.min(counts.length - 1, Math.floor(weight * counts.length))
      counts[place] = (counts[place] as number) + 1
      total++
      sum += weight
      squares += weight * weight
    }
  }
  const sd = Math.sqrt(Math.max(1e-12, squares / total - (sum / total) ** 2))
  const width = Math.max(0.9 * sd * total ** -0.2, 0.002)
  const reached = counts.reduce((last, count, at) => (count > 0 ? at : last), 0)
  const to = Math.min(1, (reached + 1) / counts.length + 3 * width)
  return {
    from: 0,
    to,
    heights: Array.from({ length: heights }, (_, at) => heightAt((to * at) / (heights - 1), counts, total, width)),
  }
}

function heightAt(weight: number, counts: Float64Array, total: number, width: number): number {
  let height = 0
  counts.forEach((count, at) => {
    if (count === 0) return
    const place = (at + 0.5) / counts.length
    for (const one of [place, -place, 2 - place]) height += count * Math.exp(-0.5 * ((weight - one) / width) ** 2)
  })
  return height / (total * width * Math.sqrt(2 * Math.PI))
}
