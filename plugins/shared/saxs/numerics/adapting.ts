import { choleskyOf, type Factor } from './linear-map.ts'

/** Finds the step size whose transitions are taken as often as asked. */
type StepSizer = Readonly<{ current: () => number; learn: (acceptance: number) => void; settled: () => number }>

/** Dual averaging. @see M. Hoffman, A. Gelman, Journal of Machine Learning Research 15 (2014), section 3.2 */
export function stepSizerFrom(first: number, target: number): StepSizer {
  const [gamma, kappa, t0] = [0.05, 0.75, 10]
  const aim = Math.log(10 * first)
  let logStep = Math.log(first)
  let averaged = 0
  let missed = 0
  let count = 0
  return {
    current: () => Math.exp(logStep),
    settled: () => Math.exp(averaged),
    learn: (acceptance) => {
      count++
      const rate = 1 / (count + t0)
      missed = (1 - rate) * missed + rate * (target - acceptance)
      logStep = aim - (missed * Math.sqrt(count)) / gamma
      const weight = count ** -kappa
      averaged = weight * logStep + (1 - weight) * averaged
    },
  }
}

/** Windows of a warm-up: where each ends, the map is made anew from the draws of that window. */
export function windowEnds(warmUp: number): readonly number[] {
  if (warmUp < 20) return []
  const isShort = warmUp < 150
  const first = isShort ? Math.floor(0.15 * warmUp) : 75
  const last = warmUp - (isShort ? Math.floor(0.1 * warmUp) : 50)
  const ends: number[] = []
  let size = isShort ? last - first : 25
  for (let end = first + size; ; size *= 2, end += size) {
    const isLast = end + 2 * size > last
    ends.push(isLast ? last : end)
    if (isLast) return ends
  }
}

export const firstWindowStart = (warmUp: number): number => (warmUp < 150 ? Math.floor(0.15 * warmUp) : 75)

/** The factor of the covariance of draws, drawn towards a small multiple of one where draws are few. */
export function factorOfDraws(draws: readonly Float64Array[], isDense: boolean): Factor {
  const size = draws[0]?.length ?? 0
  const count = draws.length
  const mean = new Float64Array(size)
  for (const draw of draws) for (let i = 0; i < size; i++) mean[i] = (mean[i] as number) + (draw[i] as number) / count
  const covariance = new Float64Array(size * size)
  for (const draw of draws) {
    for (let i = 0; i < size; i++) {
      const from = isDense ? 0 : i
      const deviation = (draw[i] as number) - (mean[i] as number)
      for (let j = from; j <= i; j++) {
        const at = i * size + j
        covariance[at] =
          (covariance[at] as number) + (deviation * ((draw[j] as number) - (mean[j] as number))) / (count - 1)
      }
    }
  }
  const trust = count / (count + 5)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) covariance[i * size + j] = (covariance[i * size + j] as number) * trust
    covariance[i * size + i] = (covariance[i * size + i] as number) + 1e-3 * (1 - trust)
  }
  return choleskyOf(covariance, size)
}
