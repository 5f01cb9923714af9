import { csvLines } from '../../src/apps/plugins/formats/csv.ts'
import { readEntities, type Source } from '../../src/apps/plugins/formats/entities.ts'
import { compareAttributes } from '../../src/apps/plugins/formats/rows.ts'
import { writtenCell } from '../../src/apps/plugins/formats/typed-text.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** A table of texts; an empty one is a value that is missing. */
export type Table = Readonly<{ columns: readonly string[]; rows: readonly (readonly string[])[] }>

/** Reads a file as a table: its columns are those of any entity, in the order of the table or in their usual one. */
export async function readTable(file: Source): Promise<Table> {
  const entities = await readEntities(file)
  const names = new Set(entities.flatMap((entity) => Object.keys(entity)))
  const columns = /csv/i.test(file.contentType) ? [...names] : [...names].sort(compareAttributes)
  const rows = entities.map((entity) =>
    columns.map((name) => writtenCell(Object.hasOwn(entity, name) ? entity[name] : null, name, ';')),
  )
  return { columns, rows }
}

export const writeTable = ({ columns, rows }: Table): Iterable<string> => csvLines(columns, rows)

/** The places of columns by their names; those of all where none are named. @throws PluginError for one that is not there */
export function placesOf({ columns }: Table, names: readonly string[]): number[] {
  if (names.length === 0) return [...columns.keys()]
  return names.map((name) => {
    const place = columns.indexOf(name)
    if (place < 0) throw new PluginError(`The table has no column “${name}”.`)
    return place
  })
}

const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/** What a column holds besides missing values; nothing at all counts as numbers, as there is no text in it. */
export function kindOf({ rows }: Table, place: number): 'number' | 'boolean' | 'text' {
  const values = rows.map((row) => row[place] ?? '').filter((value) => value !== '')
  if (values.every((value) => number.test(value))) return 'number'
  return values.every((value) => /^(?:true|false)$/i.test(value)) ? 'boolean' : 'text'
}
