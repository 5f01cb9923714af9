import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DatabaseKind } from './migrating.ts'
import type { Db } from './tables.ts'

/** Any number, as long as nothing else in this database takes it: "lyc" and a version of the protocol. */
const lockNumber = 0x6c7963_01
const lookEveryMs = 100

/**
 * Runs work while no other process does the same on this database: of five that start together one applies the schema
 * steps, and the others find nothing left to do. The lock is of the connection, so that it goes with a process that dies.
 * On SQLite one server has the instance for itself, and every step locks the file.
 */
export function migratingAlone<Result>(db: Db, kind: DatabaseKind, work: () => Promise<Result>): Promise<Result> {
  if (kind === 'sqlite') return work()
  return db.connection().execute(async (holder) => {
    // Asked again and again, since the server gives up waiting for a lock long before a large step is done.
    while (!(await takes(holder))) await sleep(lookEveryMs)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(lockNumber)})`.execute(holder)
    }
  })
}

async function takes(holder: Db): Promise<boolean> {
  const query = sql<{ taken: boolean }>`select pg_try_advisory_lock(${sql.lit(lockNumber)}) as taken`
  return (await query.execute(holder)).rows[0]?.taken === true
}
