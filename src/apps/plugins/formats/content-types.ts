import { FormatError } from './format-error.ts'

/** How entities are written: one JSON construct, one JSON object a line, or a table. */
export type TableFormat = 'json' | 'lines' | 'csv'

const formats: Readonly<Record<string, TableFormat>> = {
  'application/json': 'json',
  'text/json': 'json',
  'application/x-lines+json': 'lines',
  'application/jsonl': 'lines',
  'application/x-ndjson': 'lines',
  'text/csv': 'csv',
  'application/csv': 'csv',
}
const endings: Readonly<Record<string, TableFormat>> = { json: 'json', jsonl: 'lines', ndjson: 'lines', csv: 'csv' }
/** What servers say that do not know better; then the name of the file decides. */
const vague = ['', 'application/octet-stream', 'binary/octet-stream', 'text/plain']

/** The type without its parameters, in small letters. */
export const essenceOf = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

/** The parameter `charset`; undefined where there is none. */
export const charsetOf = (contentType: string): string | undefined =>
  /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(contentType)?.slice(1).find(Boolean)?.toLowerCase()

/** @throws FormatError for a type that entities are not read from. */
export function formatOf(contentType: string, name = ''): TableFormat {
  const essence = essenceOf(contentType)
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const format = formats[essence] ?? (vague.includes(essence) ? endings[ending] : undefined)
  if (format !== undefined) return format
  throw new FormatError(`its type is “${contentType}”; entities are read from JSON, JSON lines and CSV.`)
}

const writtenTypes = { csv: 'text/csv', json: 'application/json', lines: 'application/X-lines+json' } as const

/** The type to write where a file of this type was read: without parameters, and in the usual words. */
export const writtenTypeOf = (contentType: string, name = ''): (typeof writtenTypes)[TableFormat] =>
  writtenTypes[formatOf(contentType, name)]

/**
 * Whether a type is what was asked for. `x`, `x/` and `x/*` are equal, `*` and an empty text match everything; a part of
 * the offered type that is not known, a `*`, may turn out to be the right one. Parameters are left aside.
 */
export function typeMatches(wanted: string, offered: string): boolean {
  const [want, offer] = [halvesOf(wanted), halvesOf(offered)]
  return want.every((half, at) => half === '*' || offer[at] === '*' || half === offer[at])
}

function halvesOf(type: string): [string, string] {
  const [first = '', ...rest] = essenceOf(type).split('/')
  return [first || '*', rest.join('/') || '*']
}
