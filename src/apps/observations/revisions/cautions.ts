import { readDate } from '../catalog/dates.ts'
import { arcsecOf } from '../catalog/positions.ts'
import type { Observation, Value } from '../catalog/read-model.ts'
import {
  type Flag,
  flagGroups,
  flags,
  isAcis,
  isHrc,
  isSet,
  type RankFlag,
  rankFlags,
} from '../parameters/parameters.ts'
import { isColumn, type Kept, present, type Requests, resulting } from './comparing.ts'
import { farDeg, shiftDeg } from './notes.ts'

/** What somebody should know before they send a request; nothing of it stops them. */
export type Caution =
  | Readonly<{ code: 'target-changed' | 'instrument-changed' | 'grating-changed' }>
  | Readonly<{ code: 'position-half' | 'position-outside' }>
  | Readonly<{ code: 'position-far'; arcmin: number }>
  | Readonly<{ code: 'frame-time' | 'hrc-si-mode-missing' | 'spectral-lines' | 'follows-and-time' }>
  | Readonly<{ code: 'constraint-changed' | 'no-rows' | 'needs-director' | 'cleared'; names: readonly string[] }>
  | Readonly<{ code: 'incomplete'; name: string; names: readonly string[] }>
  | Readonly<{ code: 'time-order'; rank: number }>
  | Readonly<{ code: 'chips'; count: number }>
  | Readonly<{ code: 'without-switch'; name: string; names: readonly string[] }>
  | Readonly<{ code: 'dither-fast'; rate: number }>
  | Readonly<{ code: 'sim-limit'; mm: number }>
  | Readonly<{ code: 'energy-range'; name: string }>
  | Readonly<{ code: 'on-chip-summing' }>

/** What a check is lent: the value that holds afterwards, and whether anything it is about is asked for. */
type Look = Readonly<{
  observation: Observation
  requests: Requests
  after: (name: string) => Kept
  asksFor: (...names: readonly string[]) => boolean
}>

type Check = (look: Look) => readonly (Caution | false)[]

/** Everything that is worth a word, in the order of the page. */
export function cautionsOf(observation: Observation, requests: Requests): readonly Caution[] {
  const look: Look = {
    observation,
    requests,
    after: (name) => resulting(observation, requests, name),
    asksFor: (...names) => names.some((name) => requests.has(name)),
  }
  return checks.flatMap((check) => check(look)).filter((caution) => caution !== false)
}

const isGiven = (value: Kept): boolean => value !== null && value !== 'N' && value !== 'NO'
const isMissing = (value: Kept): boolean => value === null

const changedNames: Check = ({ asksFor }) => [
  asksFor('targname') && { code: 'target-changed' },
  asksFor('instrument') && { code: 'instrument-changed' },
  asksFor('grating') && { code: 'grating-changed' },
]

const position: Check = ({ observation, requests, after, asksFor }) => {
  if (!asksFor('ra', 'dec')) return []
  const [ra, dec] = [after('ra'), after('dec')]
  if (typeof ra !== 'number' || typeof dec !== 'number') return [ra !== dec && { code: 'position-half' }]
  const shift = shiftDeg(observation, requests) ?? 0
  return [
    (ra < 0 || ra > 360 || dec < -90 || dec > 90) && { code: 'position-outside' },
    shift > farDeg && { code: 'position-far', arcmin: Math.round(shift * 600) / 10 },
  ]
}

const modes: Check = ({ after }) => [
  isAcis(after('instrument')) &&
    isGiven(after('frame_time')) === isGiven(after('most_efficient')) && { code: 'frame-time' },
  isHrc(after('instrument')) && isMissing(after('hrc_si_mode')) && { code: 'hrc-si-mode-missing' },
]

const constraints: Check = ({ requests, after, asksFor }) => {
  const names = flags.filter((flag) => requests.has(flag))
  const isDirectors = (name: string): boolean => asksFor(name) && after(name) === 'Y'
  const directors = ['window_flag', 'roll_flag', 'uninterrupt', 'multitelescope'].filter(isDirectors)
  if (asksFor('pointing_constraint')) directors.push('pointing_constraint')
  const empty = rankFlags.filter(
    (flag) => isSet(after(flag)) && asksFor(flag, ...flagGroups[flag]) && !hasRows(after, flag),
  )
  return [
    names.length > 0 && { code: 'constraint-changed', names },
    directors.length > 0 && { code: 'needs-director', names: directors },
    empty.length > 0 && { code: 'no-rows', names: empty },
  ]
}

const hasRows = (after: Look['after'], flag: RankFlag): boolean => rowsAfter(after, flag).length > 0

/** Where the first is given, the others are needed. */
const companions: Readonly<Record<string, readonly string[]>> = {
  pre_id: ['pre_min_lead', 'pre_max_lead'],
  grating: ['est_cnt_rate', 'forder_cnt_rate'],
  duty_cycle: ['secondary_exp_count', 'primary_exp_time'],
  multitelescope: ['observatories', 'multitelescope_interval'],
  eventfilter: ['eventfilter_lower', 'eventfilter_higher'],
  subarray: ['subarray_start_row', 'subarray_row_count'],
  dither_flag: flagGroups.dither_flag,
}

const rowCompanions: Readonly<Record<string, readonly string[]>> = {
  window_constraint: ['tstart', 'tstop'],
  roll_constraint: ['roll', 'roll_tolerance', 'roll_180'],
  start_row: ['start_column', 'height', 'width', 'lower_threshold', 'pha_range', 'sample'],
}

