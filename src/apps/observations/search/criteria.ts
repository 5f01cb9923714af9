import type { FieldError } from '../../../platform/errors.ts'
import { readDec, readRa } from '../catalog/positions.ts'
import type { Cone, NumberRange, SearchCriteria } from '../catalog/search-criteria.ts'
import { categories } from './categories.ts'
import type { SearchQuery } from './schemas.ts'

export const rowsPerPage = 100
/** Around a name or a position where no radius is given. */
const usualRadiusDeg = 4 / 60

/** What the form asks; `name` is to be looked up before, and its place searched around instead of its letters. */
export type Asked = Readonly<{ criteria: SearchCriteria; lookUp?: Readonly<{ name: string; radiusDeg: number }> }>

/** Reads the texts of the form; every mistake at once, each with its field. */
export function readCriteria(query: SearchQuery): Asked | readonly FieldError[] {
  const mistakes: FieldError[] = []
  const wrong = (path: string, message: string): void => {
    mistakes.push({ path, code: 'observations.search', message })
  }
  const ranges = (path: 'seqnbr' | 'pronbr' | 'obsid'): readonly NumberRange[] => {
    const found = readRanges(query[path])
    if (!found) wrong(path, 'A range such as 100 - 200, or numbers with commas between them.')
    return found ?? []
  }
  const radiusDeg = readRadius(query)
  if (radiusDeg === undefined) wrong('radius', 'A number above zero, and at most 180 degrees.')
  const position = readPosition(query, wrong)
  if (query.simbad !== undefined && query.target === '') wrong('target', 'Give a name to look up.')
  if (query.category !== '' && !(query.category in categories)) wrong('category', 'There is no such category.')

  const criteria: SearchCriteria = {
    order: query.sorted,
    sequences: ranges('seqnbr'),
    proposals: ranges('pronbr'),
    obsids: ranges('obsid'),
    piName: query.piname || null,
    observer: query.observ || null,
    target: query.simbad === undefined ? query.target || null : null,
    cone: position && radiusDeg !== undefined ? { ...position, radiusDeg } : null,
    category: query.category || null,
    obsCycle: cycleOf(query.obs_cycle, () => wrong('obs_cycle', 'A cycle is a number such as 15.')),
    propCycle: cycleOf(query.prop_cycle, () => wrong('prop_cycle', 'A cycle is a number such as 15.')),
    instruments: query.sciins,
    modes: query.mode,
    gratings: query.grating,
    types: query.type,
    statuses: query.status,
    joint: query.joint,
    offset: (query.page - 1) * rowsPerPage,
    limit: rowsPerPage,
  }
  if (mistakes.length > 0) return mistakes
  if (query.simbad === undefined || radiusDeg === undefined) return { criteria }
  return { criteria, lookUp: { name: query.target, radiusDeg } }
}

/** One range with one or more dashes, or whole numbers with commas; undefined for anything else. */
export function readRanges(text: string): readonly NumberRange[] | undefined {
  if (text === '') return []
  const [, from, to] = /^(\d{1,9})\s*-+\s*(\d{1,9})$/.exec(text) ?? []
  if (from !== undefined) return Number(from) <= Number(to) ? [{ from: Number(from), to: Number(to) }] : undefined
  if (!/^\d{1,9}(\s*,\s*\d{1,9})*$/.test(text)) return undefined
  return text.split(',').map((one) => ({ from: Number(one), to: Number(one) }))
}

/** Degrees; without a unit it is arcminutes. */
function readRadius({ radius, radcho }: SearchQuery): number | undefined {
  if (radius === '') return usualRadiusDeg
  if (!/^(\d+[.]?\d*|[.]\d+)$/.test(radius)) return undefined
  const degrees = radcho === 'degrees' ? Number(radius) : Number(radius) / 60
  return degrees > 0 && degrees <= 180 ? degrees : undefined
}

function readPosition(
  { ra, dec, simbad }: SearchQuery,
  wrong: (path: string, message: string) => void,
): Pick<Cone, 'raDeg' | 'decDeg'> | undefined {
  if (ra === '' && dec === '') return undefined
  if (simbad !== undefined) wrong('simbad', 'Either a name is looked up, or a position is given.')
  if (ra === '' || dec === '') {
    wrong(ra === '' ? 'ra' : 'dec', 'Both coordinates are needed, or none.')
    return undefined
  }
  const [raDeg, decDeg] = [readRa(ra), readDec(dec)]
  const isRa = raDeg !== undefined && raDeg >= 0 && raDeg <= 360
  const isDec = decDeg !== undefined && decDeg >= -90 && decDeg <= 90
  if (!isRa) wrong('ra', 'Decimal degrees, or hours, minutes and seconds.')
  if (!isDec) wrong('dec', 'Decimal degrees, or degrees, minutes and seconds.')
  return isRa && isDec ? { raDeg, decDeg } : undefined
}

function cycleOf(text: string, wrong: () => void): string | null {
  if (text === '') return null
  if (!/^\d{1,2}$/.test(text)) wrong()
  return text.padStart(2, '0')
}
