import { randomUUID } from 'node:crypto'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Platform } from '../platform.ts'

/** A dependency that says nothing for so long is as good as gone. */
const patienceMs = 1_000

/** Below this nothing is safe to begin. Without inodes nothing can be made, however many bytes are free. */
const usualLeastFree = { bytes: 50 * 1024 * 1024, inodes: 100 } as const
export type LeastFree = Readonly<{ bytes: number; inodes: number }>

/**
 * Whether the database, the files, the queue and the disk do their work, each within a second. Anybody may ask, as often as
 * they like: one look at a time answers all who ask meanwhile.
 */
export function openReadiness(platform: Platform, leastFree: LeastFree = usualLeastFree): () => Promise<boolean> {
  const { database, files, config } = platform
  const questions = [
    inTime(() => queueTakesJobs(database)),
    inTime(() => files.blobs.answers()),
    inTime(() => diskHasRoom(files.stagingFolder, leastFree)),
    inTime(() => diskHasRoom(config.instance, leastFree)),
    inTime(() => diskTakesBytes(files.stagingFolder)),
  ]
  const look = async (): Promise<boolean> => (await Promise.all(questions.map((ask) => ask()))).every(Boolean)

  let looking: Promise<boolean> | undefined
  return () => {
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
}

/**
 * True where the work is done in time; false where it fails, or has not ended by then. While it has not, it is not begun
 * again: a database that gives no answer must not be asked by more and more.
 */
function inTime(work: () => Promise<unknown>): () => Promise<boolean> {
  let pending: Promise<boolean> | undefined
  return () => {
    const settle = (isWell: boolean): boolean => {
      pending = undefined
      return isWell
    }
    pending ??= work().then(
      () => settle(true),
      () => settle(false),
    )
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false).unref())
    return Promise.race([pending, late])
  }
}

/** The table of jobs answers, and may be written: a server that only reads, as a standby does, takes no job. */
async function queueTakesJobs({ kind, db }: Database): Promise<void> {
  await sql`select 1 from tasks_jobs limit 1`.execute(db)
  if (kind === 'sqlite') return
  const { rows } = await sql<{ state: string }>`select current_setting('transaction_read_only') as state`.execute(db)
  if (rows[0]?.state !== 'off') throw new Error('The database only reads.')
}

async function diskHasRoom(folder: string, { bytes, inodes }: LeastFree): Promise<void> {
  const { bavail, bsize, files, ffree } = await statfs(folder)
  if (bavail * bsize < bytes) throw new Error('The disk is full.')
  // Some file systems make inodes as they go, and say that they have none.
  if (files > 0 && ffree < inodes) throw new Error('The disk has no inodes left.')
}

/** What only a try shows: a quota, a disk that was mounted anew as read-only, a folder of somebody else. */
async function diskTakesBytes(folder: string): Promise<void> {
  const path = join(folder, `ready-${randomUUID()}`)
  try {
    await writeFile(path, 'ready', { mode: 0o600 })
  } finally {
    await rm(path, { force: true })
  }
}
