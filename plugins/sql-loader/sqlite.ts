import { constants, DatabaseSync } from 'node:sqlite'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { cellOf, mostTables, quoted, type Source, type Table } from './source.ts'

/** All that a question may do: another file could be attached otherwise, or this one changed. */
const allowed: ReadonlySet<number> = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
])

/** A file of SQLite. @throws PluginError where it is none */
export function openSqlite(path: string, name: string): Source {
  const database = opened(path, name)
  const columnsOf = database.prepare('select name from pragma_table_info(?) order by cid')
  const list = database.prepare(
    "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name limit ?",
  )
  const tables: Table[] = list.all(mostTables).map(({ name: table }) => ({
    name: String(table),
    columns: columnsOf.all(String(table)).map(({ name: column }) => String(column)),
  }))
  database.setAuthorizer((action) => (allowed.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY))
  return {
    place: name,
    tables: async () => tables,
    ask: async (sql) => {
      const statement = prepared(database, sql)
      if (statement.sourceSQL.trim().length < sql.trim().length)
        throw new PluginError('SQLite does not take this question: one at a time.')
      statement.setReadBigInts(true)
      statement.setReturnArrays(true)
      const columns = statement.columns().map((column) => column.name)
      if (columns.length === 0) throw new PluginError('This question has no answer. Only what reads may be asked.')
      return { columns, rows: rowsOf(statement.iterate() as unknown as Iterable<readonly unknown[]>) }
    },
    close: async () => database.close(),
  }
}

function opened(path: string, name: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    database.prepare(`select count(*) from ${quoted('sqlite_schema')}`).get()
    return database
  } catch (cause) {
    throw new PluginError(`“${name}” is no database of SQLite that can be read.`, { cause })
  }
}

function prepared(database: DatabaseSync, sql: string) {
  try {
    return database.prepare(sql)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PluginError(`SQLite does not take this question: ${reason}`, { cause })
  }
}

async function* rowsOf(rows: Iterable<readonly unknown[]>) {
  try {
    for (const row of rows) yield row.map(cellOf)
  } catch (cause) {
    throw new PluginError(`SQLite stopped: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
