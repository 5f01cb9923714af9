import type { Platform } from '../../platform/platform.ts'
import { type Bucket, bucketAt, bucketsOf } from './planning/buckets.ts'
import { quotasOf } from './planning/day-quotas.ts'
import { type Forecast, forecast } from './planning/forecast.ts'
import { isWhole, wholeHouse } from './planning/scope.ts'
import { countLeft } from './queries/eligible.ts'
import { plansOf } from './queries/plans.ts'
import { type CurrentSchedule, findSchedule } from './queries/schedule.ts'
import { planScopeSetting } from './settings.ts'
import { slowestPerHour } from './sources/declarations.ts'

/** One hour of a day, against its plan. */
export type HourProgress = Readonly<{
  hour: number
  /** What the schedule gives it; what its plan said once it has one. */
  quota: number
  /** Papers with a time in this hour, those that have started included; null before it is planned. */
  planned: number | null
  started: number
  /** `missing`: clocks jump over it. `skipped`: it passed without a plan. */
  state: 'past' | 'now' | 'to-come' | 'missing' | 'skipped'
}>

export type DayProgress = Readonly<{
  date: string
  timezone: string
  papersPerDay: number
  hours: readonly HourProgress[]
  /** The hour that runs. */
  bucket: Bucket
  started: number
}>

/** Today in the zone of the schedule: what is planned for each hour, and what has started. */
export async function findDayProgress({ db, config, now }: Platform): Promise<DayProgress> {
  const schedule = await findSchedule(db, config.timezone)
  const bucket = bucketAt(now(), schedule.timezone)
  const quotas = quotasOf(bucket.date, schedule)
  const existing = new Set(bucketsOf(bucket.date, schedule.timezone).map(({ hour }) => hour))
  const plans = new Map((await plansOf(db, bucket.date)).map((plan) => [plan.hour, plan]))

  const hours = quotas.map((quota, hour): HourProgress => {
    const plan = plans.get(hour)
    const isSkipped = plan?.state === 'skipped'
    return {
      hour,
      quota: plan?.quota ?? quota,
      planned: plan && !isSkipped ? plan.planned : null,
      started: plan?.started ?? 0,
      state: isSkipped ? 'skipped' : existing.has(hour) ? placeOf(hour, bucket.hour) : 'missing',
    }
  })
  const started = hours.reduce((sum, hour) => sum + hour.started, 0)
  return { date: bucket.date, timezone: schedule.timezone, papersPerDay: schedule.papersPerDay, hours, bucket, started }
}

/**
 * What a schedule will do from now on: the one in force, or one that somebody considers. `waiting` is how many papers are
 * New or Deferred, where that was counted already.
 */
export async function findForecast(
  { db, now, settings }: Platform,
  schedule: Pick<CurrentSchedule, 'papersPerDay' | 'weights' | 'timezone'>,
  waiting?: number,
): Promise<Forecast> {
  const scope = await settings.get(db, planScopeSetting)
  const all = async (): Promise<number> => waiting ?? countLeft(db, wholeHouse)
  const left = isWhole(scope) ? await all() : await countLeft(db, scope)
  const coming = forecast(schedule, now(), left, slowestPerHour)
  const isNoneInScope = left === 0 && !isWhole(scope) && (await all()) > 0
  return isNoneInScope ? { ...coming, warnings: [...coming.warnings, { kind: 'none-in-scope' }] } : coming
}

const placeOf = (hour: number, running: number): HourProgress['state'] =>
  hour === running ? 'now' : hour < running ? 'past' : 'to-come'
