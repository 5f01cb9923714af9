import { sql } from 'kysely'
import { migrationsOf, type Part } from '../app.ts'
import { migrationStates } from '../database/migrating.ts'
import type { Db } from '../database/tables.ts'
import type { Check, Finding } from './check.ts'

/** Reads every page of the database. */
export const databaseIntegrity: Check = {
  name: 'database.integrity',
  title: 'Database',
  run: async ({ database: { kind }, db }) => {
    if (kind === 'postgres') return canBeRead(db)
    const { rows: pages } = await sql<{ quick_check: string }>`pragma quick_check(5)`.execute(db)
    const { rows: orphans } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db)
    const problems = pages.map((row) => row.quick_check).filter((said) => said !== 'ok')
    if (problems.length > 0) return damaged(`The database is damaged: ${problems.join('; ')}.`)
    if (orphans.length > 0) return damaged(`${orphans.length} rows of ${orphans[0]?.table} name a row that is missing.`)
    return { level: 'ok', message: 'Every page is sound, and every reference leads somewhere.' }
  },
}

/** D1: what a person was told is saved survives a power cut only with these. */
export const databaseSettings: Check = {
  name: 'database.settings',
  title: 'Settings of the database',
  run: async ({ database: { kind }, db }) => {
    const wrong = kind === 'sqlite' ? await unsafeOnSqlite(db) : await unsafeOnPostgres(db)
    if (wrong.length === 0) return { level: 'ok', message: 'What is saved survives a power cut.' }
    return {
      level: 'fail',
      message: `What is saved may be lost in a power cut: ${wrong.join(', ')}.`,
      remedy: 'Undo what changed these settings of the database, and start the server again.',
    }
  },
}

export const schemaIsCurrent = (parts: readonly Part[]): Check => ({
  name: 'database.schema',
  title: 'Schema',
  run: async ({ database: { kind }, db }) => {
    const states = await migrationStates(db, kind, migrationsOf(parts))
    const waiting = states.filter((state) => state.appliedAt === null).map(({ line, step }) => `${line}/${step}`)
    if (waiting.length === 0) return { level: 'ok', message: `All ${states.length} steps are applied.` }
    return { level: 'fail', message: `These steps wait: ${waiting.join(', ')}.`, remedy: 'Run lyceum migrate up.' }
  },
})

async function unsafeOnSqlite(db: Db): Promise<string[]> {
  const { rows: journal } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)
  const { rows: flushing } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
  const { rows: keys } = await sql<{ foreign_keys: number }>`pragma foreign_keys`.execute(db)
  const wrong: string[] = []
  if (journal[0]?.journal_mode !== 'wal') wrong.push(`journal_mode is ${journal[0]?.journal_mode}`)
  if ((flushing[0]?.synchronous ?? 0) < 2) wrong.push(`synchronous is ${flushing[0]?.synchronous}`)
  if (keys[0]?.foreign_keys !== 1) wrong.push('foreign keys are off')
  return wrong
}

async function unsafeOnPostgres(db: Db): Promise<string[]> {
  const { rows } = await sql<{ commit: string; encoding: string }>`
    select current_setting('synchronous_commit') as commit, current_setting('server_encoding') as encoding`.execute(db)
  const wrong: string[] = []
  if (rows[0]?.commit === 'off') wrong.push('synchronous_commit is off')
  if (rows[0]?.encoding !== 'UTF8') wrong.push(`the encoding is ${rows[0]?.encoding}, not UTF8`)
  return wrong
}

async function canBeRead(db: Db): Promise<Finding> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db)
  return { level: 'ok', message: `PostgreSQL ${rows[0]?.version} answers.` }
}

const damaged = (message: string): Finding => ({
  level: 'fail',
  message,
  remedy:
    'Stop the server, keep a copy of the instance, and restore the latest backup (lyceum restore FILE --replace).',
})
