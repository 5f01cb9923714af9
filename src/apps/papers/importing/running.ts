import { statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Finish, JobContext } from '../../../platform/tasks/tasks.ts'
import { deleteSomeIssues, findImport, updateImport } from '../queries/imports.ts'
import type { ImportRow } from '../tables.ts'
import type { Batch } from './batches.ts'
import { asColumns, type Counts, type ImportResult, resultOf } from './counts.ts'
import { asUserError, isTakenMeanwhile, noSpace } from './database-errors.ts'
import { Pace } from './pace.ts'
import { readPlanOf } from './stored-plan.ts'
import { readInThread } from './threads.ts'
import { writeBatch } from './writing-batches.ts'

/** How long one transaction may take, in ms: others wait for the write lock as long. */
const transactionMs = 80
/** Time without the lock between two transactions, in ms, for whoever waits for it. */
const pauseMs = 2
const mostRowsAtOnce = 8_000
/** An import stops before the disk is full to the brim, so that its failure, and all else, can still be written down. */
const spareBytes = 128 * 1024 ** 2
const lookMs = 250
const issuesAtOnce = 5_000

/**
 * Brings a list in, going on behind the rows that an earlier run has committed. Each transaction holds some rows and the
 * count of rows done, so that a run that is killed and taken up again ends as one that was left in peace.
 *
 * @throws UserError where the list cannot be read, or the disk is full; what is in stays in
 */
export async function runImport(
  platform: Platform,
  importId: string,
  job: JobContext,
): Promise<Finish<ImportResult> | undefined> {
  const list = await findImport(platform.db, importId)
  if (list?.state !== 'running') return undefined
  try {
    if (list.rows_done === 0) await forgetIssues(job, importId)
    const counts = await bringIn(platform, list, job)
    return job.finish((tx) => finish(platform, tx, list, counts, job.id))
  } catch (error) {
    throw asUserError(error)
  }
}

async function bringIn(platform: Platform, list: ImportRow, job: JobContext): Promise<Counts> {
  const path = await platform.files.pathOf(list.sha256)
  const reading = readInThread(path, readPlanOf(list), list.rows_done, job.signal)
  const telling = tellingOf(platform, list, job)
  let counts: Counts = list
  let rowsAtOnce = 1_000
  let lookedAt = Number.NEGATIVE_INFINITY
  try {
    for (;;) {
      if (performance.now() - lookedAt > lookMs) {
        await demandRoom(platform.files.stagingFolder)
        lookedAt = performance.now()
      }
      const batches = await reading.next(rowsAtOnce)
      if (batches.length === 0) return counts
      const begun = performance.now()
      counts = await commit(platform, list, job, batches, counts)
      const tookMs = performance.now() - begun
      rowsAtOnce = nextSize(rowsAtOnce, tookMs)
      telling(counts)
      await sleep(pauseMs)
    }
  } finally {
    await reading.close()
  }
}

/** @throws UserError `papers.no-space` */
async function demandRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < spareBytes) throw noSpace()
}

/** Aims at the time that a transaction may take, and changes by half at most. */
export function nextSize(rows: number, tookMs: number): number {
  const wished = rows * Math.min(1.5, Math.max(0.5, transactionMs / Math.max(1, tookMs)))
  return Math.round(Math.min(mostRowsAtOnce, Math.max(500, wished)))
}

async function commit(
  platform: Platform,
  list: ImportRow,
  job: JobContext,
  batches: readonly Batch[],
  before: Counts,
): Promise<Counts> {
  for (let tries = 1; ; tries++) {
    try {
      // The rows and the count of rows done go together; the end of the import is flushed, and all before it.
      return await job.fenced((tx) => writeAll(platform, tx, list, batches, before), { isFlushed: false })
    } catch (error) {
      // Somebody else has just added a paper with one of these DOIs: it is looked up again.
      if (!isTakenMeanwhile(error) || tries === 3) throw error
    }
  }
}

async function writeAll(
  platform: Platform,
  tx: Db,
  list: ImportRow,
  batches: readonly Batch[],
  before: Counts,
): Promise<Counts> {
  let counts = before
  for (const batch of batches) {
    counts = await writeBatch(tx, platform.database.kind, list, batch, counts, platform.now())
  }
  await updateImport(tx, list.id, ['running'], asColumns(counts))
  return counts
}

async function forgetIssues(job: JobContext, importId: string): Promise<void> {
  while ((await job.fenced((tx) => deleteSomeIssues(tx, importId, issuesAtOnce))) > 0) job.signal.throwIfAborted()
}

async function finish(
  platform: Platform,
  tx: Db,
  list: ImportRow,
  counts: Counts,
  jobId: string,
): Promise<ImportResult> {
  const now = platform.now()
  await updateImport(tx, list.id, ['running'], { state: 'done', finished_at: now, bytes_done: list.size_bytes })
  const result = resultOf(counts)
  await platform.activity.record(tx, {
    actor: list.created_by,
    action: 'papers.import-finished',
    status: counts.errors > 0 ? 'warning' : 'success',
    target: `papers/import/${list.id}`,
    message: `${list.name}: ${counts.inserted} papers added, ${counts.updated} updated, ${counts.duplicates} duplicates, ${counts.errors} rows left out.`,
    details: result,
    jobId,
  })
  return result
}

/** Progress at most twice a second, for the job and for pages that show the import. */
export function tellingOf(platform: Platform, list: ImportRow, job: JobContext): (counts: Counts) => void {
  const pace = new Pace(list.size_bytes, list.rows_done, list.bytes_done, performance.now())
  let toldAt = 0
  return (counts) => {
    const now = performance.now()
    if (now - toldAt < 500) return
    toldAt = now
    const sentence = pace.sentence(counts.rows_done, counts.bytes_done, now)
    job.progress(counts.bytes_done, list.size_bytes, 'rows', sentence)
    platform.live.publish(`papers/import/${list.id}`)
  }
}
