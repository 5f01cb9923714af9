import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Row } from '../database/table-rows.ts'
import { readShapes, type TableShape } from '../database/table-shapes.ts'
import type { Db } from '../database/tables.ts'

type Opened = Pick<Database, 'kind' | 'db'>

/** Stands in a database while a house is being moved into it, and says how far that is. */
const stateTable = 'moving_state'
/** How the connections of a move are known on PostgreSQL, among those of servers. */
export const moverName = 'lyceum move'

/** The tables that hold what people would miss: neither the record of schema steps nor our own state. */
export async function houseTables(database: Opened): Promise<TableShape[]> {
  const shapes = await readShapes(database)
  return shapes.filter(({ name }) => name !== stateTable && !/_migrations$|^migrations_lock$/.test(name))
}

/** Rows behind a key, in the order of the key as this database sorts it. */
export async function readPage(
  { db }: Opened,
  { name, columns, key }: TableShape,
  after: readonly unknown[] | null,
  limit: number,
): Promise<Row[]> {
  const keys = sql.join(key.map((column) => sql.ref(column)))
  const behind = after === null ? sql`` : sql`where (${keys}) > (${sql.join(after)})`
  const list = sql.join(columns.map((column) => sql.ref(column)))
  const query = sql<Row>`select ${list} from ${sql.table(name)} ${behind} order by ${keys} limit ${sql.lit(limit)}`
  return (await query.execute(db)).rows
}

export async function countRows(db: Db, name: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db)
  return Number(rows[0]?.n)
}

/** Only where there is something: the activity log takes every attempt to delete amiss. */
export async function emptyTable(db: Db, name: string): Promise<void> {
  if ((await countRows(db, name)) > 0) await sql`delete from ${sql.table(name)}`.execute(db)
}

export async function hasState({ kind, db }: Opened): Promise<boolean> {
  const query =
    kind === 'sqlite'
      ? sql`select 1 from sqlite_schema where type = 'table' and name = ${stateTable}`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${stateTable}`
  return (await query.execute(db)).rows.length > 0
}

export async function createState(db: Db): Promise<void> {
  await sql`create table if not exists ${sql.table(stateTable)} (name text primary key, value text not null)`.execute(
    db,
  )
}

export async function dropState(db: Db): Promise<void> {
  await sql`drop table ${sql.table(stateTable)}`.execute(db)
}

export async function readState(db: Db, name: string): Promise<string | undefined> {
  const query = sql<{ value: string }>`select value from ${sql.table(stateTable)} where name = ${name}`
  return (await query.execute(db)).rows[0]?.value
}

export async function writeState(tx: Db, name: string, value: string): Promise<void> {
  await sql`insert into ${sql.table(stateTable)} (name, value) values (${name}, ${value})
    on conflict (name) do update set value = excluded.value`.execute(tx)
}

/** How many connections other Lyceum processes have to a PostgreSQL database. */
export async function otherConnections(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
    where datname = current_database() and application_name like 'lyceum%' and application_name <> ${moverName}`.execute(
    db,
  )
  return Number(rows[0]?.n)
}

/** Of all locks that programs agree on in a PostgreSQL database, that of moves. */
const moveLock = 7_306_093_342

/** Holds a database for this move until `over`, on a connection that does nothing else; false where another move has it. */
export function holdForMove(db: Db, over: Promise<void>): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  db.connection()
    .execute(async (connection) => {
      const lock = sql<{ held: boolean }>`select pg_try_advisory_lock(${moveLock}::bigint) as held`
      const isHeld = (await lock.execute(connection)).rows[0]?.held === true
      resolve(isHeld)
      if (!isHeld) return
      await over
      await sql`select pg_advisory_unlock(${moveLock}::bigint)`.execute(connection)
    })
    .catch(reject)
  return promise
}

/** The sizes of these blobs, as far as files name or named them. */
export async function blobSizes(db: Db, sha256s: readonly string[]): Promise<Map<string, number>> {
  if (sha256s.length === 0) return new Map()
  const rows = await db
    .selectFrom('files_blobs')
    .select(['sha256', 'size_bytes'])
    .where('sha256', 'in', sha256s)
    .execute()
  return new Map(rows.map(({ sha256, size_bytes }) => [sha256, Number(size_bytes)]))
}

/** All blobs that have a row, page by page. */
export function blobPage(db: Db, after: string, limit: number): Promise<{ sha256: string; size_bytes: number }[]> {
  return db
    .selectFrom('files_blobs')
    .select(['sha256', 'size_bytes'])
    .where('sha256', '>', after)
    .orderBy('sha256')
    .limit(limit)
    .execute()
}

export async function blobTotals(db: Db): Promise<{ blobs: number; bytes: number }> {
  const { rows } = await sql<{ n: number; bytes: number }>`
    select count(*) as n, coalesce(sum(size_bytes), 0) as bytes from files_blobs`.execute(db)
  return { blobs: Number(rows[0]?.n), bytes: Number(rows[0]?.bytes) }
}
