import type { Platform } from '../../platform/platform.ts'
import { type Endings, type Grouping, noEndings } from './endings.ts'
import { countByOpenAccess, endingsBy, endingsByHour } from './queries/endings.ts'
import { countByFailure } from './queries/papers.ts'

export type LabelledEndings = Endings & Readonly<{ label: string }>
export type LabelledCount = Readonly<{ label: string; count: number }>

/** How things went in the last days; `hours` has every hour of at most the last week, UTC, empty ones included. */
export type Statistics = Readonly<{
  days: number
  hours: readonly (Endings & { hour: string })[]
  by: Readonly<Record<Grouping, readonly LabelledEndings[]>>
  /** Why papers are not Done at the moment. */
  failures: readonly LabelledCount[]
  openAccess: readonly LabelledCount[]
}>

export const periods = [1, 7, 30, 365] as const
export type Period = (typeof periods)[number]

const hourMs = 60 * 60_000
const mostHours = 7 * 24

export async function findStatistics({ db, now }: Platform, days: Period): Promise<Statistics> {
  const since = new Date(Date.parse(now()) - days * 24 * hourMs).toISOString()
  const by = (name: Grouping) => endingsBy(db, name, since)
  const failures = await countByFailure(db, 30)
  return {
    days,
    hours: await everyHour({ db, now }, Math.min(mostHours, days * 24)),
    by: { host: await by('host'), journal: await by('journal'), source: await by('source'), year: await by('year') },
    failures: failures.map(({ failure_code, count }) => ({ label: failure_code, count })),
    openAccess: await countByOpenAccess(db),
  }
}

async function everyHour({ db, now }: Pick<Platform, 'db' | 'now'>, count: number): Promise<Statistics['hours']> {
  const last = Math.floor(Date.parse(now()) / hourMs)
  const hours = Array.from({ length: count }, (_, index) => hourText(last - count + 1 + index))
  const known = new Map((await endingsByHour(db, `${hours[0]}:00:00.000Z`)).map((row) => [row.hour, row]))
  return hours.map((hour) => known.get(hour) ?? { ...noEndings, hour })
}

/** As the times in the database begin: `2026-03-29T14`. */
const hourText = (hours: number): string => new Date(hours * hourMs).toISOString().slice(0, 13)
