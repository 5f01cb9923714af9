import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { kindOf, placesOf, type Table } from './table.ts'

/** One thing to do to a table. An empty `subset` stands for all columns. */
export type Operation =
  | Readonly<{ kind: 'do_nothing' }>
  | Readonly<{ kind: 'drop_na'; axis: 'rows' | 'columns'; how: 'any' | 'all'; subset: readonly string[] }>
  | Readonly<{ kind: 'fill_na'; fillValue: string }>
  | Readonly<{ kind: 'drop_duplicates'; subset: readonly string[]; keep: 'first' | 'last' | 'none' }>
  | Readonly<{ kind: 'sort_values'; by: readonly string[]; ascending: boolean }>
  | Readonly<{
      kind: 'strip_entries'
      characters: string
      subset: readonly string[]
      position: 'front' | 'end' | 'both'
    }>
  | Readonly<{ kind: 'split_column'; column: string; by: string; newColumns: readonly string[]; removeColumn: boolean }>
  | Readonly<{ kind: 'replace'; substring: string; newStr: string; subset: readonly string[] }>
  | Readonly<{ kind: 'string_case'; case: 'upper' | 'lower' | 'title'; subset: readonly string[] }>

export type OperationKind = Operation['kind']

type Apply = { [Kind in OperationKind]: (table: Table, operation: Extract<Operation, { kind: Kind }>) => Table }

const operations: Apply = {
  do_nothing: (table) => table,
  drop_na: (table, { axis, how, subset }) =>
    axis === 'rows' ? dropRows(table, how, subset) : dropColumns(table, how, subset),
  fill_na: fillMissing,
  drop_duplicates: dropDuplicates,
  sort_values: sortRows,
  strip_entries: (table, { characters, subset, position }) => mapTexts(table, subset, stripper(characters, position)),
  split_column: splitColumn,
  replace: (table, { substring, newStr, subset }) => {
    demand(substring, 'which text is to be replaced')
    return mapTexts(table, subset, (text) => text.replaceAll(substring, () => newStr))
  },
  string_case: (table, { case: wanted, subset }) => mapTexts(table, subset, cases[wanted]),
}

/** The table after an operation; the one before stays as it is. @throws PluginError for columns that are not there, and for what is left out */
export const applyOperation = (table: Table, operation: Operation): Table =>
  // The kind names the function that takes operations of this kind.
  (operations[operation.kind] as (table: Table, operation: Operation) => Table)(table, operation)

function dropRows(table: Table, how: 'any' | 'all', subset: readonly string[]): Table {
  const places = placesOf(table, subset)
  const isMissing = (row: readonly string[]): boolean =>
    lacks(
      places.map((place) => row[place] ?? ''),
      how,
    )
  return { ...table, rows: table.rows.filter((row) => !isMissing(row)) }
}

/** Here `subset` names the rows to look at, by their number from 0. */
function dropColumns({ columns, rows }: Table, how: 'any' | 'all', subset: readonly string[]): Table {
  const looked = subset.length === 0 ? rows : subset.map((name) => rowAt(rows, name))
  const kept = [...columns.keys()].filter(
    (place) =>
      !lacks(
        looked.map((row) => row[place] ?? ''),
        how,
      ),
  )
  const pick = (row: readonly string[]): string[] => kept.map((place) => row[place] ?? '')
  return { columns: pick(columns), rows: rows.map(pick) }
}

function rowAt(rows: Table['rows'], name: string): readonly string[] {
  const row = /^\d+$/.test(name) ? rows[Number(name)] : undefined
  if (row === undefined) throw new PluginError(`“${name}” is no number of a row; they are counted from 0.`)
  return row
}

const lacks = (values: readonly string[], how: 'any' | 'all'): boolean =>
  how === 'any' ? values.includes('') : values.length > 0 && values.every((value) => value === '')

function fillMissing({ columns, rows }: Table, { fillValue }: Readonly<{ fillValue: string }>): Table {
  demand(fillValue, 'what missing values are filled with')
  return { columns, rows: rows.map((row) => row.map((value) => (value === '' ? fillValue : value))) }
}

