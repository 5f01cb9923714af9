import { readDate } from './dates.ts'
import { type RankColumn, type RankList, rankKinds, type Value, type ValueKind } from './read-model.ts'

const nullWords = new Set(['', '<Blank>', 'N/A', 'NA', 'NONE', 'NULL', 'Na', 'None', 'Null', 'none', 'null'])

/** What catalogs and forms write where there is no value. `N` and `NO` are values. */
export const isNullLike = (text: string): boolean => nullWords.has(text.trim())

/**
 * The value that a text stands for, by the type that its parameter declares and never by trial: a comment `123` stays a
 * text. Undefined where the text is none of that type.
 */
export function readValue(kind: ValueKind, given: string | number | null | undefined): Value | undefined {
  if (given === null || given === undefined) return null
  const text = String(given)
  if (kind === 'text') return text.trim() === '' ? null : text
  if (isNullLike(text)) return null
  return readers[kind](text.trim())
}

const readers: Readonly<Record<Exclude<ValueKind, 'text'>, (text: string) => Value | undefined>> = {
  word: (text) => text,
  flag: (text) => text,
  integer: (text) => (/^[+-]?\d{1,15}$/.test(text) ? Number(text) : wholeNumber(text)),
  number: (text) => readNumber(text),
  date: (text) => readDate(text),
}

/** Differences below this are rounding: coordinates go through sexagesimal texts and back. */
const tolerance = 1e-6

/** Whether nobody would call it a change. Null, `N` and `NO` of a flag are one; dates less than a minute apart too. */
export function isSame(kind: ValueKind, one: Value, other: Value): boolean {
  const a = plainValue(kind, one)
  const b = plainValue(kind, other)
  if (a === null || b === null) return a === b
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) < tolerance
  if (kind === 'date') return isSameMinute(String(a), String(b))
  return a === b
}

/** A column of a ranked constraint, best first: equal only as a whole. */
export const isSameColumn = (kind: ValueKind, one: readonly Value[], other: readonly Value[]): boolean =>
  one.length === other.length && one.every((value, at) => isSame(kind, value, other[at] ?? null))

/** Names of the columns, in the order of the catalog. */
export const columnsOf = <List extends RankList>(list: List): readonly RankColumn<List>[] =>
  Object.keys(rankKinds[list]) as RankColumn<List>[]

export const kindOfColumn = <List extends RankList>(list: List, column: RankColumn<List>): ValueKind =>
  (rankKinds[list] as Readonly<Record<string, ValueKind>>)[column] ?? 'text'

function plainValue(kind: ValueKind, value: Value): Value {
  if (value === null || typeof value === 'number') return value
  if (kind === 'text') return value.trim() === '' ? null : value
  if (isNullLike(value)) return null
  if (kind === 'flag' && (value === 'N' || value === 'NO')) return null
  return kind === 'integer' || kind === 'number' ? (readNumber(value) ?? value) : value
}

function isSameMinute(one: string, other: string): boolean {
  const [a, b] = [readDate(one), readDate(other)]
  if (!a || !b) return one === other
  return Math.abs(Date.parse(a) - Date.parse(b)) < 60_000
}

/** Decimal, with an exponent if need be; `inf`, `nan`, `0x1F` and the empty text are none. */
function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+[.]?\d*|[.]\d+)(e[+-]?\d{1,3})?$/i.test(text.trim())) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** Databases write whole numbers as `7.0` now and then. */
function wholeNumber(text: string): number | undefined {
  const number = readNumber(text)
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined
}
