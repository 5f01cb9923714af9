import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { version } from '../../version.ts'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrationStates } from '../database/migrating.ts'
import { asSpaceError } from '../files/disk-errors.ts'
import { makeFolder } from '../instance/instance.ts'
import { unfinishedSuffix } from './backing-up.ts'
import { copyDatabase } from './copying-database.ts'

/**
 * Copies the database to `backups/before-….db` of an instance, as SQLite and in the schema that it has now, before the
 * steps that wait change it. Answers the file; undefined where no step waits, or none was ever applied.
 *
 * @throws UserError `files.no-space`, `database.schema-newer`
 */
export async function copyBeforeUpgrade(
  database: Database,
  lines: readonly MigrationLine[],
  { instance, now }: Readonly<{ instance: string; now: string }>,
): Promise<string | undefined> {
  const states = await migrationStates(database.db, database.kind, lines)
  const applied = new Set(
    states.filter(({ appliedAt }) => appliedAt !== null).map(({ line, step }) => `${line}/${step}`),
  )
  if (applied.size === 0 || applied.size === states.length) return undefined

  const folder = join(instance, 'backups')
  const file = join(folder, `before-${version}-${now.replaceAll(':', '')}.db`)
  try {
    makeFolder(folder)
    await copyDatabase(database, linesUpTo(lines, applied), `${file}${unfinishedSuffix}`)
    await rename(`${file}${unfinishedSuffix}`, file)
    return file
  } catch (error) {
    throw asSpaceError(error)
  } finally {
    await rm(`${file}${unfinishedSuffix}`, { force: true })
  }
}

/** The schema as these steps made it. */
const linesUpTo = (lines: readonly MigrationLine[], applied: ReadonlySet<string>): MigrationLine[] =>
  lines
    .map(({ name, steps }) => ({
      name,
      steps: Object.fromEntries(Object.entries(steps).filter(([step]) => applied.has(`${name}/${step}`))),
    }))
    .filter(({ steps }) => Object.keys(steps).length > 0)
