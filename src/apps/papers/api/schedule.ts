import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { apiLinks } from '../links.ts'
import { bucketAt, bucketsOf } from '../planning/buckets.ts'
import { quotasOf, type Schedule } from '../planning/day-quotas.ts'
import { presetOf } from '../planning/presets.ts'
import { countLeft } from '../queries/eligible.ts'
import { type CurrentSchedule, findSchedule } from '../queries/schedule.ts'
import { changePlanScope, changeSchedule } from '../scheduling.ts'
import { PlanScopeBody } from '../schemas/plan-scope.ts'
import { PreviewQuery, VolumeBody, WeightsBody } from '../schemas/schedule.ts'
import { planScopeSetting } from '../settings.ts'

/** The daily volume and the hourly weights for programs. */
export function addScheduleApi(web: Web, platform: Platform): void {
  const current = () => findSchedule(platform.db, platform.config.timezone)
  const reading = (summary: string) => ({ rule: 'papers.read', about: { summary } }) as const
  const changing = (summary: string) => ({ rule: 'papers.operate', about: { summary } }) as const

  web.get(apiLinks.volume(), { config: reading('Papers a day') }, async () => volumeOf(await current()))
  web.put(
    apiLinks.volume(),
    { schema: { body: VolumeBody }, config: changing('Set the papers a day') },
    async (request) => {
      const { papersPerDay, apply, version } = request.body
      const by = actorOf(personOf(request))
      return volumeOf(await changeSchedule(platform, by, { papersPerDay }, apply, { volumeVersion: version }))
    },
  )

  web.get(apiLinks.schedule(), { config: reading('Weights of the hours') }, async () => weightsOf(await current()))
  web.put(
    apiLinks.schedule(),
    { schema: { body: WeightsBody }, config: changing('Set the weights of the hours, or their zone') },
    async (request) => {
      const { weights, timezone, apply, version } = request.body
      const preset = weights === undefined ? undefined : presetOf(weights)
      const change = { weights, timezone, preset }
      const by = actorOf(personOf(request))
      return weightsOf(await changeSchedule(platform, by, change, apply, { weightsVersion: version }))
    },
  )

  web.get(
    apiLinks.preview(),
    { schema: { querystring: PreviewQuery }, config: reading('Papers of each hour of a date, by a schedule') },
    async (request) => {
      const { papersLeft } = await scopeOf(platform)
      return { ...preview(platform.now(), await current(), request.query), papersLeft }
    },
  )

  web.get(apiLinks.planScope(), { config: reading('Which papers plans choose from') }, async () => scopeOf(platform))
  web.put(
    apiLinks.planScope(),
    { schema: { body: PlanScopeBody }, config: changing('Set which papers plans choose from') },
    async (request) => {
      await changePlanScope(platform, actorOf(personOf(request)), request.body)
      return scopeOf(platform)
    },
  )
}

async function scopeOf({ db, settings }: Platform) {
  const scope = await settings.get(db, planScopeSetting)
  return { ...scope, papersLeft: await countLeft(db, scope) }
}

function preview(now: string, current: CurrentSchedule, query: PreviewQuery) {
  const { volume = current.papersPerDay, weights = current.weights, tz = current.timezone } = query
  const schedule: Schedule = { papersPerDay: volume, weights, timezone: tz }
  const date = query.date ?? bucketAt(now, tz).date
  const quotas = quotasOf(demandDate(date), schedule)
  return {
    date,
    ...schedule,
    quotas,
    total: quotas.reduce((sum, quota) => sum + quota, 0),
    hours: bucketsOf(date, tz).map(({ hour, start, end }) => ({ hour, start, end, quota: quotas[hour] ?? 0 })),
  }
}

/** Dates far away have no zone rules that anybody knows. */
function demandDate(date: string): string {
  const year = Number(date.slice(0, 4))
  if (year >= 1970 && year <= 2200) return date
  throw new UserError('invalid', 'papers.date', `${date} is too far away: years from 1970 to 2200 can be asked for.`)
}

const volumeOf = ({ papersPerDay, volumeVersion }: CurrentSchedule) => ({ papersPerDay, version: volumeVersion })
const weightsOf = ({ weights, timezone, preset, weightsVersion }: CurrentSchedule) => ({
  weights,
  timezone,
  preset,
  version: weightsVersion,
})
