import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { quoted, type Table } from './source.ts'

/** What the second form asks for. */
export type Wish = Readonly<{
  customQuery: boolean
  dbQuery: string
  tableName: string
  /** JSON list of names; empty for all columns. */
  columnsList: string
}>

/** SQL that reads what is wished. @throws PluginError for a table or column that is not there */
export function questionOf(wish: Wish, tables: readonly Table[]): string {
  if (wish.customQuery) return customQuestion(wish.dbQuery)
  const table = tables.find(({ name }) => name === wish.tableName)
  if (!table) throw new PluginError(`There is no table “${wish.tableName}”.`)
  const columns = wantedColumns(wish.columnsList, table)
  return `select ${columns.map(quoted).join(', ')} from ${tableOf(table.name, tables)}`
}

function customQuestion(text: string): string {
  const question = text.trim().replace(/;\s*$/, '')
  if (question === '') throw new PluginError('There is no question to ask.')
  return question
}

/** A dot parts a schema from its table, unless a table is called so. */
function tableOf(name: string, tables: readonly Table[]): string {
  const dot = name.indexOf('.')
  const isSchema = dot > 0 && !tables.some((table) => table.name === name.slice(0, dot) && table.columns.length === 0)
  return isSchema ? `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}` : quoted(name)
}

function wantedColumns(list: string, { name, columns }: Table): readonly string[] {
  if (list.trim() === '') return columns
  const wanted = parsedList(list)
  if (wanted.length === 0) return columns
  const unknown = wanted.find((column) => !columns.includes(column))
  if (unknown !== undefined) throw new PluginError(`The table “${name}” has no column “${unknown}”.`)
  return [...new Set(wanted)]
}

function parsedList(list: string): string[] {
  try {
    const parsed: unknown = JSON.parse(list)
    if (Array.isArray(parsed) && parsed.every((name) => typeof name === 'string')) return parsed
  } catch {
    // It is said below what is expected.
  }
  throw new PluginError('The columns must be a JSON list of names, such as ["name", "size"].')
}

/** Whether every row has a value of its own there. */
export const uniquenessQuestion = (question: string, column: string): string =>
  `select count(*), count(distinct ${quoted(column)}) from (${question}) as answer`

/** Names for a file of entities: what is called ID or href already steps aside. */
export const entityColumns = (columns: readonly string[], idAttribute: string | null): string[] =>
  columns.map((name) => (name !== idAttribute && (name === 'ID' || name === 'href') ? `${name}_1` : name))
