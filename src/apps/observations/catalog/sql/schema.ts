import type { ColumnDefinitionBuilder, Kysely } from 'kysely'
import type { Database } from '../../../../platform/database/database.ts'
import { readDate } from '../dates.ts'
import type { CatalogRows } from '../memory-catalog.ts'
import { type CatalogRow, type CatalogTable, catalogTables } from '../rows.ts'

/** A catalog's own database, apart from that of the house; it may be that of somebody else. */
export type CatalogDb = Kysely<Record<CatalogTable, CatalogRow>>

/** The same connection, seen as a catalog's. */
export const catalogDb = (database: Database): CatalogDb => database.db.withTables() as unknown as CatalogDb

const tables = Object.keys(catalogTables) as CatalogTable[]
const typeOf = { integer: 'bigint', real: 'double precision', text: 'text' } as const

/** By table: what rows are looked up by. No key is unique, since a doubled row must be seen rather than be impossible. */
const indexes: readonly (readonly [CatalogTable, readonly string[]])[] = [
  ...tables.filter((table) => table !== 'target').map((table) => [table, [keyOf(table)]] as const),
  ['target', ['obsid']],
  ['target', ['pre_id']],
  ['target', ['group_id']],
  ['target', ['ocat_propid']],
  // The search by place takes a band of declinations first; by sequence number it is a range.
  ['target', ['dec']],
  ['target', ['seq_nbr', 'obsid']],
]

/** Makes the tables of a catalog in an empty database. */
export async function createCatalog(db: CatalogDb): Promise<void> {
  for (const table of tables) {
    let creating = db.schema.createTable(table)
    for (const [column, type] of Object.entries(catalogTables[table])) {
      creating = creating.addColumn(column, typeOf[type], (built: ColumnDefinitionBuilder) => built)
    }
    await creating.execute()
  }
  for (const [table, columns] of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns[0]}`)
      .on(table)
      .columns([...columns])
      .execute()
  }
}

/** Replaces everything in the catalog by these rows, at once or not at all. */
export async function loadCatalog(db: CatalogDb, rows: CatalogRows): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of tables) await tx.deleteFrom(table).execute()
    for (const table of tables) {
      const whole = (rows[table] ?? []).map((row) => wholeRow(table, row))
      for (let at = 0; at < whole.length; at += 100)
        await tx
          .insertInto(table)
          .values(whole.slice(at, at + 100))
          .execute()
    }
  })
}

const dates: readonly string[] = ['soe_st_sched_date', 'lts_lt_plan', 'tstart', 'tstop']

/** Every column of the table; dates in the one form that sorts as text. */
function wholeRow(table: CatalogTable, row: CatalogRow): CatalogRow {
  const sorted = (column: string, value: CatalogRow[string]) =>
    dates.includes(column) && value !== null ? (readDate(String(value)) ?? null) : value
  return Object.fromEntries(
    Object.keys(catalogTables[table]).map((column) => [column, sorted(column, row[column] ?? null)]),
  )
}

function keyOf(table: CatalogTable): string {
  const [key = 'obsid'] = Object.keys(catalogTables[table])
  return key
}
