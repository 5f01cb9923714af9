import { isSame, readValue } from '../catalog/coercion.ts'
import { readDec, readRa } from '../catalog/positions.ts'
import type { Value } from '../catalog/read-model.ts'
import { isParameter, kindOf, listOfColumn } from '../parameters/parameters.ts'
import type { Kept } from '../revisions/comparing.ts'
import type { RevisionKind } from '../tables.ts'

/** What one text file of the previous desk tells of a revision. */
export type PreviousText = Readonly<{
  kind: RevisionKind
  obsid: string | undefined
  sequence: string | undefined
  submitter: string | undefined
  originals: ReadonlyMap<string, Kept>
  requests: ReadonlyMap<string, Kept>
  /** Names of its table that no parameter has. */
  unknown: readonly string[]
}>

const [nameEnd, originalEnd] = [27, 54]
const renamed: Readonly<Record<string, string>> = { type: 'obs_type', roll_obsr: 'soe_roll', spwindow: 'spwindow_flag' }

/** Undefined where its fifth line names none of the four kinds. */
export function readPreviousText(text: string): PreviousText | undefined {
  const lines = text.split(/\r?\n/)
  const kind = kindOfLine(lines[4] ?? '')
  if (!kind) return undefined

  const table = readTable(lines)
  lengthen(table, lines)
  for (const name of ['comments', 'remarks'] as const) {
    const [past, next] = [sectionOf(lines, `PAST ${name}`), sectionOf(lines, `NEW ${name}`)]
    table.originals.set(name, readValue('text', past) ?? null)
    table.requested.set(name, readValue('text', next) ?? null)
  }
  return {
    kind,
    obsid: headerOf(lines, 'OBSID'),
    sequence: headerOf(lines, 'SEQNUM'),
    submitter: headerOf(lines, 'USER NAME'),
    originals: kept(table.originals),
    requests: requestsOf(kind, table),
    unknown: table.unknown,
  }
}

/** Comments alone count as a change; `REMOVE` and `CLONE` are looked for before `AS IS`, which stands inside sentences too. */
function kindOfLine(line: string): RevisionKind | undefined {
  const words = line.toUpperCase()
  if (/COMMENT|NORM/.test(words)) return 'norm'
  if (words.includes('CLONE')) return 'clone'
  if (words.includes('REMOVE')) return 'remove'
  return /AS ?IS/.test(words) ? 'asis' : undefined
}

function headerOf(lines: readonly string[], key: string): string | undefined {
  const line = lines.find((one) => one.toUpperCase().startsWith(key) && one.includes('='))
  const value = line?.slice(line.indexOf('=') + 1).trim()
  return value === '' ? undefined : value
}

/** The lines below `PAST COMMENTS =` and its like, up to the next title. */
function sectionOf(lines: readonly string[], title: string): string | null {
  const at = lines.findIndex((line) => line.toUpperCase().startsWith(title.toUpperCase()))
  if (at === -1) return null
  const first = (lines[at] ?? '').slice(title.length).replace(/^\s*[=:]?\s*/, '')
  const length = lines.slice(at + 1).findIndex((line) => sectionTitle.test(line))
  const rest = lines.slice(at + 1, length === -1 ? undefined : at + 1 + length)
  return [first, ...rest].join('\n').trim()
}

const sectionTitle =
  /^(PAST (COMMENTS|REMARKS)|NEW (COMMENTS|REMARKS)|GENERAL CHANGES|ACIS (WINDOW )?CHANGES|-{3,}|Below is|PARAM)/i

type Table = Readonly<{ originals: Map<string, Kept>; requested: Map<string, Kept>; unknown: string[] }>

/** The table of all parameters: fixed columns for name, value before, value asked for. */
function readTable(lines: readonly string[]): Table {
  const table: Table = { originals: new Map(), requested: new Map(), unknown: [] }
  const start = lines.findLastIndex((line) => /^\s*PARAM/i.test(line) || /^-{10,}\s*$/.test(line))
  if (start === -1) return table
  const cells = lines.slice(start + 1).filter((line) => /^[A-Z][A-Z0-9_.#]*(\s|$)/.test(line))

  for (const line of cells) {
    const written = line.slice(0, nameEnd).trim().toLowerCase()
    const place = placeOf(written)
    if (!place) {
      table.unknown.push(written)
      continue
    }
    put(table.originals, place, line.slice(nameEnd, originalEnd))
    put(table.requested, place, line.slice(originalEnd))
  }
  return table
}

/** Texts that are too long for the table stand whole in the lines of changes. */
function lengthen({ originals, requested }: Table, lines: readonly string[]): void {
  for (const line of lines) {
    const [, written = '', before = '', after = ''] =
      /^\s*([A-Z][A-Z0-9_]*) changed from (.*) to (.*)$/.exec(line) ?? []
    const place = placeOf(written.toLowerCase())
    if (place?.rank !== undefined || !place || kindOf(place.name) !== 'text') continue
    if (before.length >= originalEnd - nameEnd) originals.set(place.name, before.trim())
    if (after.length >= originalEnd - nameEnd) requested.set(place.name, after.trim())
  }
}

type Place = Readonly<{ name: string; rank: number | undefined }>

/** A parameter, or a column of a ranked one with the rank at its end; without a digit it is the first. */
function placeOf(written: string): Place | undefined {
  const name = renamed[written] ?? (written === 'defocus' ? 'focus_offset' : written)
  if (isParameter(name)) return { name, rank: listOfColumn(name) ? 1 : undefined }
  const [, column = '', rank] = /^(.+?)_?([1-9]\d?)$/.exec(name) ?? []
  return isParameter(column) && listOfColumn(column) ? { name: column, rank: Number(rank) } : undefined
}

/** A value that was written twice (as `DEFOCUS` and by its own name) stays as it was first. */
function put(values: Map<string, Kept>, { name, rank }: Place, cell: string): void {
  const value = valueOfCell(name, cell.trim())
  if (rank === undefined) {
    if (!values.has(name)) values.set(name, value)
    return
  }
  const known = values.get(name)
  const column: Value[] = Array.isArray(known) ? [...known] : []
  while (column.length < rank) column.push(null)
  column[rank - 1] = value
  values.set(name, column)
}

function valueOfCell(name: string, cell: string): Value {
  const value = readValue(kindOf(name), cell)
  if (value !== undefined) return value
  if (name === 'ra') return readRa(cell) ?? null
  return name === 'dec' ? (readDec(cell) ?? null) : null
}

/** Only what is there: a column of nothing but nulls is nothing. */
const kept = (values: ReadonlyMap<string, Kept>): ReadonlyMap<string, Kept> =>
  new Map([...values].filter(([, value]) => !isNothing(value)))

const isNothing = (value: Kept): boolean => (Array.isArray(value) ? value.every((one) => one === null) : value === null)

function requestsOf(kind: RevisionKind, { originals, requested }: Table): ReadonlyMap<string, Kept> {
  const asked = [...requested].filter(([name, value]) => !isSameKept(name, originals.get(name) ?? null, value))
  if (kind === 'norm') return new Map(asked.map(([name, value]) => [name, isNothing(value) ? null : value]))
  return new Map(kind === 'clone' ? asked.filter(([name]) => name === 'comments') : [])
}

function isSameKept(name: string, one: Kept, other: Kept): boolean {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other)
  const [a, b] = [[one].flat(), [other].flat()] as [Value[], Value[]]
  return a.length === b.length && a.every((value, at) => isSame(kindOf(name), value, b[at] ?? null))
}