const complete: Check = ({ after, asksFor }) => [
  ...Object.entries(companions).map(([name, others]) => {
    const names = asksFor(name, ...others) && isGiven(after(name)) ? others.filter((one) => isMissing(after(one))) : []
    return names.length > 0 && ({ code: 'incomplete', name, names } as const)
  }),
  ...Object.entries(rowCompanions).map(([name, others]) => {
    const first = after(name)
    if (!asksFor(name, ...others) || !isColumn(first)) return false
    const isShort = (other: string): boolean => first.some((value, at) => value !== null && isHole(after(other), at))
    const names = others.filter(isShort)
    return names.length > 0 && ({ code: 'incomplete', name, names } as const)
  }),
]

const isHole = (column: Kept, at: number): boolean => !isColumn(column) || (column[at] ?? null) === null

type Row = Readonly<Record<string, Value>>

function rowsAfter(after: Look['after'], flag: Flag & RankFlag): readonly Row[] {
  const columns = flagGroups[flag].map((name) => [name, after(name)] as const)
  const count = Math.max(0, ...columns.map(([, column]) => (isColumn(column) ? column.length : 0)))
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(columns.map(([name, column]) => [name, isColumn(column) ? (column[at] ?? null) : null])),
  )
}

const timeOrder: Check = ({ after, asksFor }) => {
  if (!asksFor('window_flag', 'tstart', 'tstop') || !isSet(after('window_flag'))) return []
  return rowsAfter(after, 'window_flag').map(({ tstart, tstop }, at) => {
    const [start, stop] = [tstart, tstop].map((value) => readDate(String(value ?? '')))
    return (!start || !stop || start > stop) && ({ code: 'time-order', rank: at + 1 } as const)
  })
}

const chipNames = ['i0', 'i1', 'i2', 'i3', 's0', 's1', 's2', 's3', 's4', 's5'].map((chip) => `ccd${chip}_on`)
const mostChips = 6

/** Optional chips count as well: where there are too many, `O1` is dropped first. */
const acis: Check = ({ after, asksFor }) => {
  if (!isAcis(after('instrument'))) return []
  const on = chipNames.filter((name) => /^(Y|O[1-5])$/.test(String(after(name))))
  const isWithoutLines =
    after('instrument') === 'ACIS-I' &&
    isMissing(after('grating')) &&
    ['multiple_spectral_lines', 'spectra_max_count'].some((name) => isMissing(after(name)))
  const rows = [after('onchip_row_count'), after('onchip_column_count')]
  return [
    asksFor(...chipNames) && on.length > mostChips && { code: 'chips', count: on.length },
    asksFor('instrument', 'grating', 'multiple_spectral_lines', 'spectra_max_count') &&
      isWithoutLines && { code: 'spectral-lines' },
    without(asksFor, after, 'subarray', ['subarray_start_row', 'subarray_row_count']),
    without(asksFor, after, 'eventfilter', ['eventfilter_lower', 'eventfilter_higher']),
    asksFor('onchip_sum', 'onchip_row_count', 'onchip_column_count') &&
      after('onchip_sum') === 'Y' &&
      rows.some((count) => count !== 2) && { code: 'on-chip-summing' },
    asksFor('instrument', 'trans_offset') &&
      after('instrument') === 'ACIS-S' &&
      Number(after('trans_offset')) < lowestSimMm && { code: 'sim-limit', mm: Number(after('trans_offset')) },
  ]
}

/** Beyond it the fiducial lights leave the field. */
const lowestSimMm = -8

function without(
  asksFor: Look['asksFor'],
  after: Look['after'],
  name: string,
  others: readonly string[],
): Caution | false {
  const names = others.filter((other) => isGiven(after(other)))
  return (
    asksFor(name, ...others) && !isGiven(after(name)) && names.length > 0 && { code: 'without-switch', name, names }
  )
}

const fastestDither = 0.22

/** Peak rate of a Lissajous pattern: √((2π·A_y/P_y)² + (2π·A_z/P_z)²), amplitudes in arcsec, periods 360/frequency. */
const dither: Check = ({ after, asksFor }) => {
  if (!asksFor('dither_flag', ...flagGroups.dither_flag) || !isSet(after('dither_flag'))) return []
  const speed = (axis: 'y' | 'z'): number =>
    (2 * Math.PI * arcsecOf(Number(after(`${axis}_amp`))) * Number(after(`${axis}_freq`))) / 360
  const rate = Math.hypot(speed('y'), speed('z'))
  return [rate >= fastestDither && { code: 'dither-fast', rate: Math.round(rate * 1000) / 1000 }]
}

const follows: Check = ({ after, asksFor }) => [
  asksFor('pre_id', 'window_flag') &&
    isGiven(after('pre_id')) &&
    isSet(after('window_flag')) && { code: 'follows-and-time' },
]

const mostEnergyKev = 13

const energy: Check = ({ after, asksFor }) =>
  ['eventfilter_higher', 'pha_range'].map((name) => {
    const value = after(name)
    const isHigh = [value].flat().some((one) => Number(one) > mostEnergyKev)
    return asksFor(name) && isHigh && ({ code: 'energy-range', name } as const)
  })

/** What goes with the instrument that is given up. */
const cleared: Check = ({ observation, requests, asksFor }) => {
  if (!asksFor('instrument')) return []
  const [before, after] = [observation.values.instrument, requests.get('instrument')]
  const isOtherKind = (isAcis(before) && isHrc(after)) || (isHrc(before) && isAcis(after))
  const names = [...requests.keys()].filter(
    (name) => requests.get(name) === null && present(observation, name) !== null,
  )
  return [isOtherKind && names.length > 0 && { code: 'cleared', names }]
}

const checks: readonly Check[] = [
  changedNames,
  cleared,
  position,
  constraints,
  modes,
  complete,
  timeOrder,
  acis,
  dither,
  follows,
  energy,
]
