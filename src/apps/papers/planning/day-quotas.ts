import { apportion, prorate } from '../client/quotas.js'
import { type Bucket, bucketsOf, secondsLeft } from './buckets.ts'

/** What a person sets: how many papers a day, how they are spread, and whose hours are meant. */
export type Schedule = Readonly<{
  papersPerDay: number
  /** One for each local hour. */
  weights: readonly number[]
  timezone: string
}>

/** Papers for each local hour of a date. An hour that the date does not have gets none, and the others share its part. */
export function quotasOf(date: string, { papersPerDay, weights, timezone }: Schedule): number[] {
  const existingHours = bucketsOf(date, timezone).map(({ hour }) => hour)
  return apportion(papersPerDay, weights, existingHours)
}

/**
 * How many papers to plan in a bucket: its quota, no more than the day has left, and pro rata where it has begun.
 *
 * @param startsCounted papers of this local date that plans have started, or will start later the same day.
 */
export function quotaToPlan(bucket: Bucket, schedule: Schedule, startsCounted: number, now: string): number {
  const quota = quotasOf(bucket.date, schedule)[bucket.hour] ?? 0
  const left = Math.max(0, schedule.papersPerDay - startsCounted)
  const { remainingSeconds, lengthSeconds } = secondsLeft(bucket, now)
  return prorate(Math.min(quota, left), remainingSeconds, lengthSeconds)
}
