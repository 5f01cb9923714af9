import { PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { PatientKysely } from './conflicts.ts'
import type { Database, DatabaseUse } from './database.ts'
import { openNotificationLine } from './postgres-notifications.ts'
import { openPool } from './postgres-pool.ts'
import type { Db, Tables } from './tables.ts'

const int8 = 20
/**
 * The server notices within seconds that we are gone, and then gives up our locks. A database of ours lies in memory or on
 * a solid disk: with the default cost of 4, made for spinning ones, it reads whole tables where it knows the few rows.
 */
const options = [
  'random_page_cost=1.1',
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=10000',
]

/** A pool with the limits of the house: 5 s for a connection or a lock, 15 s for a statement. */
export function openPostgres(url: string, poolSize = 10, use: DatabaseUse = 'command'): Database {
  const pool = openPool({
    connectionString: url,
    max: poolSize,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'lyceum',
    options: options.map((option) => `-c ${option}`).join(' '),
    // Counts and sequence numbers stay far below 2^53 here, and are numbers on SQLite too.
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  })
  const line = openNotificationLine(
    () =>
      new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: 5_000,
        application_name: 'lyceum notifications',
        // Nobody waits for the disk because of words that were heard, or not.
        options: '-c synchronous_commit=off',
      }),
  )
  // Who stays hears of work, and goes by the server's clock.
  if (use !== 'command') line.open()
  const db: Db = new PatientKysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  return {
    kind: 'postgres',
    db,
    unflushed: (work) =>
      db.transaction().execute(async (tx) => {
        await sql`set local synchronous_commit = off`.execute(tx)
        return work(tx)
      }),
    backup: async () => {
      throw new Error('Only SQLite copies itself to a file; see backup/copying-database.ts.')
    },
    notifications: line,
    aheadMs: line.aheadMs,
    connections: pool.connections,
    close: async () => {
      await line.close()
      await db.destroy()
    },
  }
}
