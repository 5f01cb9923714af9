import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Config } from '../../config.ts'
import { openActivity } from '../activity/recording.ts'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { UserError } from '../errors.ts'
import type { BlobStore } from '../files/blob-store.ts'
import { asSpaceError } from '../files/disk-errors.ts'
import { filePlaceOf } from '../files/file-place.ts'
import { openBlobStore } from '../files/storing.ts'
import { holdInstance } from '../instance/holding.ts'
import { openInstance } from '../instance/instance.ts'
import { DamagedArchive, readArchive } from './archive.ts'
import type { Progress } from './backing-up.ts'
import { inspectDatabase } from './inspecting.ts'
import { type Manifest, partNames } from './manifest.ts'
import { openPlace, type Place } from './places.ts'
import { refuseNewer } from './scratch-restoring.ts'
import { openLanes, smallBytes } from './side-by-side.ts'
import { damaged, verifyArchive } from './verifying.ts'

export type RestoreReport = Readonly<{
  version: string
  createdAt: string
  files: number
  /** Schema steps that the backup did not have yet. */
  migrated: readonly string[]
  /** Where the database that was there before lies now; null where there was none. */
  keptAside: string | null
  /** Commands that install again what the archive does not hold. */
  installed: readonly string[]
  missing: readonly string[]
}>

export type RestoreOrder = Readonly<{
  file: string
  replace: boolean
  lines: readonly MigrationLine[]
  now: () => string
  by: string
  /** Puts the secret of the archive in place of the instance's. */
  withSecrets?: boolean
  progress?: Progress
  /** Puts the restored database in order before it takes its place; told where it lies as a configuration. */
  settle?: (staged: Config) => Promise<void>
  /** Makes anew what one kind of database keeps beside its tables, where rows came in from the other. */
  copied?: (database: Database) => Promise<void>
}>

/**
 * Puts a backup in place of the database of an instance, and its files beside those that are there. The archive is read
 * to its end before anything is changed, and the new database takes its place at once: a restore that is killed leaves
 * the old instance as it was. An archive of either kind of database goes into either.
 *
 * @throws UserError `instance.in-use` while a server runs, `restore.not-empty` without `replace`,
 * `restore.database-in-use`, `restore.no-secret`, `restore.not-allowed`, `backup.damaged`, `backup.newer`,
 * `backup.no-file`, `files.no-space`.
 */
export async function restore(config: Config, order: RestoreOrder): Promise<RestoreReport> {
  const instance = openInstance(config)
  const hold = holdInstance(instance.folder)
  try {
    const place = await openPlace({ config, instance, lines: order.lines, copied: order.copied })
    try {
      if (!order.replace && !(await place.isEmpty())) throw notEmpty(config.instance)
      return await restoreInto(place, () => openBlobStore(filePlaceOf(config, instance)), config, order)
    } finally {
      await place.close()
    }
  } catch (error) {
    throw asSpaceError(error)
  } finally {
    hold.release()
  }
}

async function restoreInto(
  place: Place,
  openStore: () => BlobStore,
  config: Config,
  order: RestoreOrder,
): Promise<RestoreReport> {
  const { file, lines, now, progress } = order
  const reading = {
    databaseTo: place.staged,
    progress: (done: number, all: number) => progress?.('reading', done, all),
  }
  const manifest = await verifyArchive(file, reading)
  refuseNewer(manifest, lines)
  if (order.withSecrets) demandSecret(manifest, config)
  await demandSound(order.file, place.staged)

  const secret = await unpack(manifest, openStore(), order)
  progress?.('database', 0, null)
  const migrated = await bringUpToDate(config, place.staged, manifest, order)
  const keptAside = await place.take(now())
  if (order.withSecrets && secret)
    await writeFile(join(config.instance, 'secret'), secret, { mode: 0o600, flush: true })
  const { version, createdAt, installed, missing, damaged: spoiled } = manifest
  const lost = [...missing, ...spoiled]
  return { version, createdAt, files: blobsIn(manifest).size, migrated, keptAside, installed, missing: lost }
}

/** A blob that was spoiled already when it was copied stays behind. */
function blobsIn(manifest: Manifest): Set<string> {
  const spoiled = new Set(manifest.damaged.map(partNames.blob))
  const names = manifest.entries.map((entry) => entry.name).filter((name) => name.startsWith(partNames.blob('')))
  return new Set(names).difference(spoiled)
}

/** Blobs go to their place at once: nobody names them yet, and what nobody names is swept away. Answers the secret. */
async function unpack(manifest: Manifest, store: BlobStore, { file, progress }: RestoreOrder): Promise<Buffer | null> {
  const blobs = blobsIn(manifest)
  const total = manifest.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const lanes = openLanes()
  const receive = async (name: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void> => {
    const { sha256 } = await store.receive(bytes, { maxBytes })
    if (partNames.blob(sha256) !== name) throw new Error(`${name} changed while the backup was being restored.`)
  }
  let secret: Buffer | null = null
  let done = 0
  for await (const { name, sizeBytes, bytes } of readArchive(file)) {
    progress?.('files', done, total)
    done += sizeBytes
    if (name === partNames.secret) secret = Buffer.concat(await Array.fromAsync(bytes))
    if (!blobs.has(name)) continue
    if (sizeBytes > smallBytes) await receive(name, bytes, sizeBytes)
    else {
      const pieces = await Array.fromAsync(bytes)
      await lanes.add(() => receive(name, Readable.from(pieces), sizeBytes))
    }
  }
  await lanes.finish()
  return secret
}

/** A row without the row that it refers to was so in the house: it does not keep the rest from coming back. */
async function demandSound(archive: string, staged: string): Promise<void> {
  const { problem } = await inspectDatabase({ file: staged, isThorough: true })
  if (problem !== null) throw damaged(archive, new DamagedArchive(partNames.database, problem))
}

/** Prepares the new database before it takes its place, and leaves it as one file without a log. */
async function bringUpToDate(
  config: Config,
  staged: string,
  manifest: Manifest,
  { lines, now, by, file, settle, copied }: RestoreOrder,
): Promise<string[]> {
  const database = openSqlite(staged, 'command')
  try {
    const migrated = await migrateUp(database.db, database.kind, lines)
    if (manifest.madeOn !== database.kind) await copied?.(database)
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

function demandSecret({ entries }: Manifest, { secret, secretFile }: Config): void {
  if (!entries.some(({ name }) => name === partNames.secret)) {
    const sentence = 'There is no secret in this backup: it was made without --with-secrets. Restore it without, too.'
    throw new UserError('conflict', 'restore.no-secret', sentence)
  }
  if (secret === undefined && secretFile === undefined) return
  const sentence =
    'LYCEUM_SECRET or LYCEUM_SECRET_FILE is set and would win over the secret in the backup: unset it first.'
  throw new UserError('conflict', 'restore.no-secret', sentence)
}

function notEmpty(folder: string): UserError {
  const sentence = `The instance ${folder} holds data already. Restore into an empty one (LYCEUM_INSTANCE), or say --replace: what is there is then kept aside.`
  return new UserError('conflict', 'restore.not-empty', sentence)
}
