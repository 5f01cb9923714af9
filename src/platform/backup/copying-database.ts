import type { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { continueAfter, latestNumber, readRows, writeRows } from '../database/table-rows.ts'
import { readShapes } from '../database/table-shapes.ts'

type Opened = Pick<Database, 'kind' | 'db' | 'raw'>

/**
 * Writes one moment of a database of either kind to a new SQLite file, while others go on writing. What PostgreSQL
 * derives for searching is not in it: `copied` of each part makes it anew where the copy becomes a house again.
 */
export async function copyDatabase(from: Database, lines: readonly MigrationLine[], target: string): Promise<void> {
  if (from.kind === 'sqlite') return from.backup(target)

  const to = openSqlite(target, 'command')
  try {
    // Nobody misses this file when the machine stops: it is flushed as part of the archive.
    to.raw?.exec('pragma journal_mode = memory; pragma synchronous = off; pragma foreign_keys = off')
    await migrateUp(to.db, to.kind, lines)
    await from.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        await withoutTriggers(to.raw, () => copyTables({ ...from, db: tx }, to))
      })
  } finally {
    await to.close()
  }
}

/**
 * Fills every table of `to` with the rows that `from` has; what the schema steps put there goes first. Foreign keys
 * are nobody's concern meanwhile.
 */
export async function copyTables(from: Opened, to: Opened): Promise<void> {
  const shapes = await readShapes(to)
  for (const shape of shapes.toReversed()) await emptyTable(to, shape.name)
  for (const shape of shapes) {
    to.raw?.exec('begin')
    for await (const rows of readRows(from, shape)) await writeRows(to, shape, rows)
    const latest = await latestNumber(from, shape)
    if (latest !== null) await continueAfter(to, shape, latest)
    to.raw?.exec('commit')
  }
}

/** Only where there is something: the activity log takes every attempt to delete amiss. */
async function emptyTable({ db }: Opened, name: string): Promise<void> {
  const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db)
  if (rows.length > 0) await sql`delete from ${sql.table(name)}`.execute(db)
}

/** They keep what is searched for in step, a row at a time: all of it is made at once later. */
async function withoutTriggers(raw: DatabaseSync | undefined, work: () => Promise<void>): Promise<void> {
  const triggers = raw?.prepare(`select name, sql from sqlite_schema where type = 'trigger'`).all() ?? []
  for (const { name } of triggers) raw?.exec(`drop trigger "${name}"`)
  await work()
  for (const trigger of triggers) raw?.exec(String(trigger.sql))
}
