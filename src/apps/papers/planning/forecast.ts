import { type Bucket, bucketAt, bucketsOf, type ClockChange, nextClockChange, secondsLeft } from './buckets.ts'
import { quotasOf, type Schedule } from './day-quotas.ts'

/** An hour that is not 60 minutes long on a date, because clocks change; 0 where they jump over it. */
export type OddHour = Readonly<{ hour: number; minutes: number }>

export type DayForecast = Readonly<{ date: string; quotas: number[]; oddHours: OddHour[] }>

export type ForecastWarning =
  /** Papers are wanted, but no hour that the date has may take any. */
  | Readonly<{ kind: 'no-hour-has-weight'; date: string }>
  /** Papers wait, but none of them is one that plans choose from. */
  | Readonly<{ kind: 'none-in-scope' }>
  /** The busiest hour asks for more papers than the slowest source answers in an hour. */
  | Readonly<{ kind: 'faster-than-slowest-source'; papersPerHour: number; sourcePerHour: number }>

export type Forecast = Readonly<{
  today: DayForecast
  tomorrow: DayForecast
  papersLeft: number
  /** Whole days until the list is done; null where it never is. */
  daysLeft: number | null
  /** Mean seconds between two papers in the busiest hour of the two days; null where nothing runs. */
  shortestMeanGapSeconds: number | null
  nextClockChange: ClockChange | null
  warnings: ForecastWarning[]
}>

/**
 * What the schedule will do, if nothing changes.
 *
 * @param papersLeft papers that are New or Deferred.
 * @param sourcePerHour requests that the slowest enabled source answers in an hour; null where none has a limit.
 */
export function forecast(schedule: Schedule, now: string, papersLeft: number, sourcePerHour: number | null): Forecast {
  const date = bucketAt(now, schedule.timezone).date
  const days = [date, dayAfter(date)] as const
  const papersPerHour = Math.max(...days.flatMap((day) => hourlyRates(day, schedule)))

  return {
    today: forecastDay(days[0], schedule),
    tomorrow: forecastDay(days[1], schedule),
    papersLeft,
    daysLeft: daysUntilDone(schedule, papersLeft),
    shortestMeanGapSeconds: papersPerHour > 0 ? 3600 / papersPerHour : null,
    nextClockChange: nextClockChange(now, schedule.timezone),
    warnings: [...weightWarnings(days, schedule), ...paceWarnings(papersPerHour, sourcePerHour)],
  }
}

function forecastDay(date: string, schedule: Schedule): DayForecast {
  const minutes = new Array<number>(24).fill(0)
  for (const bucket of bucketsOf(date, schedule.timezone)) minutes[bucket.hour] = lengthSeconds(bucket) / 60
  const oddHours = minutes.map((length, hour) => ({ hour, minutes: length })).filter((hour) => hour.minutes !== 60)
  return { date, quotas: quotasOf(date, schedule), oddHours }
}

/** Papers per 60 minutes in each bucket: a quota in a bucket of half an hour counts double. */
function hourlyRates(date: string, schedule: Schedule): number[] {
  const quotas = quotasOf(date, schedule)
  const rates = bucketsOf(date, schedule.timezone).map(
    (bucket) => ((quotas[bucket.hour] ?? 0) * 3600) / lengthSeconds(bucket),
  )
  return [0, ...rates]
}

function daysUntilDone({ papersPerDay, weights }: Schedule, papersLeft: number): number | null {
  if (papersLeft === 0) return 0
  const runs = papersPerDay > 0 && weights.some((weight) => weight > 0)
  return runs ? Math.ceil(papersLeft / papersPerDay) : null
}

function weightWarnings(days: readonly string[], schedule: Schedule): ForecastWarning[] {
  if (schedule.papersPerDay === 0) return []
  const idle = days.filter((date) => quotasOf(date, schedule).every((quota) => quota === 0))
  return idle.map((date) => ({ kind: 'no-hour-has-weight', date }))
}

function paceWarnings(papersPerHour: number, sourcePerHour: number | null): ForecastWarning[] {
  if (sourcePerHour === null || papersPerHour <= sourcePerHour) return []
  return [{ kind: 'faster-than-slowest-source', papersPerHour, sourcePerHour }]
}

const dayAfter = (date: string) => Temporal.PlainDate.from(date).add({ days: 1 }).toString()

const lengthSeconds = (bucket: Bucket) => secondsLeft(bucket, bucket.start).lengthSeconds
