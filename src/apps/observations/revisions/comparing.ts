import { isSame, isSameColumn } from '../catalog/coercion.ts'
import type { Observation, ScalarName, Value } from '../catalog/read-model.ts'
import {
  type Flag,
  flagGroups,
  flags,
  isAcis,
  isHrc,
  isScalar,
  isSet,
  kindOf,
  listOfColumn,
  listOfFlag,
  namesFor,
  parameterNames,
  plainNames,
} from '../parameters/parameters.ts'
import type { Wanted, WantedRank } from './reading-forms.ts'

/** A value as it is kept with a revision: that of a ranked parameter is its column, best rank first. */
export type Kept = Value | readonly Value[]
/** Values before, without those that were null. */
export type Originals = ReadonlyMap<string, Kept>
/** Values asked for; null means "clear it", and what is not in it is left as it is. */
export type Requests = ReadonlyMap<string, Kept>

/** What the catalog has of a parameter; a column is null where its flag says that the group does not count. */
export function present({ values, ...lists }: Observation, name: string): Kept {
  if (isScalar(name)) return isGroupedOut(values, name) ? null : values[name]
  const list = listOfColumn(name)
  if (!list || !isSet(values[flagOf(name)])) return null
  return lists[list].map((rank: WantedRank) => rank[name] ?? null)
}

/** Everything that is kept of an observation when a revision is made. */
export function originalsOf(observation: Observation): Originals {
  const all = parameterNames.map((name) => [name, present(observation, name)] as const)
  return new Map(all.filter(([, value]) => value !== null))
}

/** What a form asks to be changed. */
export function requestsOf(observation: Observation, wanted: Wanted): Requests {
  const requests = new Map<string, Kept>()
  for (const name of plainNames) {
    const value = wanted.values[name]
    if (value !== undefined && !isSame(kindOf(name), observation.values[name], value)) requests.set(name, value)
  }
  for (const flag of flags)
    for (const [name, value] of groupRequests(observation, wanted, flag)) requests.set(name, value)
  for (const [name, value] of abandoned(observation, requests)) requests.set(name, value)
  return requests
}

/** The value that holds once the request is granted. */
export const resulting = (observation: Observation, requests: Requests, name: string): Kept =>
  requests.has(name) ? (requests.get(name) ?? null) : present(observation, name)

export const isSameKept = (name: string, one: Kept, other: Kept): boolean => {
  const kind = kindOf(name)
  if (isColumn(one) && isColumn(other)) return isSameColumn(kind, one, other)
  if (isColumn(one) || isColumn(other)) return false
  return isSame(kind, one, other)
}

export const isColumn = (kept: Kept | undefined): kept is readonly Value[] => Array.isArray(kept)

/** A flag with its group: what is set anew is asked for whole, what is unset is cleared whole. */
function groupRequests(observation: Observation, wanted: Wanted, flag: Flag): Map<string, Kept> {
  const requests = new Map<string, Kept>()
  // Without its flag a list of rows says nothing: a form that leaves both out means neither.
  if (wanted.values[flag] === undefined && flag !== 'dither_flag') return requests
  const original = observation.values[flag]
  const requested = wantedFlag(observation, wanted, flag)
  const isFlagAsked = !isSame('flag', original, requested)
  if (isFlagAsked) requests.set(flag, isSet(requested) ? requested : 'N')
  for (const name of flagGroups[flag]) {
    const before = present(observation, name)
    if (isSet(original) && !isSet(requested)) requests.set(name, null)
    if (!isSet(requested)) continue
    const after = wantedOf(observation, wanted, name)
    if (!isSet(original) || !isSameKept(name, before, after)) requests.set(name, isEmptyColumn(after) ? null : after)
  }
  return requests
}

/** `P` where every rank is a preference; windows on the chips know no preference. */
function wantedFlag({ values }: Observation, { values: given, ranks }: Wanted, flag: Flag): Value {
  const asked = given[flag]
  if (asked === undefined) return values[flag]
  if (!isSet(asked)) return asked
  if (flag === 'dither_flag') return asked
  if (flag === 'spwindow_flag') return isSet(values[flag]) ? values[flag] : asked
  const column = flag === 'window_flag' ? 'window_constraint' : 'roll_constraint'
  const rows = ranks[listOfFlag[flag]]
  return rows.length > 0 && rows.every((row) => row[column] === 'P') ? 'P' : 'Y'
}

function wantedOf({ values }: Observation, wanted: Wanted, name: string): Kept {
  if (isScalar(name)) return wanted.values[name] === undefined ? values[name] : (wanted.values[name] ?? null)
  const list = listOfColumn(name)
  return list ? wanted.ranks[list].map((rank) => rank[name] ?? null) : null
}

const isEmptyColumn = (kept: Kept): boolean => isColumn(kept) && kept.length === 0

const acisNames = namesFor('acis')
export const hrcNames = ['hrc_timing_mode', 'hrc_zero_block', 'hrc_si_mode'] as const

/** Everything of an instrument that is given up for the other is to be cleared. */
function abandoned(observation: Observation, requests: Requests): Map<string, Kept> {
  const before = observation.values.instrument
  const after = resulting(observation, requests, 'instrument')
  const names = isAcis(before) && isHrc(after) ? acisNames : isHrc(before) && isAcis(after) ? hrcNames : []
  const cleared = new Map<string, Kept>()
  for (const name of names) {
    const value = name === 'spwindow_flag' ? 'N' : null
    if (isSameKept(name, present(observation, name), value)) continue
    cleared.set(name, value)
  }
  return cleared
}

const flagByName = new Map<string, Flag>(flags.flatMap((flag) => flagGroups[flag].map((name) => [name, flag] as const)))
const flagOf = (name: string): Flag => flagByName.get(name) ?? 'dither_flag'

const isGroupedOut = (values: Observation['values'], name: ScalarName): boolean => {
  const flag = flagByName.get(name)
  return flag !== undefined && !isSet(values[flag])
}
