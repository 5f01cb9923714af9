import { createWriteStream, existsSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../config.ts'
import { openActivity } from '../activity/recording.ts'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { UserError } from '../errors.ts'
import { asSpaceError } from '../files/disk-errors.ts'
import { openDiskStore } from '../files/disk-store.ts'
import { holdInstance } from '../instance/holding.ts'
import { openInstance } from '../instance/instance.ts'
import { readArchive } from './archive.ts'
import { demandSound, refusePostgres } from './backing-up.ts'
import { forgetUnfinished, keepAside } from './keeping-aside.ts'
import { type Manifest, partNames } from './manifest.ts'
import { newerBackup, verifyArchive } from './verifying.ts'

export type RestoreReport = Readonly<{
  version: string
  createdAt: string
  files: number
  /** Schema steps that the backup did not have yet. */
  migrated: readonly string[]
  /** Where the instance that was there before lies now; null where there was none. */
  keptAside: string | null
  missing: readonly string[]
}>

type Asked = Readonly<{
  file: string
  replace: boolean
  lines: readonly MigrationLine[]
  now: () => string
  by: string
  /** Puts the restored database in order before it takes its place; told where it lies as a configuration. */
  settle?: (staged: Config) => Promise<void>
}>

/**
 * Puts a backup in place of the database of an instance, and its files beside those that are there. The archive is read
 * to its end before anything is written, and the new database takes its place by one rename: a restore that is killed
 * leaves the old instance as it was.
 *
 * @throws UserError `instance.in-use` while a server runs, `restore.not-empty` without `replace`,
 * `restore.database-in-use`, `backup.damaged`, `backup.newer`, `backup.postgres`, `files.no-space`.
 */
export async function restore(config: Config, asked: Asked): Promise<RestoreReport> {
  if (!config.databaseUrl.startsWith('sqlite:')) refusePostgres({ kind: 'postgres' })
  const database = config.databaseUrl.slice('sqlite:'.length)
  const instance = openInstance(config)
  const hold = holdInstance(instance.folder)
  try {
    if (existsSync(database) && !asked.replace) throw notEmpty(config.instance)
    const manifest = await verifyArchive(asked.file)
    refuseNewer(manifest, asked.lines)
    await forgetUnfinished(instance.folder, stagedBeside(database))

    await unpack(asked.file, manifest, instance.fileFolder, stagedBeside(database))
    const migrated = await bringUpToDate(config, stagedBeside(database), manifest, asked)
    const keptAside = existsSync(database)
      ? await keepAside({ folder: instance.folder, fileFolder: instance.fileFolder, database, at: asked.now() })
      : null
    await rename(stagedBeside(database), database)
    await flush(dirname(database))
    const { version, createdAt, missing, damaged } = manifest
    const files = blobsIn(manifest).size
    return { version, createdAt, files, migrated, keptAside, missing: [...missing, ...damaged] }
  } catch (error) {
    throw asSpaceError(error)
  } finally {
    hold.release()
  }
}

/** On the same file system as the database, whose place it takes. */
const stagedBeside = (database: string): string => `${database}.restoring`

/** A blob that was spoiled already when it was copied stays behind. */
function blobsIn(manifest: Manifest): Set<string> {
  const spoiled = new Set(manifest.damaged.map(partNames.blob))
  const names = manifest.entries.map((entry) => entry.name).filter((name) => name.startsWith(partNames.blob('')))
  return new Set(names).difference(spoiled)
}

/** Blobs go to their place at once: nobody names them yet, and what nobody names is swept away. */
async function unpack(file: string, manifest: Manifest, fileFolder: string, staged: string): Promise<void> {
  const store = openDiskStore(fileFolder)
  const blobs = blobsIn(manifest)
  for await (const { name, sizeBytes, bytes } of readArchive(file)) {
    if (name === partNames.database) await pipeline(bytes, createWriteStream(staged, { mode: 0o600, flush: true }))
    if (!blobs.has(name)) continue
    const { sha256 } = await store.receive(bytes, { maxBytes: sizeBytes })
    if (partNames.blob(sha256) !== name) throw new Error(`${name} changed while the backup was being restored.`)
  }
}

/** Checks the new database before it takes its place, and leaves it as one file without a log. */
async function bringUpToDate(config: Config, staged: string, manifest: Manifest, asked: Asked): Promise<string[]> {
  const { lines, now, by, file, settle } = asked
  const database = openSqlite(staged, 'command')
  try {
    await demandSound(database)
    const migrated = await migrateUp(database.db, database.kind, lines)
    await database.db.transaction().execute((tx) =>
      openActivity(now).record(tx, {
        actor: by,
        action: 'backup.restored',
        status: 'success',
        message: `The instance is that of ${manifest.createdAt} again.`,
        details: { file, version: manifest.version },
      }),
    )
    await settle?.({ ...config, databaseUrl: `sqlite:${staged}` })
    database.raw?.exec('pragma journal_mode = delete')
    return migrated
  } finally {
    await database.close()
  }
}

function refuseNewer(manifest: Manifest, lines: readonly MigrationLine[]): void {
  const known = new Set(lines.flatMap(({ name, steps }) => Object.keys(steps).map((step) => `${name}/${step}`)))
  if (manifest.steps.some((step) => !known.has(step))) throw newerBackup(manifest.version)
}

function notEmpty(folder: string): UserError {
  const sentence = `The instance ${folder} holds data already. Restore into an empty one (LYCEUM_INSTANCE), or say --replace: what is there is then kept aside.`
  return new UserError('conflict', 'restore.not-empty', sentence)
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
