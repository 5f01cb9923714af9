import { csvLine } from '../../csv.ts'
import type { Platform } from '../../platform.ts'
import type { TableState } from '../../web/table-query.ts'
import type { AdminTable } from './declaring.ts'
import { openColumns } from './known-tables.ts'
import { everyRow } from './listing.ts'

/** All rows that the list finds, with the names of the columns as the database has them. */
export async function* rowsAsCsv(platform: Platform, table: AdminTable, state: TableState): AsyncGenerator<string> {
  const names = openColumns(table).map(({ name }) => name)
  yield csvLine(names)
  for await (const row of everyRow(platform, table, state)) yield csvLine(names.map((name) => row[name]))
}

export async function* rowsAsJson(platform: Platform, table: AdminTable, state: TableState): AsyncGenerator<string> {
  for await (const row of everyRow(platform, table, state)) yield `${JSON.stringify(row)}\n`
}
