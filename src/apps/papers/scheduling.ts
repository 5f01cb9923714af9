import type { z } from 'zod'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { PlanScope } from './planning/scope.ts'
import { adjustPlanNow, planFollowingHour } from './planning-hours.ts'
import { lockCollector } from './queries/collector.ts'
import { type CurrentSchedule, findSchedule, insertVolume, insertWeights } from './queries/schedule.ts'
import { Timezone, Volume, Weights } from './schemas.ts'
import { planScopeSetting } from './settings.ts'

/** What somebody wants otherwise; what is absent stays. */
export type ScheduleChange = Readonly<{
  papersPerDay?: number
  weights?: readonly number[]
  timezone?: string
  preset?: string | null
}>

/** The versions that somebody saw before changing them; what is absent is not compared. */
export type SeenSchedule = Readonly<{ volumeVersion?: number | undefined; weightsVersion?: number | undefined }>

/**
 * Changes volume, weights or zone, each kept with its history. It holds from the next hour on; with `apply: 'now'` the
 * running hour is brought to the new numbers as well.
 *
 * @throws UserError `papers.schedule` with every mistake at once, `papers.schedule-changed` where another version than the
 * one that was seen is in force.
 */
export async function changeSchedule(
  platform: Platform,
  by: string,
  change: ScheduleChange,
  apply: 'next' | 'now' = 'next',
  seen: SeenSchedule = {},
): Promise<CurrentSchedule> {
  demandValid(change)
  const house = platform.config.timezone
  return platform.db.transaction().execute(async (tx) => {
    await lockCollector(tx)
    const before = await findSchedule(tx, house)
    if (!isInForce(before, change)) demandUnchanged(before, seen)
    await saveVolume(platform, tx, by, before, change)
    await saveWeights(platform, tx, by, before, change)

    if (apply === 'now') await adjustPlanNow(platform, tx, { by, reason: 'the schedule was changed' })
    await planFollowingHour(platform, tx)
    return findSchedule(tx, house)
  })
}

/** Sets which papers plans choose from, from the next hour on. What is planned already stays. */
export const changePlanScope = ({ db, settings }: Platform, by: string, scope: PlanScope): Promise<void> =>
  db.transaction().execute((tx) => settings.set(tx, planScopeSetting, scope, by))

function demandValid({ papersPerDay, weights, timezone }: ScheduleChange): void {
  const checks: readonly [string, z.ZodType, unknown][] = [
    ['papersPerDay', Volume, papersPerDay],
    ['weights', Weights, weights],
    ['timezone', Timezone, timezone],
  ]
  const fields = checks.flatMap(([path, schema, value]) => {
    const issues = value === undefined ? [] : (schema.safeParse(value).error?.issues ?? [])
    return issues.map(({ path: inner, message }) => ({
      path: [path, ...inner].join('.'),
      code: 'papers.schedule',
      message,
    }))
  })
  if (fields.length === 0) return
  throw new UserError('invalid', 'papers.schedule', 'This schedule cannot be kept: look at the fields named.', {
    fields,
  })
}

/** Pressed twice: there is nothing left to change, and nobody to overwrite. */
const isInForce = (before: CurrentSchedule, { papersPerDay, weights, timezone }: ScheduleChange): boolean =>
  (papersPerDay ?? before.papersPerDay) === before.papersPerDay &&
  String(weights ?? before.weights) === String(before.weights) &&
  (timezone ?? before.timezone) === before.timezone

function demandUnchanged(before: CurrentSchedule, { volumeVersion, weightsVersion }: SeenSchedule): void {
  const isSame =
    (volumeVersion ?? before.volumeVersion) === before.volumeVersion &&
    (weightsVersion ?? before.weightsVersion) === before.weightsVersion
  if (isSame) return
  throw new UserError(
    'overtaken',
    'papers.schedule-changed',
    'Somebody else has changed the schedule meanwhile. Both are shown: keep theirs, or send yours again.',
  )
}

async function saveVolume(
  platform: Platform,
  tx: Db,
  by: string,
  before: CurrentSchedule,
  { papersPerDay }: ScheduleChange,
): Promise<void> {
  if (papersPerDay === undefined || (papersPerDay === before.papersPerDay && before.volumeVersion > 0)) return
  await insertVolume(tx, {
    version: before.volumeVersion + 1,
    papers_per_day: papersPerDay,
    valid_from: platform.now(),
    set_by: by,
  })
  await platform.activity.record(tx, {
    actor: by,
    action: 'papers.volume-changed',
    target: 'papers/schedule',
    message: `Papers per day: ${before.papersPerDay} → ${papersPerDay}.`,
    before: { papersPerDay: before.papersPerDay },
    after: { papersPerDay },
  })
}

async function saveWeights(
  platform: Platform,
  tx: Db,
  by: string,
  before: CurrentSchedule,
  change: ScheduleChange,
): Promise<void> {
  const {
    weights = before.weights,
    timezone = before.timezone,
    preset = change.weights ? null : before.preset,
  } = change
  const isSame = String(weights) === String(before.weights) && timezone === before.timezone && preset === before.preset
  if (isSame) return

  await insertWeights(tx, {
    version: before.weightsVersion + 1,
    weights_json: JSON.stringify(weights),
    timezone,
    preset,
    valid_from: platform.now(),
    set_by: by,
  })
  const isOtherZone = timezone !== before.timezone
  await platform.activity.record(tx, {
    actor: by,
    action: isOtherZone ? 'papers.timezone-changed' : 'papers.weights-changed',
    target: 'papers/schedule',
    message: isOtherZone ? `Time zone: ${before.timezone} → ${timezone}.` : 'The hourly weights were changed.',
    before: { weights: before.weights, timezone: before.timezone },
    after: { weights, timezone },
  })
}
