import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { declaredBy, migrationsOf } from '../app.ts'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrationStates } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { UserError } from '../errors.ts'
import { asSpaceError, readableSize } from '../files/disk-errors.ts'
import { measureBlobs, namedBlobs } from '../files/queries.ts'
import { makeFolder } from '../instance/instance.ts'
import { readSecret } from '../instance/secret.ts'
import type { Platform } from '../platform.ts'
import { type ArchiveWriter, writeArchive } from './archive.ts'
import { copyDatabase } from './copying-database.ts'
import { inspectDatabase } from './inspecting.ts'
import { archiveFormat, type Manifest, partNames, sealOf } from './manifest.ts'
import { patiently } from './patience.ts'
import { measureDatabase, saveArchive } from './queries.ts'
import { ahead, smallBytes } from './side-by-side.ts'
import type { ArchiveRow } from './tables.ts'

export type BackupReport = Readonly<{
  file: string
  sizeBytes: number
  files: number
  rows: number
  /** Commands that install again what the archive does not hold. */
  installed: readonly string[]
  /** Hashes of files that the store had lost, and of those it had spoiled. */
  missing: readonly string[]
  damaged: readonly string[]
}>

/** Told now and then: which step, and how many of its bytes are done; null where nobody knows. */
export type Progress = (step: string, doneBytes: number, totalBytes: number | null) => void

export type BackupOrder = Readonly<{
  version: string
  by: string
  /** Below `backups` of the instance where absent. */
  file?: string | undefined
  origin?: ArchiveRow['origin']
  /** Puts the secret of the instance into the archive, which then opens sessions. */
  withSecrets?: boolean
  progress?: Progress
  signal?: AbortSignal | undefined
}>

/**
 * Writes one moment of the house, its database and the files it names, to one archive, while others go on writing. The
 * archive appears under its name when it is whole.
 *
 * @throws UserError `backup.file-exists`, `backup.database-damaged`, `backup.folder`, `backup.no-room`, `files.no-space`; the reason of the signal.
 */
export async function backUp(platform: Platform, order: BackupOrder): Promise<BackupReport> {
  const createdAt = platform.now()
  const target = resolve(order.file ?? join(platform.config.instance, 'backups', archiveName(createdAt)))
  await refuseExisting(target)
  await demandFolder(dirname(target))
  await demandRoom(platform, dirname(target))
  const unfinished = `${target}.${randomUUID()}${unfinishedSuffix}`
  try {
    const manifest = await writeWhole(platform, unfinished, createdAt, order)
    await rename(unfinished, target)
    const sizeBytes = (await stat(target)).size
    const report = { ...summaryOf(manifest), file: target, sizeBytes }
    await patiently(() => record(platform, order, manifest, report))
    return report
  } catch (error) {
    throw asSpaceError(error)
  } finally {
    for (const left of [unfinished, copyOf(unfinished)]) await rm(left, { force: true })
  }
}

/** What a process that was killed leaves behind ends like this. */
export const unfinishedSuffix = '.unfinished'
export const archiveName = (createdAt: string): string => `lyceum-${createdAt.replaceAll(':', '')}.tar`

/** The database first: whatever it names at that moment is in the store then, and stays there for a day. */
async function writeWhole(
  { database, config, files, parts }: Platform,
  path: string,
  createdAt: string,
  { version, withSecrets = false, progress = () => {}, signal }: BackupOrder,
): Promise<Manifest> {
  progress('database', 0, null)
  const lines = migrationsOf(parts)
  await copyDatabase(database, lines, copyOf(path))
  const { counts } = await demandSound(copyOf(path), signal)
  const copy = openSqlite(copyOf(path), 'command')
  const archive = await writeArchive(path)
  try {
    const steps = await stepsOf(copy, lines)
    const label = { format: archiveFormat, version, createdAt } as const
    const installed = await declaredBy(parts, (part) => part.installed?.(config))
    const nothingYet = { entries: [], missing: [], damaged: [] }
    const manifest: Manifest = { ...label, madeOn: database.kind, steps, counts, installed, ...nothingYet }
    // One file without a log beside it, as the archive holds it.
    copy.raw?.exec('pragma journal_mode = delete')
    await addText(archive, manifest, partNames.label, JSON.stringify(label))
    await addFile(archive, manifest, partNames.database, copyOf(path))
    if (withSecrets) await addText(archive, manifest, partNames.secret, readSecret(config))
    const { bytes: total } = await measureBlobs(copy.db)
    let done = 0
    for await (const blob of ahead(blobsOf(copy), (found) => openBlob(files, found.sha256))) {
      signal?.throwIfAborted()
      progress('files', done, total)
      await addBlob(archive, manifest, blob)
      done += blob.sizeBytes ?? 0
    }
    await addSealed(archive, manifest)
    return manifest
  } finally {
    await archive.close()
    await copy.close()
  }
}

