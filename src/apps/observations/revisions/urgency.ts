import type { RevisionRow } from '../tables.ts'
import { tenDaysMs } from './notes.ts'

/** Why a revision must not wait. */
export type Urgency = Readonly<{
  /** `TOO` or `DDT`: lead times of hours; null for every other type. */
  target: string | null
  /** Whole days until it is observed, 0 where the day has come; null where ten or more are left, or nobody knows. */
  days: number | null
}>

const urgentTypes = ['TOO', 'DDT']
const dayMs = 86_400_000

export function urgencyOf(
  { obs_type, planned_at }: Pick<RevisionRow, 'obs_type' | 'planned_at'>,
  now: string,
): Urgency {
  const leftMs = planned_at === null ? Number.POSITIVE_INFINITY : Date.parse(planned_at) - Date.parse(now)
  const type = obs_type?.toUpperCase() ?? ''
  return {
    target: urgentTypes.includes(type) ? type : null,
    days: leftMs < tenDaysMs ? Math.max(0, Math.floor(leftMs / dayMs)) : null,
  }
}

export const isUrgent = ({ target, days }: Urgency): boolean => target !== null || days !== null
