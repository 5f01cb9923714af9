import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type pg from 'pg'
import { type DatabaseKind, type MigrationLine, migrateUp } from '../../src/platform/database/migrating.ts'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import {
  asAdministrator,
  asServer,
  createPostgresDatabase,
  dropPostgresDatabase,
  emptyDatabase,
  whenFileEnds,
} from './databases.ts'
import { atEnd } from './endings.ts'

// Applying schema steps takes longer than most tests: a run of all tests does it once for each kind of database and set of
// parts, and tests work on copies. A file run by hand makes templates of its own.

type Lines = readonly MigrationLine[]

const sqliteTemplates = new Map<string, Promise<string>>()
const restingPostgres: Migrated[] = []
whenFileEnds(async () => {
  for (const { url } of restingPostgres) await dropPostgresDatabase(url)
})

/** The address of a database with the tables of these parts, as new, for the time of one test. */
export async function migratedDatabase(t: TestContext, kind: DatabaseKind, lines: Lines): Promise<string> {
  if (kind === 'postgres') return migratedPostgres(t, lines)
  const url = await emptyDatabase(t, kind)
  const name = templateOf(lines)
  const template = sqliteTemplates.get(name) ?? sqliteTemplate(lines)
  sqliteTemplates.set(name, template)
  await copyFile(await template, url.slice('sqlite:'.length))
  return url
}

const namesOf = (lines: Lines): string => lines.map(({ name }) => name).join(' ')
const templateOf = (lines: Lines): string =>
  `template_${createHash('sha256').update(namesOf(lines)).digest('hex').slice(0, 16)}`

/** The path of the template, made where nobody else has made it yet; of two made at the same time one stays. */
async function sqliteTemplate(lines: Lines): Promise<string> {
  const folder = process.env.LYCEUM_TEST_TEMPLATES ?? (await ownFolder())
  const template = join(folder, `${templateOf(lines)}.db`)
  if (existsSync(template)) return template
  const growing = join(folder, `${templateOf(lines)}-${process.pid}.db`)
  await migrate(`sqlite:${growing}`, lines)
  await rename(growing, template)
  return template
}

async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-templates-'))
  whenFileEnds(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The name of the template on the server; of several files that want it, one makes it and the others wait. */
function postgresTemplate(lines: Lines): Promise<string> {
  const name = templateOf(lines)
  return asServer(async (client) => {
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const url = await createPostgresDatabase()
      await migrate(url, lines)
      await client.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${name}`)
    }
    return name
  })
}

async function migrate(url: string, lines: Lines): Promise<void> {
  const database = await openDatabase(url, 'worker')
  await migrateUp(database.db, database.kind, lines)
  await database.close()
}

/** A database as it was right after its schema steps; rows by table, as JSON. */
type Migrated = Readonly<{ url: string; lines: string; shape: string; rows: ReadonlyMap<string, string> }>

async function migratedPostgres(t: TestContext, lines: Lines): Promise<string> {
  const place = restingPostgres.findIndex((resting) => resting.lines === namesOf(lines))
  const migrated = restingPostgres.splice(place, place === -1 ? 0 : 1)[0] ?? (await newPostgres(lines))
  atEnd(t, async () => {
    if (await emptied(migrated)) restingPostgres.push(migrated)
    else await dropPostgresDatabase(migrated.url)
  })
  return migrated.url
}

async function newPostgres(lines: Lines): Promise<Migrated> {
  const url = await createPostgresDatabase(await postgresTemplate(lines))
  return asAdministrator(url, async (client) => {
    const rows = new Map<string, string>()
    for (const table of await filledTables(client)) {
      const { rows: found } = await client.query(`select json_agg(t)::text as all from ${table} t`)
      rows.set(table, found[0].all)
    }
    return { url, lines: namesOf(lines), shape: await shapeOf(client), rows }
  })
}

/** Takes away what a test has left behind; false where it has changed the tables themselves, or how the database behaves. */
function emptied({ url, shape, rows }: Migrated): Promise<boolean> {
  return asAdministrator(url, async (client) => {
    const { rows: settings } = await client.query(
      'select 1 from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())',
    )
    if (settings.length > 0) return false
    await client.query(
      'select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    if ((await shapeOf(client)) !== shape) return false
    await client.query(emptying)
    for (const [table, all] of rows)
      await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [all])
    return true
  })
}

/**
 * Rows are deleted where there are few: to truncate makes new files for a table and all that refer to it. Some tables only
 * grow, by their triggers, which rest meanwhile. Numbers begin again.
 */
const emptying = `
  set session_replication_role = replica;
  do $$ declare filled record; begin
    for filled in
      select oid::regclass as name, pg_relation_size(oid) > 1e6 as is_large from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0
    loop
      if filled.is_large then execute format('truncate %s cascade', filled.name);
      else execute format('delete from %s', filled.name);
      end if;
    end loop;
  end $$;
  select setval(seqrelid::regclass, seqstart, false) from pg_sequence where pg_sequence_last_value(seqrelid) is not null`

async function filledTables(client: pg.Client): Promise<string[]> {
  const tables = await tablesOf(client)
  const looks = tables.map((table) => `select '${table}' as name where exists (select 1 from ${table})`)
  const { rows } = await client.query<{ name: string }>(looks.join(' union all '))
  return rows.map(({ name }) => name)
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1",
  )
  return rows.map(({ name }) => name)
}

/** Tables with their columns, and the schema steps that were taken. */
async function shapeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `select md5(string_agg(attrelid || ' ' || attname || ' ' || atttypid, ',' order by attrelid, attnum)) as shape
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0`,
  )
  const taken = (await tablesOf(client)).filter((table) => table.endsWith('_migrations'))
  const { rows: counts } = await client.query(
    taken.map((table) => `select '${table}' as line, count(*)::int as steps from ${table}`).join(' union all '),
  )
  return JSON.stringify([rows[0].shape, counts])
}
