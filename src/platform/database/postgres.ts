import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { openNotificationLine } from './postgres-notifications.ts'
import type { Db, Tables } from './tables.ts'

const int8 = 20

/** A pool with the limits of the house: 5 s for a connection or a lock, 15 s for a statement. */
export function openPostgres(url: string, poolSize = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'lyceum',
    // A database of ours lies in memory or on a solid disk. With the default of 4, made for spinning ones, PostgreSQL
    // reads whole tables where it knows the few rows that are asked for.
    options: '-c random_page_cost=1.1',
    // Counts and sequence numbers stay far below 2^53 here, and are numbers on SQLite too.
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  })
  // An idle connection that breaks is replaced by the pool; without a listener the process would exit.
  pool.on('error', () => {})
  // Likewise one that breaks while it is lent out: its query fails, and that is told to whoever asked.
  pool.on('connect', (client) => client.on('error', () => {}))
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
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  return {
    kind: 'postgres',
    db,
    unflushed: (work) =>
      db.transaction().execute(async (tx) => {
        await sql`set local synchronous_commit = off`.execute(tx)
        return work(tx)
      }),
    backup: async () => {
      throw new Error('A PostgreSQL database is backed up with its own tools (pg_dump).')
    },
    notifications: line,
    close: async () => {
      await line.close()
      await db.destroy()
    },
  }
}
