import type { Config } from '../../config.ts'
import { openActivity } from '../activity/recording.ts'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { holdInstance } from '../instance/holding.ts'
import { openInstance } from '../instance/instance.ts'
import { openPlace } from './places.ts'

/** Where the database that was there lies now; null where there was none. */
export type ResetReport = Readonly<{ keptAside: string | null }>

export type ResetOrder = Readonly<{ lines: readonly MigrationLine[]; now: () => string; by: string }>

/**
 * Puts an empty database in place of that of an instance. Its files have no names then, and are swept away as any that
 * nobody names; secret, logs and backups stay.
 *
 * @throws UserError `instance.in-use` while a server runs, `restore.database-in-use`, `restore.not-allowed`.
 */
export async function reset(config: Config, { lines, now, by }: ResetOrder): Promise<ResetReport> {
  const instance = openInstance(config)
  const hold = holdInstance(instance.folder)
  try {
    const place = await openPlace({ config, instance, lines })
    try {
      await makeEmpty(place.staged, { lines, now, by })
      return { keptAside: await place.take(now()) }
    } finally {
      await place.close()
    }
  } finally {
    hold.release()
  }
}

async function makeEmpty(staged: string, { lines, now, by }: ResetOrder): Promise<void> {
  const database = openSqlite(staged, 'command')
  try {
    await migrateUp(database.db, database.kind, lines)
    const entry = { actor: by, action: 'backup.instance-reset', status: 'warning' } as const
    await database.db
      .transaction()
      .execute((tx) => openActivity(now).record(tx, { ...entry, message: 'The instance was emptied.' }))
    database.raw?.exec('pragma journal_mode = delete')
  } finally {
    await database.close()
  }
}
