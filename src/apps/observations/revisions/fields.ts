import { formDate, readDate } from '../catalog/dates.ts'
import { arcsecOf, decText, raText } from '../catalog/positions.ts'
import type { Observation, RankList, ScalarName, Value } from '../catalog/read-model.ts'
import { isScalar, kindOf, listOfFlag, parameterNames, rankFlags } from '../parameters/parameters.ts'

/** What stands in the form, by the name of the field. */
export type Fields = Readonly<Record<string, string>>

/** Parameters that people read in other units than the catalog keeps, by the name of their field. */
const fieldNames: Readonly<Record<string, string>> = {
  ra: 'ra_hms',
  dec: 'dec_dms',
  y_amp: 'y_amp_asec',
  y_freq: 'y_freq_asec',
  z_amp: 'z_amp_asec',
  z_freq: 'z_freq_asec',
}
export const fieldOf = (name: string): string => fieldNames[name] ?? name
export const rankField = (list: RankList, at: number, column: string): string => `${list}-${at}-${column}`

export const isArcsec = (name: string): boolean => fieldOf(name).endsWith('_asec')

/** A value as people read and type it; empty where there is none. */
export function shown(name: string, value: Value): string {
  if (value === null) return ''
  if (name === 'ra' && typeof value === 'number') return raText(value)
  if (name === 'dec' && typeof value === 'number') return decText(value)
  if (isArcsec(name) && typeof value === 'number') return String(Number(arcsecOf(value).toFixed(6)))
  if (kindOf(name) === 'date') return shownDate(String(value))
  return String(value)
}

function shownDate(text: string): string {
  const date = readDate(text)
  return date === undefined ? text : formDate(date)
}

/** The form of an observation that nobody has changed. A preference of a ranked constraint shows as `Y`. */
export function fieldsOf({ values, ...lists }: Observation): Fields {
  const scalars = parameterNames
    .filter(isScalar)
    .map((name) => [fieldOf(name), shown(name, shownFlag(name, values[name]))])
  const ranks = rankFlags.flatMap((flag) => rowFields(listOfFlag[flag], lists[listOfFlag[flag]]))
  return Object.fromEntries([...scalars, ...ranks])
}

/** The fields of the rows of a ranked constraint. */
const rowFields = (list: RankList, rows: readonly Readonly<Record<string, Value>>[]): [string, string][] =>
  rows.flatMap((row, at) =>
    Object.entries(row).map(([column, value]): [string, string] => [rankField(list, at, column), shown(column, value)]),
  )

function shownFlag(name: ScalarName, value: Value): Value {
  return Object.hasOwn(listOfFlag, name) && value === 'P' ? 'Y' : value
}

/** The numbers of the rows that a form has for a list, ascending; rows that were taken out leave gaps. */
export function rowsIn(fields: Fields, list: RankList): readonly number[] {
  const numbers = Object.keys(fields).flatMap((name) => {
    const [, number] = new RegExp(`^${list}-(\\d{1,3})-`).exec(name) ?? []
    return number === undefined ? [] : [Number(number)]
  })
  return [...new Set(numbers)].sort((a, b) => a - b)
}
