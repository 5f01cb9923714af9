import { constants, existsSync } from 'node:fs'
import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from '../database/sqlite-driver.ts'
import { UserError } from '../errors.ts'
import { openDiskStore } from '../files/disk-store.ts'

type Old = Readonly<{
  folder: string
  /** Null where the files do not lie on this disk. */
  fileFolder: string | null
  database: string
  at: string
}>

/** Its log and index; gone once the database is closed properly. */
const companions = ['-wal', '-shm']

/**
 * Gives the instance that is there a second name: a folder that can itself be used as an instance. Nothing is moved, so
 * that the old one still works if we are killed. Answers the folder.
 *
 * @throws UserError `restore.database-in-use` while another process has the database open.
 */
export async function keepAside({ folder, fileFolder, database, at }: Old): Promise<string> {
  const aside = join(folder, asideName(at))
  const unfinished = `${aside}.unfinished`
  await mkdir(join(unfinished, 'files', 'blobs'), { recursive: true, mode: 0o700 })
  const isWhole = foldLog(database)
  await shareFile(database, join(unfinished, 'lyceum.db'))
  for (const companion of companions.filter((suffix) => existsSync(database + suffix))) {
    await copyFile(database + companion, join(unfinished, `lyceum.db${companion}`))
  }
  if (fileFolder !== null) await shareBlobs(fileFolder, join(unfinished, 'files'))
  if (existsSync(join(folder, 'secret'))) await copyFile(join(folder, 'secret'), join(unfinished, 'secret'))
  await rename(unfinished, aside)
  // The log of a database that cannot be read would be taken for that of the new one.
  if (!isWhole) for (const companion of companions) await rm(database + companion, { force: true })
  return aside
}

export const asideName = (at: string): string => `replaced-${at.replaceAll(':', '')}`

/** What a restore that was killed left lying. */
export async function forgetUnfinished(folder: string, staged: string): Promise<void> {
  for (const suffix of ['', '-journal', ...companions]) await rm(staged + suffix, { force: true })
  for (const name of await readdir(folder)) {
    if (/^replaced-.*\.unfinished$/.test(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Writes the log back into the database, which SQLite does for its only user alone; so this also tells whether anybody
 * else has it open. False where the database cannot be read.
 */
function foldLog(database: string): boolean {
  const old = new DatabaseSync(database, { timeout: 1_000 })
  try {
    old.exec('pragma journal_mode = delete')
    return true
  } catch (error) {
    if (isBusy(error)) throw inUse(database, error)
    return false
  } finally {
    old.close()
  }
}

/** Gives the files below a folder second names below another one. */
export async function shareBlobs(from: string, to: string): Promise<void> {
  const [old, kept] = [openDiskStore(from), openDiskStore(to)]
  for await (const { sha256 } of old.list()) {
    const path = await kept.pathOf(sha256)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    await shareFile(await old.pathOf(sha256), path)
  }
}

/** A second name for the same bytes, or a copy where the file system has none. */
async function shareFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  }
}

function inUse(database: string, cause: unknown): UserError {
  const sentence = `Another process has the database ${database} open. Stop every lyceum command, and restore again.`
  return new UserError('conflict', 'restore.database-in-use', sentence, { cause })
}
