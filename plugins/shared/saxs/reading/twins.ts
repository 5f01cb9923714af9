import type { Ensemble } from '../inference/ensemble.ts'
import { statisticsOf } from '../inference/statistics.ts'

/** Above it the curves of two models, in units of the errors, are one curve but for their scale. */
const alike = 0.9999
/** Pairs of more models than this take longer to look at than they are worth. */
const mostModels = 1_000

/** Pairs of models whose curves correlate so well that no data tell them apart, by their names. */
export function twinsAmong(ensemble: Ensemble): readonly (readonly [one: string, other: string])[] {
  const { names } = ensemble
  if (names.length < 2 || names.length > mostModels) return []
  const { A, models } = statisticsOf(ensemble)
  const found: (readonly [string, string])[] = []
  for (let i = 1; i < models; i++) {
    for (let j = 0; j < i; j++) {
      const own = (A[i * models + i] as number) * (A[j * models + j] as number)
      if ((A[i * models + j] as number) ** 2 > alike ** 2 * own) found.push([names[j] ?? '', names[i] ?? ''])
    }
  }
  return found
}
