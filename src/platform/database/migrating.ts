import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { UserError } from '../errors.ts'
import { migratingAlone } from './migrating-alone.ts'
import type { Db } from './tables.ts'

/** A schema step sees whatever tables stand at its time, so it is written without the types of today's. */
export type MigrationDb = Kysely<Record<string, Record<string, unknown>>>
export type DatabaseKind = 'sqlite' | 'postgres'

/** One step of the schema, with its way back. */
export type Migration = Readonly<{
  up: (db: MigrationDb, kind: DatabaseKind) => Promise<void>
  down: (db: MigrationDb, kind: DatabaseKind) => Promise<void>
  /** What the way back destroys, in a few words; absent when it loses nothing that matters. */
  destroys?: string
}>

/** The steps of one part or app, by file name; one is loaded when it is applied or reverted. */
export type MigrationLine = Readonly<{ name: string; steps: Readonly<Record<string, () => Promise<Migration>>> }>

export type MigrationState = Readonly<{ line: string; step: string; appliedAt: string | null }>

/**
 * Applies every step that is missing, each in a transaction of its own, and returns their names (`papers/0001-papers`).
 * Of several processes at once one does it, and the others wait.
 *
 * @throws UserError `database.schema-newer` when the database knows steps that this program does not.
 */
export function migrateUp(db: Db, kind: DatabaseKind, lines: readonly MigrationLine[]): Promise<string[]> {
  return migratingAlone(db, kind, () => applyMissing(db, kind, lines))
}

async function applyMissing(db: Db, kind: DatabaseKind, lines: readonly MigrationLine[]): Promise<string[]> {
  const applied: string[] = []
  for (const line of lines) {
    const waiting = (await readLine(db, kind, line)).filter((step) => step.appliedAt === null)
    if (waiting.length === 0) continue
    const migrator = await migratorOf(db, kind, line)
    for (const { step } of waiting) {
      // One step up, never "to" a step: where somebody is further already, that would be the way down.
      const { error, results = [] } = await migrator.migrateUp()
      if (error) throw migrationFailed(line.name, results[0]?.migrationName ?? step, error)
      applied.push(...results.map(({ migrationName }) => `${line.name}/${migrationName}`))
    }
  }
  return applied
}

/** Reverts the latest step of one line; undefined when none is left. */
export async function migrateDown(db: Db, kind: DatabaseKind, line: MigrationLine): Promise<string | undefined> {
  const migrator = await migratorOf(db, kind, line)
  const { error, results } = await migrator.migrateDown()
  const step = results?.[0]?.migrationName
  if (error) throw migrationFailed(line.name, step ?? 'down', error)
  return step === undefined ? undefined : `${line.name}/${step}`
}

/** Every known step, applied or not, in the order in which the lines are applied. */
export async function migrationStates(
  db: Db,
  kind: DatabaseKind,
  lines: readonly MigrationLine[],
): Promise<MigrationState[]> {
  const states: MigrationState[] = []
  for (const line of lines) states.push(...(await readLine(db, kind, line)))
  return states
}

/** Kysely's own record of a line; read directly, so that a start with nothing to do costs one query a line. */
async function readLine(db: Db, kind: DatabaseKind, line: MigrationLine): Promise<MigrationState[]> {
  const table = sql.table(`${line.name}_migrations`)
  const { rows } = (await hasTable(db, kind, `${line.name}_migrations`))
    ? await sql<{ name: string; timestamp: string }>`select name, timestamp from ${table}`.execute(db)
    : { rows: [] }
  const appliedAt = new Map(rows.map((row) => [row.name, row.timestamp]))
  const unknown = rows.find((row) => !Object.hasOwn(line.steps, row.name))
  if (unknown) throw schemaIsNewer(`${line.name}/${unknown.name}`)

  return Object.keys(line.steps)
    .sort()
    .map((step) => ({ line: line.name, step, appliedAt: appliedAt.get(step) ?? null }))
}

async function hasTable(db: Db, kind: DatabaseKind, name: string): Promise<boolean> {
  const query =
    kind === 'sqlite'
      ? sql`select 1 from sqlite_schema where type = 'table' and name = ${name}`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${name}`
  return (await query.execute(db)).rows.length > 0
}

/** Where several schemas of a database hold such tables, as one that a restore put aside does, ours is meant. */
async function currentSchema(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  return rows[0]?.name ?? 'public'
}

async function migratorOf(db: Db, kind: DatabaseKind, line: MigrationLine): Promise<Migrator> {
  const steps = Object.entries(line.steps).map(([name, step]) => [
    name,
    {
      up: async (tx: MigrationDb) => (await step()).up(tx, kind),
      down: async (tx: MigrationDb) => (await step()).down(tx, kind),
    },
  ])
  return new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(steps) },
    migrationTableName: `${line.name}_migrations`,
    migrationLockTableName: 'migrations_lock',
    ...(kind === 'postgres' && { migrationTableSchema: await currentSchema(db) }),
  })
}

const migrationFailed = (line: string, step: string, cause: unknown): Error =>
  new Error(`The schema step ${line}/${step} failed; the database is as it was before it.`, { cause })

const schemaIsNewer = (step: string): UserError =>
  new UserError(
    'conflict',
    'database.schema-newer',
    `The database was made by a newer Lyceum: it holds the schema step ${step}, which this version does not know. Install the newer version, or restore an older backup.`,
  )
