import { apportion } from '../client/quotas.js'
import { bucketsOf } from './buckets.ts'
import { quotasOf, type Schedule } from './day-quotas.ts'

/** How many times its quota an hour may run, to make up for hours that were lost. */
const LARGEST_FACTOR = 2

export type CatchUp = Readonly<{
  /** Papers for each local hour; 0 for those that have begun. */
  quotas: number[]
  /** Papers that the day can no longer take. */
  dropped: number
}>

/**
 * Spreads what a day has left over the buckets that are still to begin, none of which gets more than twice its quota:
 * making up for lost time all at once is what gets an address blocked.
 *
 * @param startsCounted papers of this local date that have started or are planned.
 */
export function catchUp(date: string, schedule: Schedule, startsCounted: number, now: string): CatchUp {
  const left = Math.max(0, schedule.papersPerDay - startsCounted)
  const toCome = bucketsOf(date, schedule.timezone).filter(({ start }) => start >= now)
  const usual = quotasOf(date, schedule)

  const wanted = apportion(
    left,
    schedule.weights,
    toCome.map(({ hour }) => hour),
  )
  const quotas = wanted.map((quota, hour) => Math.min(quota, LARGEST_FACTOR * (usual[hour] ?? 0)))
  return { quotas, dropped: left - quotas.reduce((sum, quota) => sum + quota, 0) }
}
