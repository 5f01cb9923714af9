import pg from 'pg'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { cellOf, mostTables, type Source, type Table } from './source.ts'

type PostgresPlace = Readonly<{ host: string; port: number; user: string; password: string; database: string }>

const connectMs = 10_000
const rowsAtOnce = 2_000

/**
 * A database of PostgreSQL, in one transaction that may only read. Each answer comes through a cursor, so that its size
 * does not matter.
 *
 * @throws PluginError where nobody answers there, or not to this user
 */
export async function openPostgres(at: PostgresPlace, timeoutMs: number): Promise<Source> {
  const client = new pg.Client({
    ...at,
    connectionTimeoutMillis: connectMs,
    statement_timeout: timeoutMs,
    application_name: 'lyceum sql-loader',
    // Everything as PostgreSQL writes it: numbers of any size, dates as they are.
    types: { getTypeParser: () => (value: string | Buffer) => value },
  })
  client.on('error', () => {})
  await asPluginError('does not answer', () => client.connect())
  await asPluginError('stopped', () => client.query('begin transaction isolation level repeatable read read only'))
  // A transaction that has read once cannot be made to write any more.
  await asPluginError('stopped', () => client.query('select 1'))
  let asked = 0
  return {
    place: `${at.host}:${at.port}/${at.database}`,
    tables: () => listTables(client),
    ask: async (sql) => {
      const cursor = `answer_${++asked}`
      // A name of its own has it prepared: one question alone, and no second one behind a semicolon.
      await asPluginError('does not take this question', () =>
        client.query({ name: cursor, text: `declare ${cursor} no scroll cursor for ${sql}` }),
      )
      const first = await fetchRows(client, cursor)
      return { columns: first.columns, rows: follow(client, cursor, first.rows) }
    },
    close: () => client.end(),
  }
}

async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query({
    rowMode: 'array',
    text: `select table_schema, table_name, string_agg(column_name, chr(10) order by ordinal_position)
      from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
      group by 1, 2 order by 1, 2 limit ${mostTables}`,
  })
  return (rows as string[][]).map(([schema = '', table = '', columns = '']) => ({
    name: schema === 'public' ? table : `${schema}.${table}`,
    columns: columns.split('\n'),
  }))
}

async function fetchRows(client: pg.Client, cursor: string) {
  const text = `fetch ${rowsAtOnce} from ${cursor}`
  const { fields, rows } = await asPluginError('stopped', () => client.query({ rowMode: 'array', text }))
  return { columns: fields.map(({ name }) => name), rows: rows as unknown[][] }
}

async function* follow(client: pg.Client, cursor: string, first: unknown[][]) {
  for (let rows = first; rows.length > 0; rows = (await fetchRows(client, cursor)).rows) {
    for (const row of rows) yield row.map(cellOf)
  }
}

async function asPluginError<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (cause) {
    throw new PluginError(`The database ${what}: ${reasonOf(cause)}`, { cause })
  }
}

/** Where several addresses of a host were tried, each has its own reason. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ')
  return cause instanceof Error ? cause.message : String(cause)
}
