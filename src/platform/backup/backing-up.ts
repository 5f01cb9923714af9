import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrationStates } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { UserError } from '../errors.ts'
import { asSpaceError } from '../files/disk-errors.ts'
import { namedBlobs } from '../files/queries.ts'
import type { Platform } from '../platform.ts'
import { type ArchiveWriter, writeArchive } from './archive.ts'
import { archiveFormat, type Manifest, partNames, sealOf } from './manifest.ts'
import { patiently } from './patience.ts'

export type BackupReport = Readonly<{
  file: string
  sizeBytes: number
  files: number
  /** Hashes of files that the store had lost, and of those it had spoiled. */
  missing: readonly string[]
  damaged: readonly string[]
}>

type Asked = Readonly<{ lines: readonly MigrationLine[]; version: string; file?: string; by: string }>

/**
 * Writes one moment of the house, its database and the files it names, to one archive, while others go on writing. The
 * archive appears under its name when it is whole.
 *
 * @throws UserError `backup.postgres`, `backup.file-exists`, `backup.database-damaged`, `files.no-space`.
 */
export async function backUp(platform: Platform, { lines, version, file, by }: Asked): Promise<BackupReport> {
  refusePostgres(platform.database)
  const createdAt = platform.now()
  const target = resolve(
    file ?? join(platform.config.instance, 'backups', `lyceum-${createdAt.replaceAll(':', '')}.tar`),
  )
  await refuseExisting(target)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const unfinished = `${target}.${randomUUID()}`
  try {
    const manifest = await writeWhole(platform, unfinished, { lines, version, createdAt })
    await rename(unfinished, target)
    await patiently(() =>
      platform.db.transaction().execute((tx) =>
        platform.activity.record(tx, {
          actor: by,
          action: 'backup.made',
          status: 'success',
          details: { file: target },
        }),
      ),
    )
    const { missing, damaged, entries } = manifest
    return { file: target, sizeBytes: (await stat(target)).size, files: entries.length - 2, missing, damaged }
  } catch (error) {
    throw asSpaceError(error)
  } finally {
    for (const left of [unfinished, copyOf(unfinished)]) await rm(left, { force: true })
  }
}

type Moment = Readonly<{ lines: readonly MigrationLine[]; version: string; createdAt: string }>

/** The database first: whatever it names at that moment is in the store then, and stays there for a day. */
async function writeWhole({ database, files }: Platform, path: string, moment: Moment): Promise<Manifest> {
  await database.backup(copyOf(path))
  const copy = openSqlite(copyOf(path), 'command')
  const archive = await writeArchive(path)
  try {
    await demandSound(copy)
    const manifest: Manifest = {
      format: archiveFormat,
      version: moment.version,
      createdAt: moment.createdAt,
      steps: await stepsOf(copy, moment.lines),
      counts: await countRows(copy),
      entries: [],
      missing: [],
      damaged: [],
    }
    // One file without a log beside it, as the archive holds it.
    copy.raw?.exec('pragma journal_mode = delete')
    const { format, version, createdAt } = manifest
    await addText(archive, manifest, partNames.label, JSON.stringify({ format, version, createdAt }))
    await addFile(archive, manifest, partNames.database, copyOf(path))
    for await (const sha256 of namesOf(copy)) await addBlob(archive, manifest, files, sha256)
    await addSealed(archive, manifest)
    return manifest
  } finally {
    await archive.close()
    await copy.close()
  }
}

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
  entries.push({ name, ...(await archive.add(name, size, createReadStream(path))) })
}

/** A file that is lost or spoiled does not keep the others from being saved; it is named in the report. */
async function addBlob(
  archive: ArchiveWriter,
  { entries, missing, damaged }: Manifest,
  { blobs }: Platform['files'],
  sha256: string,
): Promise<void> {
  const size = await blobs.sizeOf(sha256)
  if (size === undefined) {
    missing.push(sha256)
    return
  }
  const name = partNames.blob(sha256)
  const written = await archive.add(name, size, blobs.read(sha256))
  entries.push({ name, ...written })
  if (written.sha256 !== sha256) damaged.push(sha256)
}

async function* namesOf({ db }: Database): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const page = await namedBlobs(db, after, 1_000)
    for (const { sha256 } of page) yield sha256
    const last = page.at(-1)
    if (!last) return
    after = last.sha256
  }
}

async function stepsOf({ db, kind }: Database, lines: readonly MigrationLine[]): Promise<string[]> {
  const states = await migrationStates(db, kind, lines)
  return states.filter((state) => state.appliedAt !== null).map(({ line, step }) => `${line}/${step}`)
}

export async function countRows({ db }: Database): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`select name from sqlite_schema
    where type = 'table' and name not like 'sqlite%' and sql not like 'create virtual%' order by name`.execute(db)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db)
    counts[name] = Number(rows[0]?.n)
  }
  return counts
}

export async function demandSound({ db }: Database): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db)
  if (rows[0]?.quick_check === 'ok') return
  const sentence = `The database is damaged (${rows[0]?.quick_check}): a copy of it would be none. Run lyceum doctor.`
  throw new UserError('conflict', 'backup.database-damaged', sentence)
}

export function refusePostgres({ kind }: Pick<Database, 'kind'>): void {
  if (kind === 'sqlite') return
  const sentence =
    'Lyceum does not copy PostgreSQL: save the database with pg_dump --format=custom (and bring it back with pg_restore), and copy the folder "files" of the instance after it.'
  throw new UserError('unsupported', 'backup.postgres', sentence)
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