function dropDuplicates(
  table: Table,
  { subset, keep }: Readonly<{ subset: readonly string[]; keep: 'first' | 'last' | 'none' }>,
): Table {
  const places = placesOf(table, subset)
  const keys = table.rows.map((row) => JSON.stringify(places.map((place) => row[place])))
  const first = new Map<string, number>()
  const last = new Map<string, number>()
  for (const [at, key] of keys.entries()) {
    if (!first.has(key)) first.set(key, at)
    last.set(key, at)
  }
  const isKept = (key: string, at: number): boolean =>
    keep === 'none' ? first.get(key) === last.get(key) : (keep === 'first' ? first : last).get(key) === at
  return { ...table, rows: table.rows.filter((_, at) => isKept(keys[at] ?? '', at)) }
}

/** By the first column, then the next one where that is equal; missing values stand last, whatever the direction. */
function sortRows(table: Table, { by, ascending }: Readonly<{ by: readonly string[]; ascending: boolean }>): Table {
  demand(by.join(''), 'by which column the rows are sorted')
  const direction = ascending ? 1 : -1
  const orders = placesOf(table, by).map((place) => {
    const compare = kindOf(table, place) === 'number' ? compareNumbers : compareTexts
    return (a: readonly string[], b: readonly string[]): number => {
      const [first = '', second = ''] = [a[place], b[place]]
      if (first === '' || second === '') return Number(first === '') - Number(second === '')
      return direction * compare(first, second)
    }
  })
  const rows = table.rows.toSorted((a, b) => orders.reduce((order, compare) => order || compare(a, b), 0))
  return { ...table, rows }
}

const compareNumbers = (a: string, b: string): number => Number(a) - Number(b)
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function splitColumn(
  table: Table,
  { column, by, newColumns, removeColumn }: Extract<Operation, { kind: 'split_column' }>,
): Table {
  demand(column, 'which column is split')
  demand(by, 'by which text it is split')
  demand(newColumns.join(''), 'how the new columns are called')
  const [place = 0] = placesOf(table, [column])
  const known = newColumns.find((name, at) => table.columns.includes(name) || newColumns.indexOf(name) !== at)
  if (known !== undefined) throw new PluginError(`There is a column “${known}” already.`)
  const isKept = (_: string, at: number): boolean => !removeColumn || at !== place
  return {
    columns: [...table.columns.filter(isKept), ...newColumns],
    rows: table.rows.map((row) => [...row.filter(isKept), ...pieces(row[place] ?? '', by, newColumns.length)]),
  }
}

/** As many pieces as there are columns: what is too much stays in the last one, what is too little is missing. */
function pieces(text: string, by: string, count: number): string[] {
  const all = text.split(by)
  const whole = [...all.slice(0, count - 1), all.slice(count - 1).join(by)]
  return Array.from({ length: count }, (_, at) => whole[at] ?? '')
}

/** Changes the texts of columns that hold texts; numbers and truth values stay as they are, missing values too. */
function mapTexts(table: Table, subset: readonly string[], change: (text: string) => string): Table {
  const places = new Set(placesOf(table, subset).filter((place) => kindOf(table, place) === 'text'))
  const rows = table.rows.map((row) => row.map((value, at) => (places.has(at) && value !== '' ? change(value) : value)))
  return { ...table, rows }
}

function stripper(characters: string, position: 'front' | 'end' | 'both'): (text: string) => string {
  const isStripped = characters === '' ? (sign: string) => /\s/.test(sign) : (sign: string) => characters.includes(sign)
  return (text) => {
    const signs = [...text]
    let [start, end] = [0, signs.length]
    if (position !== 'end') while (start < end && isStripped(signs[start] ?? '')) start++
    if (position !== 'front') while (end > start && isStripped(signs[end - 1] ?? '')) end--
    return signs.slice(start, end).join('')
  }
}

const cases = {
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
  title: (text: string) =>
    text.replace(/\p{L}+/gu, (word) => {
      const [first = '', ...rest] = word
      return first.toUpperCase() + rest.join('').toLowerCase()
    }),
}

function demand(value: string, what: string): void {
  if (value === '') throw new PluginError(`It is not said ${what}.`)
}
