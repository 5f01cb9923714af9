import { isOpenStatus } from '../catalog/catalog.ts'
import type { Observation } from '../catalog/read-model.ts'
import { plannedAt, tenDaysMs } from './notes.ts'

/** How an observation stands in the work of scheduling; `days` are whole ones, `date` is ISO. */
export type Warning = Readonly<{
  code:
    | 'is-over'
    | 'was-closed'
    | 'plan-passed'
    | 'today'
    | 'soon-in-schedule'
    | 'soon-under-review'
    | 'soon-not-scheduled'
    | 'soon'
    | 'under-review'
    | 'approved'
  status: string
  days: number
  date: string | null
}>

const overStatuses = ['observed', 'archived', 'triggered']

/** Everything that applies; one that is closed for changes has nothing else to say. */
export function warningsOf(
  observation: Observation,
  { now, isOnOrList, isApproved }: Readonly<{ now: string; isOnOrList: boolean | null; isApproved: boolean }>,
): readonly Warning[] {
  const status = String(observation.values.status ?? '')
  const planned = plannedAt(observation)
  const leftMs = planned ? Date.parse(planned.at) - Date.parse(now) : Number.POSITIVE_INFINITY
  const days = planned ? Math.max(0, Math.floor(leftMs / 86_400_000)) : 0
  const warning = (code: Warning['code']): Warning => ({ code, status, days, date: planned?.at ?? null })

  if (overStatuses.includes(status.toLowerCase())) return [warning('is-over')]
  if (!isOpenStatus(status)) return [warning('was-closed')]
  const codes = [
    dateCode(planned?.isScheduled, leftMs, days),
    isOnOrList === true && reviewCode(leftMs, status),
    isOnOrList !== true && soonCode(planned?.isScheduled, leftMs, days, status),
    isApproved && ('approved' as const),
  ]
  return codes.filter((code) => code !== false && code !== undefined).map(warning)
}

function dateCode(isScheduled: boolean | undefined, leftMs: number, days: number): Warning['code'] | undefined {
  if (isScheduled === false && leftMs < 0) return 'plan-passed'
  return isScheduled === true && days === 0 ? 'today' : undefined
}

function reviewCode(leftMs: number, status: string): Warning['code'] {
  if (leftMs >= tenDaysMs) return 'under-review'
  return status.toLowerCase() === 'scheduled' ? 'soon-in-schedule' : 'soon-under-review'
}

/** What the date itself has not said already. */
function soonCode(
  isScheduled: boolean | undefined,
  leftMs: number,
  days: number,
  status: string,
): Warning['code'] | undefined {
  if (leftMs >= tenDaysMs || dateCode(isScheduled, leftMs, days)) return undefined
  return isScheduled === false && status.toLowerCase() === 'unobserved' ? 'soon-not-scheduled' : 'soon'
}
