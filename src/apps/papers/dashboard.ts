import { type KnownHost, listRestingHosts } from '../../platform/http/listing-hosts.ts'
import type { Platform } from '../../platform/platform.ts'
import { type CollectorStatus, findCollectorStatus, findFreeBytes } from './collector-status.ts'
import { type DayProgress, findDayProgress, findForecast } from './day-progress.ts'
import { type Endings, successOf } from './endings.ts'
import type { Forecast } from './planning/forecast.ts'
import { waitingPapers } from './queries/at-work.ts'
import { endingsSince, latestSetbacks, type Setback } from './queries/endings.ts'
import { countByFailure, countByStatus } from './queries/papers.ts'
import type { UpcomingRow } from './queries/planned.ts'
import { findSchedule } from './queries/schedule.ts'
import type { Remember } from './searching/counting.ts'
import type { PaperStatus } from './tables.ts'

/** Success over a stretch of time; null where nothing came to an end in it. */
export type Success = Readonly<{ days: number; share: number | null; endings: Endings }>

/** Everything that an operator wants to see at a glance. */
export type Dashboard = Readonly<{
  status: CollectorStatus
  day: DayProgress
  counts: Readonly<Record<PaperStatus, number>>
  /** Of the last day, week and month. */
  success: readonly Success[]
  /** What is still to come in this hour. */
  upcoming: readonly UpcomingRow[]
  resting: readonly KnownHost[]
  setbacks: readonly Setback[]
  /** Why papers are not Done at the moment, the commonest reason first. */
  reasons: readonly Readonly<{ failure_code: string; count: number }>[]
  freeBytes: number
  forecast: Forecast
}>

const dayMs = 24 * 60 * 60_000
const upcomingShown = 100
const setbacksShown = 6
const reasonsShown = 6

/**
 * Reads the dashboard. The shares of the last days may be some moments old; what stands beside the collector's buttons
 * never is, since nothing would tell an open page to look again.
 */
export async function findDashboard(platform: Platform, remember: Remember): Promise<Dashboard> {
  const { db, now, config } = platform
  const day = await findDayProgress(platform)
  const since = (days: number) => new Date(Date.parse(now()) - days * dayMs).toISOString()
  const success = [1, 7, 30].map((days) => remember(`success ${days}`, () => successSince(platform, days, since(days))))
  const counts = await countByStatus(db)
  return {
    status: await findCollectorStatus(platform),
    day,
    counts,
    success: await Promise.all(success),
    upcoming: await waitingPapers(db, { limit: upcomingShown, until: day.bucket.end }),
    resting: await listRestingHosts(db, now()),
    setbacks: await latestSetbacks(db, setbacksShown),
    reasons: await remember('reasons', () => countByFailure(db, reasonsShown)),
    freeBytes: await findFreeBytes(platform),
    forecast: await findForecast(platform, await findSchedule(db, config.timezone), counts.new + counts.deferred),
  }
}

async function successSince({ db }: Platform, days: number, since: string): Promise<Success> {
  const endings = await endingsSince(db, since)
  return { days, share: successOf(endings), endings }
}
