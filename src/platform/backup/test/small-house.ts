import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pino } from 'pino'
import { readConfig } from '../../../config.ts'
import { migrations as activityMigrations } from '../../activity/migrations/line.ts'
import { openActivity } from '../../activity/recording.ts'
import { migrateUp } from '../../database/migrating.ts'
import { openDatabase } from '../../database/open-database.ts'
import { migrations as fileMigrations } from '../../files/migrations/line.ts'
import { openFiles } from '../../files/storing.ts'
import { openInstance } from '../../instance/instance.ts'
import type { Platform } from '../../platform.ts'
import { openSettings } from '../../settings/changing.ts'
import { migrations as settingMigrations } from '../../settings/migrations/line.ts'
import { migrations as backupMigrations } from '../migrations/line.ts'

export const lines = [activityMigrations, fileMigrations, backupMigrations, settingMigrations]

/** SQLite below the folder where no address is given. */
export const configOf = (folder: string, url?: string) =>
  readConfig({ LYCEUM_INSTANCE: folder, LYCEUM_DATABASE_URL: url, LYCEUM_TIMEZONE: 'UTC' })

/** As much of a house as a backup copies: an instance with a log and files. */
export async function openSmallHouse(folder = mkdtempSync(join(tmpdir(), 'lyceum-backup-')), url?: string) {
  const config = configOf(folder, url)
  const instance = openInstance(config)
  const database = await openDatabase(config.databaseUrl, 'worker')
  await migrateUp(database.db, database.kind, lines)
  const now = () => new Date().toISOString()
  const files = openFiles({ folder: instance.fileFolder, now })
  const activity = openActivity(now)
  const parts = lines.map((line) => ({ name: line.name, migrations: line }))
  const settings = openSettings(database, activity, now)
  const platform = {
    config,
    parts,
    settings,
    database,
    db: database.db,
    files,
    activity,
    now,
    log: pino({ level: 'silent' }),
  }
  return {
    config,
    folder,
    platform: platform as unknown as Platform,
    store: async (text: string) => {
      const blob = await files.receive(Readable.from([Buffer.from(text)]), { maxBytes: 1e9 })
      return database.db.transaction().execute(async (tx) => {
        await activity.record(tx, { actor: 'ada', action: 'files.stored', target: blob.sha256 })
        const kind = { mediaType: 'text/plain', dataType: 'test/x', ownerId: 'ada', origin: 'upload' }
        return files.record(tx, blob, { name: text.slice(0, 50), ...kind })
      })
    },
    close: () => database.close(),
  }
}

export type SmallHouse = Awaited<ReturnType<typeof openSmallHouse>>

/** What a person would miss: every record, its content, and the log; as text that can be compared. */
export async function contentsOf(folder: string, url?: string): Promise<string[]> {
  const { platform, close } = await openSmallHouse(folder, url)
  try {
    const records = await platform.db.selectFrom('files').selectAll().orderBy('id').execute()
    const files: string[] = []
    for (const { id, sha256, name } of records) {
      const content = Buffer.concat(await Array.fromAsync(platform.files.read(sha256)))
      files.push(`${id} ${name} ${content.toString('base64')}`)
    }
    const entries = await platform.db.selectFrom('activity_entries').selectAll().orderBy('seq').execute()
    const log = entries.filter((entry) => entry.action === 'files.stored')
    return [...files, ...log.map((entry) => JSON.stringify(entry))]
  } finally {
    await close()
  }
}
