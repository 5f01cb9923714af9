import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../database/database.ts'
import { type MigrationLine, migrateUp } from '../database/migrating.ts'
import { openSqlite } from '../database/sqlite.ts'
import { asSpaceError } from '../files/disk-errors.ts'
import { namedBlobs } from '../files/queries.ts'
import { DamagedArchive } from './archive.ts'
import { unfinishedSuffix } from './backing-up.ts'
import { inspectDatabase } from './inspecting.ts'
import { type Manifest, partNames } from './manifest.ts'
import { damaged, newerBackup, type Reading, verifyArchive } from './verifying.ts'

export type Proof = Readonly<{
  manifest: Manifest
  /** Schema steps that this program would add. */
  migrated: readonly string[]
}>

type Asked = Omit<Reading, 'databaseTo'> &
  Readonly<{
    lines: readonly MigrationLine[]
    /** A folder with room for the database of the archive; nothing stays in it. */
    scratch: string
  }>

/**
 * Restores an archive into a scratch place and looks at what came out: every byte against its checksum, the database
 * and its references, as many rows as were copied, every file that a record names, and that this program can bring it
 * up to date. Files are read as a restore reads them, and written nowhere.
 *
 * @throws UserError `backup.damaged`, `backup.newer`, `backup.no-file`, `files.no-space`; the reason of the signal.
 */
export async function proveArchive(path: string, { lines, scratch, ...reading }: Asked): Promise<Proof> {
  const folder = join(scratch, `verifying-${randomUUID()}${unfinishedSuffix}`)
  const file = join(folder, partNames.database)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const manifest = await verifyArchive(path, { ...reading, databaseTo: file })
    refuseNewer(manifest, lines)
    const migrated = await restoreInScratch(file, manifest, lines, reading.signal)
    return { manifest, migrated }
  } catch (error) {
    if (error instanceof DamagedArchive) throw damaged(path, error)
    throw asSpaceError(error)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws UserError `backup.newer` where a step is not among ours. */
export function refuseNewer(manifest: Manifest, lines: readonly MigrationLine[]): void {
  const known = new Set(lines.flatMap(({ name, steps }) => Object.keys(steps).map((step) => `${name}/${step}`)))
  if (manifest.steps.some((step) => !known.has(step))) throw newerBackup(manifest.version)
}

async function restoreInScratch(
  file: string,
  manifest: Manifest,
  lines: readonly MigrationLine[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const { problem, orphan, counts } = await inspectDatabase({ file, isThorough: true }, signal)
  const fault = problem ?? orphan ?? differingCount(manifest.counts, counts)
  if (fault !== null) throw new DamagedArchive(partNames.database, fault)

  const database = openSqlite(file, 'command')
  try {
    const migrated = await migrateUp(database.db, database.kind, lines)
    const lost = await unnamedIn(manifest, database)
    if (lost !== undefined) throw new DamagedArchive(partNames.blob(lost), 'a record names it and it is missing')
    return migrated
  } finally {
    await database.close()
  }
}

function differingCount(before: Manifest['counts'], after: Manifest['counts']): string | null {
  const table = Object.keys(before).find((name) => before[name] !== after[name])
  return table === undefined ? null : `${table} has ${after[table] ?? 'no'} rows instead of ${before[table]}`
}

/** A blob that a record names, and that is neither in the archive nor known to have been lost before. */
async function unnamedIn({ entries, missing }: Manifest, { db }: Database): Promise<string | undefined> {
  const known = new Set([...entries.map(({ name }) => name), ...missing.map(partNames.blob)])
  for (let after = ''; ; ) {
    const page = await namedBlobs(db, after, 1_000)
    const lost = page.find(({ sha256 }) => !known.has(partNames.blob(sha256)))
    const last = page.at(-1)
    if (lost || !last) return lost?.sha256
    after = last.sha256
  }
}
