import type { Platform } from '../../platform/platform.ts'
import { type Actor, nameActor } from './actor-names.ts'
import { findForecast } from './day-progress.ts'
import { bucketAt, bucketsOf } from './planning/buckets.ts'
import type { Schedule } from './planning/day-quotas.ts'
import type { Forecast } from './planning/forecast.ts'
import type { PlanScope } from './planning/scope.ts'
import { findImport, listImports } from './queries/imports.ts'
import { type CurrentSchedule, findSchedule, listVolumes, listWeights } from './queries/schedule.ts'
import { listTags } from './queries/tags.ts'
import { planScopeSetting } from './settings.ts'
import { slowestPerHour } from './sources/declarations.ts'

/** What a schedule, in force or considered, will do. */
export type Outlook = Readonly<{
  schedule: Schedule
  forecast: Forecast
  /** The hours that today has in the schedule's zone. */
  existingHours: readonly number[]
  /** The local hour that runs. */
  hour: number
  slowestPerHour: number
}>

export async function findOutlook(platform: Platform, schedule: Schedule): Promise<Outlook> {
  const { date, hour } = bucketAt(platform.now(), schedule.timezone)
  return {
    schedule,
    forecast: await findForecast(platform, schedule),
    existingHours: bucketsOf(date, schedule.timezone).map((bucket) => bucket.hour),
    hour,
    slowestPerHour,
  }
}

/** The schedule in force, and who set it when; null where nobody has set anything. */
export type ScheduleInForce = Readonly<{
  current: CurrentSchedule
  lastChange: Readonly<{ by: Actor; at: string }> | null
}>

export async function findScheduleInForce({ db, config }: Platform): Promise<ScheduleInForce> {
  const current = await findSchedule(db, config.timezone)
  const changes = [...(await listVolumes(db, 1)), ...(await listWeights(db, 1))]
  const last = changes.sort((a, b) => (a.valid_from < b.valid_from ? 1 : -1))[0]
  return { current, lastChange: last ? { by: await nameActor(db, last.set_by), at: last.valid_from } : null }
}

/** Which papers plans choose from, and what could be chosen: newest lists and commonest tags, and what is chosen. */
export type ScopeChoice = Readonly<{
  scope: PlanScope
  lists: readonly Readonly<{ id: string; name: string }>[]
  tags: readonly string[]
}>

const mostOffered = 30

export async function findScopeChoice({ db, settings }: Platform): Promise<ScopeChoice> {
  const scope = await settings.get(db, planScopeSetting)
  const newest = await listImports(db, { limit: mostOffered })
  const others = scope.lists.filter((id) => !newest.some((list) => list.id === id))
  const older = await Promise.all(others.map(async (id) => (await findImport(db, id)) ?? { id, name: id }))
  const common = (await listTags(db, mostOffered)).map(({ tag }) => tag)
  return {
    scope,
    lists: [...newest, ...older].map(({ id, name }) => ({ id, name })),
    tags: [...new Set([...common, ...scope.tags])],
  }
}