function record(
  { db, activity }: Platform,
  { by, version, origin = 'person', withSecrets = false }: BackupOrder,
  { createdAt }: Manifest,
  { file, sizeBytes, files, missing, damaged }: BackupReport,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await saveArchive(tx, {
      id: randomUUIDv7(),
      file,
      made_at: createdAt,
      made_by: by,
      origin,
      version,
      size_bytes: sizeBytes,
      file_count: files,
      verified_at: null,
      problem: null,
      with_secret: withSecrets ? 1 : 0,
    })
    await activity.record(tx, {
      actor: by,
      action: 'backup.made',
      status: missing.length + damaged.length > 0 ? 'warning' : 'success',
      details: { file, sizeBytes, files, lost: missing.length + damaged.length },
    })
  })
}

const summaryOf = ({ entries, counts, installed, missing, damaged }: Manifest) => ({
  files: entries.filter(({ name }) => name.startsWith(partNames.blob(''))).length,
  rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
  installed,
  missing,
  damaged,
})

async function addSealed(archive: ArchiveWriter, manifest: Manifest): Promise<void> {
  const text = Buffer.from(JSON.stringify(manifest))
  const seal = Buffer.from(sealOf(text))
  await archive.add(partNames.manifest, text.length, once(text))
  await archive.add(partNames.seal, seal.length, once(seal))
  await archive.finish()
}

async function addText(archive: ArchiveWriter, { entries }: Manifest, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  entries.push({ name, ...(await archive.add(name, bytes.length, once(bytes))) })
}

async function addFile(archive: ArchiveWriter, { entries }: Manifest, name: string, path: string): Promise<void> {
  const { size } = await stat(path)
  entries.push({ name, ...(await archive.add(name, size, createReadStream(path, { highWaterMark: 1_048_576 }))) })
}

type OpenBlob = Readonly<{ sha256: string; sizeBytes: number | undefined; bytes: AsyncIterable<Uint8Array> }>

/** Small ones are read at once, large ones while they are written. */
async function openBlob({ blobs }: Platform['files'], sha256: string): Promise<OpenBlob> {
  const sizeBytes = await blobs.sizeOf(sha256)
  if (sizeBytes === undefined) return { sha256, sizeBytes, bytes: Readable.from([]) }
  if (sizeBytes > smallBytes) return { sha256, sizeBytes, bytes: whenRead(() => blobs.read(sha256)) }
  return { sha256, sizeBytes, bytes: Readable.from(await Array.fromAsync(blobs.read(sha256))) }
}

/** Opens nothing before somebody reads. */
async function* whenRead(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* open()
}

/** A file that is lost or spoiled does not keep the others from being saved; it is named in the report. */
async function addBlob(
  archive: ArchiveWriter,
  { entries, missing, damaged }: Manifest,
  { sha256, sizeBytes, bytes }: OpenBlob,
): Promise<void> {
  if (sizeBytes === undefined) {
    missing.push(sha256)
    return
  }
  const name = partNames.blob(sha256)
  const written = await archive.add(name, sizeBytes, bytes)
  entries.push({ name, ...written })
  if (written.sha256 !== sha256) damaged.push(sha256)
}

async function* blobsOf({ db }: Database): AsyncGenerator<{ sha256: string; size_bytes: number }> {
  for (let after = ''; ; ) {
    const page = await namedBlobs(db, after, 1_000)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.sha256
  }
}

async function stepsOf({ db, kind }: Database, lines: readonly MigrationLine[]): Promise<string[]> {
  const states = await migrationStates(db, kind, lines)
  return states.filter((state) => state.appliedAt !== null).map(({ line, step }) => `${line}/${step}`)
}

async function demandSound(copy: string, signal: AbortSignal | undefined) {
  const findings = await inspectDatabase({ file: copy, isThorough: false }, signal)
  if (findings.problem === null) return findings
  const sentence = `The database is damaged (${findings.problem}): a copy of it would be none. Run lyceum doctor.`
  throw new UserError('conflict', 'backup.database-damaged', sentence)
}

async function demandFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder)
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const sentence = `Backups cannot be written to ${folder}: make the folder, let the user that runs Lyceum write there, or give another one.`
    throw new UserError('unavailable', 'backup.folder', sentence, { cause })
  }
}

/** Twice the database: its copy, and the copy in the archive. Better said now than after an hour. */
async function demandRoom({ database, db }: Platform, folder: string): Promise<void> {
  const needed = (await measureBlobs(db)).bytes + 2 * (await measureDatabase(database))
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > needed) return
  const sentence = `There is no room for a backup in ${folder}: it takes about ${readableSize(needed)}, and ${readableSize(bavail * bsize)} are free. Make room, or give another folder.`
  throw new UserError('no-space', 'backup.no-room', sentence)
}

async function refuseExisting(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return
  throw new UserError('conflict', 'backup.file-exists', `${file} exists already: give the backup another name.`)
}

const copyOf = (path: string): string => `${path}.db`

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
