import { readDate } from '../catalog/dates.ts'
import { separationDeg } from '../catalog/positions.ts'
import type { Observation } from '../catalog/read-model.ts'
import { flags } from '../parameters/parameters.ts'
import { type Requests, resulting } from './comparing.ts'

/** What others must look at in a request, in the order of their letters. */
export const noteKeys = [
  'target_name_change',
  'comment_change',
  'instrument_change',
  'grating_change',
  'flag_change',
  'large_coordinate_change',
  'obsdate_under10',
  'on_or_list',
] as const
export type NoteKey = (typeof noteKeys)[number]

export const tenDaysMs = 10 * 86_400_000
/** A position that moves further than eight arcminutes needs the Director's Office. */
export const farDeg = 8 / 60

/** @param isOnOrList Null where nobody knows. */
export function notesOf(
  observation: Observation,
  requests: Requests,
  { now, isOnOrList }: Readonly<{ now: string; isOnOrList: boolean | null }>,
): readonly NoteKey[] {
  const applies: Readonly<Record<NoteKey, boolean>> = {
    target_name_change: requests.has('targname'),
    comment_change: requests.has('comments'),
    instrument_change: requests.has('instrument'),
    grating_change: requests.has('grating'),
    flag_change: flags.some((flag) => requests.has(flag)),
    large_coordinate_change: (shiftDeg(observation, requests) ?? 0) > farDeg,
    obsdate_under10: isSoon(observation, now),
    on_or_list: isOnOrList === true,
  }
  return noteKeys.filter((key) => applies[key])
}

/** How far the position moves; undefined where it does not, or where there was none: urgent targets begin at 0, 0. */
export function shiftDeg(observation: Observation, requests: Requests): number | undefined {
  if (!requests.has('ra') && !requests.has('dec')) return undefined
  const { ra, dec } = observation.values
  const [newRa, newDec] = [resulting(observation, requests, 'ra'), resulting(observation, requests, 'dec')]
  if (typeof ra !== 'number' || typeof dec !== 'number' || (ra === 0 && dec === 0)) return undefined
  if (typeof newRa !== 'number' || typeof newDec !== 'number') return undefined
  return separationDeg({ raDeg: ra, decDeg: dec }, { raDeg: newRa, decDeg: newDec })
}

/** When it is to be observed: the schedule if there is one, else the week of the long-term plan; undefined without either. */
export function plannedAt({ values }: Observation): Readonly<{ at: string; isScheduled: boolean }> | undefined {
  const scheduled = values.soe_st_sched_date === null ? undefined : readDate(String(values.soe_st_sched_date))
  if (scheduled) return { at: scheduled, isScheduled: true }
  const planned = values.lts_lt_plan === null ? undefined : readDate(String(values.lts_lt_plan))
  return planned ? { at: planned, isScheduled: false } : undefined
}

function isSoon(observation: Observation, now: string): boolean {
  const planned = plannedAt(observation)
  return planned !== undefined && Date.parse(planned.at) - Date.parse(now) < tenDaysMs
}
