import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { Source, Table } from './source.ts'

/** What the first form says of the database. */
export type Connection = Readonly<{
  kind: 'sqlite' | 'postgresql'
  /** Address of the file of SQLite. */
  file: string
  host: string
  port: number
  user: string
  password: string
  database: string
}>

/** What is kept between the forms; the connection is sealed, and goes when the work is done. */
export type Kept = { connection?: string; tables: readonly Table[] }

type Lent = Pick<RunContext, 'open' | 'secrets'>

/** Databases are opened for one question each: nothing holds a connection while people think. */
export async function openSource(context: Lent, connection: Connection, timeoutMs: number): Promise<Source> {
  if (connection.kind === 'sqlite') {
    const file = await context.open(connection.file)
    return (await import('./sqlite.ts')).openSqlite(file.path, file.name)
  }
  const { host, port, user, password, database } = connection
  return (await import('./postgres.ts')).openPostgres({ host, port, user, password, database }, timeoutMs)
}

/** As it was when the first form was sent. @throws PluginError where it was used up, or sealed elsewhere */
export async function keptConnection(context: Lent, { connection }: Partial<Kept>): Promise<Connection> {
  const text = connection === undefined ? undefined : await context.secrets.open(connection)
  if (text === undefined) throw new PluginError('The connection is not known any more. Please start again.')
  return JSON.parse(text)
}
