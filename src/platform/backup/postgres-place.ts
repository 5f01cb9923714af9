import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openPostgres } from '../database/postgres.ts'
import { openSqlite } from '../database/sqlite.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { copyTables } from './copying-database.ts'
import { asideName, forgetUnfinished, shareBlobs } from './keeping-aside.ts'
import type { Place, PlaceOptions } from './places.ts'

/** A schema of its own, in which nobody looks for tables. */
const staging = 'lyceum_restoring'
/** By this name other sessions know what we are. */
const restorer = 'lyceum restore'
/** Of all locks that programs agree on in this database, ours. */
const restoreLock = 7_306_093_341
const lingeringMs = 3_000

/**
 * Tables that others of the same names replace: they are filled in a schema beside, and both sets change places in one
 * transaction. A restore that is killed leaves a schema that nobody sees, and that the next one clears away.
 */
export async function openPostgresPlace({ config, instance, lines, copied }: PlaceOptions): Promise<Place> {
  // One of the two connections holds the lock.
  const database = openPostgres(urlWith(config.databaseUrl, { application_name: restorer }), 2)
  const staged = join(instance.folder, 'restoring.db')
  const isOurs = ownNames(lines)
  const hold = Promise.withResolvers<void>()
  try {
    await holdPlace(database.db, hold.promise)
    await demandAlone(database.db)
    await forgetUnfinished(instance.folder, staged)
    await sql`drop schema if exists ${sql.id(staging)} cascade`.execute(database.db)
  } catch (error) {
    hold.resolve()
    await database.close()
    throw error
  }
  return {
    staged,
    demandUnused: () => demandAlone(database.db),
    isEmpty: async () => !(await namesIn(database.db)).some(isOurs),
    take: async (at) => {
      await fillStaging(config.databaseUrl, database.db, { staged, lines, copied })
      const isReplacing = (await namesIn(database.db)).some(isOurs)
      const aside = asideName(at)
      if (isReplacing && config.filesUrl === undefined)
        await shareBlobs(instance.fileFolder, join(instance.folder, aside, 'files'))
      await changePlaces(database.db, aside, isOurs)
      return isReplacing ? `the schema "${aside}" of the database` : null
    },
    close: async () => {
      await forgetUnfinished(instance.folder, staged)
      hold.resolve()
      await database.close()
    },
  }
}

type Filling = Pick<PlaceOptions, 'lines' | 'copied'> & Readonly<{ staged: string }>

/** The tables as the schema steps make them, with the rows of the staged file. */
async function fillStaging(url: string, db: Db, { staged, lines, copied }: Filling): Promise<void> {
  await sql`create schema ${sql.id(staging)}`.execute(db).catch(refuseWithoutRight)
  const options = `-c search_path=${staging} -c statement_timeout=0`
  const to = openPostgres(urlWith(url, { application_name: restorer, options }), 2)
  const from = openSqlite(staged, 'command')
  try {
    await migrateUp(to.db, to.kind, lines)
    await to.db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx)
      await sql`set local synchronous_commit = on`.execute(tx)
      const letGo = await letGoOfReferences(tx)
      await copyTables(from, { ...to, db: tx })
      for (const again of letGo) await sql.raw(again).execute(tx)
      await copied?.({ ...to, db: tx })
    })
    await sql`analyze`.execute(to.db).catch(() => {})
  } finally {
    await from.close()
    await to.close()
  }
}

/** Foreign keys are checked once, when all rows are there; answers what brings them back. */
async function letGoOfReferences(tx: Db): Promise<string[]> {
  const { rows } = await sql<{ drop: string; add: string }>`
    select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as drop,
      format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as add
    from pg_constraint k
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace`.execute(tx)
  for (const { drop } of rows) await sql.raw(drop).execute(tx)
  return rows.map(({ add }) => add)
}

async function changePlaces(db: Db, aside: string, isOurs: (name: string) => boolean): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(tx)
    const home = rows[0]?.name ?? 'public'
    if ((await namesIn(tx)).some(isOurs)) {
      await sql`create schema ${sql.id(aside)}`.execute(tx)
      await moveAll(tx, home, aside, isOurs)
    }
    await moveAll(tx, staging, home, () => true)
    await sql`drop schema ${sql.id(staging)}`.execute(tx)
    // The tables are locked by now: whoever came meanwhile waits for them, and is found here.
    await demandAlone(tx)
  })
}

/** Indexes, sequences and triggers go with their tables. */
async function moveAll(tx: Db, from: string, to: string, isOurs: (name: string) => boolean): Promise<void> {
  const { rows } = await sql<{ name: string; move: string }>`
    select relname as name, format('alter table %I.%I set schema %I', ${from}::text, relname, ${to}::text) as move
      from pg_class where relkind = 'r' and relnamespace = ${from}::text::regnamespace
    union all
    select proname, format('alter function %I.%I(%s) set schema %I', ${from}::text, proname,
        pg_get_function_identity_arguments(oid), ${to}::text)
      from pg_proc where pronamespace = ${from}::text::regnamespace`.execute(tx)
  for (const { name, move } of rows) if (isOurs(name)) await sql.raw(move).execute(tx)
}

/** Tables and functions of the parts of the house; whatever else lives in the schema stays where it is. */
function ownNames(lines: readonly MigrationLine[]): (name: string) => boolean {
  const prefixes = lines.map(({ name }) => name)
  return (name) =>
    ['migrations_lock', 'migrations_lock_lock'].includes(name) ||
    prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}_`))
}

async function namesIn(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

/** Locks the database for restorers until `over`, on a connection that does nothing else. */
async function holdPlace(db: Db, over: Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  db.connection()
    .execute(async (connection) => {
      // One that was killed lets go a moment later.
      await sql`select pg_advisory_lock(${restoreLock}::bigint)`.execute(connection).catch(refuseSecond)
      resolve()
      await over
      await sql`select pg_advisory_unlock(${restoreLock}::bigint)`.execute(connection)
    })
    .catch(reject)
  return promise
}

function refuseSecond(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === '55P03')) throw error
  throw inUse('Another restore or reset of this database is under way.', error)
}

/** A process that has just ended leaves its connections behind for a moment. */
async function demandAlone(db: Db): Promise<void> {
  for (const givenUpAt = performance.now() + lingeringMs; ; await sleep(100)) {
    const sessions = await countOthers(db)
    if (sessions === 0) return
    if (performance.now() > givenUpAt) throw inUse(`Lyceum is running on this database (${sessions} connections).`)
  }
}

async function countOthers(db: Db): Promise<number> {
  // A transaction would see who was there when it first asked.
  await sql`select pg_stat_clear_snapshot()`.execute(db)
  const { rows } = await sql<{ sessions: number }>`
    select count(*) as sessions from pg_stat_activity
    where datname = current_database() and application_name like 'lyceum%' and application_name <> ${restorer}`.execute(
    db,
  )
  return rows[0]?.sessions ?? 0
}

const inUse = (sentence: string, cause?: unknown): UserError =>
  new UserError('conflict', 'restore.database-in-use', `${sentence} Stop every lyceum process, and try again.`, {
    cause,
  })

function refuseWithoutRight(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
  const sentence =
    'The role of LYCEUM_DATABASE_URL may not create schemas in this database, which a restore needs: grant create on database … to it.'
  throw new UserError('conflict', 'restore.not-allowed', sentence, { cause: error })
}

function urlWith(url: string, parameters: Readonly<Record<string, string>>): string {
  const changed = new URL(url)
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value)
  return changed.href
}
