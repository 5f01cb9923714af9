import type { FieldError } from '../../../platform/errors.ts'
import { choicesWith } from '../catalog/choices.ts'
import { isSame, readValue } from '../catalog/coercion.ts'
import { degreesOf, readDec, readRa } from '../catalog/positions.ts'
import { type Observation, type RankList, rankKinds, type ScalarName, type Value } from '../catalog/read-model.ts'
import {
  isScalar,
  kindOf,
  listOfFlag,
  type Parameter,
  parameterNames,
  parameterOf,
  rankFlags,
} from '../parameters/parameters.ts'
import { type Fields, fieldOf, isArcsec, rankField, rowsIn } from './fields.ts'

export type WantedRank = Readonly<Record<string, Value>>

/** What a form asks for. A parameter that is not in it is left as it is; a list that is not in it has no rows. */
export type Wanted = Readonly<{
  values: Readonly<Partial<Record<ScalarName, Value>>>
  ranks: Readonly<Record<RankList, readonly WantedRank[]>>
}>

/** More rows than anybody needs: six windows on each of ten chips. */
const mostRows = 60

/**
 * Reads a form by the types of its parameters. What is as the catalog has it is never wrong, whatever the limits say: the
 * catalog holds zeros and words that no form offers.
 */
export function readForm(observation: Observation, fields: Fields): Readonly<{ wanted: Wanted; errors: FieldError[] }> {
  const errors: FieldError[] = []
  const values: Partial<Record<ScalarName, Value>> = {}
  for (const name of parameterNames.filter(isScalar)) {
    const text = fields[fieldOf(name)]
    if (text === undefined) continue
    const original = observation.values[name]
    values[name] = readField({ parameter: parameterOf(name), path: fieldOf(name), text, original }, errors)
  }
  const ranks: Record<RankList, readonly WantedRank[]> = { time_ranks: [], roll_ranks: [], window_ranks: [] }
  for (const flag of rankFlags) {
    const list = listOfFlag[flag]
    const isLookedAt = values[flag] === 'Y' || values[flag] === 'P'
    ranks[list] = readRows(observation, list, fields, isLookedAt ? errors : [])
  }
  return { wanted: { values, ranks }, errors }
}

function readRows(observation: Observation, list: RankList, fields: Fields, errors: FieldError[]): WantedRank[] {
  const rows = rowsIn(fields, list)
  if (rows.length > mostRows) errors.push(wrong(list, `These are more than ${mostRows} rows.`))
  return rows.slice(0, mostRows).map((at) => {
    const before: Readonly<Record<string, Value>> = observation[list][at] ?? {}
    const columns = Object.keys(rankKinds[list]).map((column) => {
      const path = rankField(list, at, column)
      const text = fields[path] ?? ''
      return [
        column,
        readField({ parameter: parameterOf(column), path, text, original: before[column] ?? null }, errors),
      ]
    })
    return Object.fromEntries(columns)
  })
}

type Field = Readonly<{ parameter: Parameter; path: string; text: string; original: Value }>

function readField(field: Field, errors: FieldError[]): Value {
  const { parameter, path, text, original } = field
  const value = parse(parameter.name, text)
  const isUntouched = value !== undefined && isSame(kindOf(parameter.name), value, original)
  const message = isUntouched ? undefined : whatIsWrong(field, value)
  if (message !== undefined) errors.push(wrong(path, message))
  // What the catalog has is kept to its last digit; where it has nothing, an `N` that means the same stays as typed.
  return isUntouched && original !== null ? original : (value ?? null)
}

/** Undefined where the text means nothing for this parameter. */
function parse(name: string, text: string): Value | undefined {
  if (name === 'ra' || name === 'dec') return text.trim() === '' ? null : (name === 'ra' ? readRa : readDec)(text)
  const value = readValue(kindOf(name), text)
  if (isArcsec(name) && typeof value === 'number') return Number(degreesOf(value).toFixed(9))
  return value
}

function whatIsWrong({ parameter, original }: Field, value: Value | undefined): string | undefined {
  const kind = kindOf(parameter.name)
  if (value === undefined) return unreadable[parameter.name] ?? unreadable[kind] ?? 'This cannot be read.'
  if (value === null)
    return parameter.required ? 'This must be given.' : whatIsWrongWithChoice(parameter, value, original)
  if (typeof value === 'number') return whatIsWrongWithNumber(parameter, value)
  if (kind === 'text' && value.length > longest(parameter)) return `This is longer than ${longest(parameter)} letters.`
  return whatIsWrongWithChoice(parameter, value, original)
}

const unreadable: Readonly<Record<string, string>> = {
  ra: 'This is no right ascension, such as 05:38:42.4 or 84.676667.',
  dec: 'This is no declination, such as -69:06:02.9 or -69.100806.',
  number: 'This is no number.',
  integer: 'This is no whole number.',
  date: 'This is no date, such as Jun 05 2026 12:30.',
}

const longest = ({ isLong }: Parameter): number => (isLong ? 20_000 : 200)

function whatIsWrongWithNumber({ min = -1e12, max = 1e12, name }: Parameter, value: number): string | undefined {
  if (value >= min && value <= max) return undefined
  if (name === 'ra' || name === 'dec') return `This must be between ${min}° and ${max}°.`
  return max === 1e12 ? `This must be at least ${min}.` : `This must be between ${min} and ${max}.`
}

function whatIsWrongWithChoice({ choices, name }: Parameter, value: Value, original: Value): string | undefined {
  if (choices === undefined) return undefined
  const current = original === null ? null : String(original)
  const offered = choicesWith(choices, current)
  const isOffered = offered.some((choice) => isSame(kindOf(name), readValue(kindOf(name), choice.value) ?? null, value))
  return isOffered ? undefined : 'This is none of the choices.'
}

const wrong = (path: string, message: string): FieldError => ({ path, code: 'observations.field', message })
