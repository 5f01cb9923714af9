import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../../platform/platform.ts'
import type { Finish, JobContext } from '../../../platform/tasks/tasks.ts'
import { deleteUntouched, listPapersOfImport } from '../queries/duplicates.ts'
import { findImport, updateImport } from '../queries/imports.ts'
import type { ImportRow } from '../tables.ts'
import { asUserError } from './database-errors.ts'
import { nextSize } from './running.ts'

export type RollBackResult = Readonly<{ deleted: number; kept: number }>

const mostAtOnce = 900
const pauseMs = 2

/**
 * Deletes the papers that an import made and that nobody has touched since; those that somebody edited, planned or
 * downloaded stay. What it filled or updated in other papers stays as it is.
 */
export async function runRollBack(
  platform: Platform,
  importId: string,
  job: JobContext,
): Promise<Finish<RollBackResult> | undefined> {
  const list = await endOfImport(platform, importId, job.signal)
  if (list?.state !== 'rolling_back') return undefined
  try {
    const result = await deleteInPieces(platform, list, job)
    return job.finish(async (tx) => {
      await updateImport(tx, importId, ['rolling_back'], { state: 'rolled_back', finished_at: platform.now() })
      await platform.activity.record(tx, {
        actor: list.created_by,
        action: 'papers.import-rolled-back',
        status: 'success',
        target: `papers/import/${importId}`,
        message: `${list.name}: ${result.deleted} papers removed again, ${result.kept} kept because they were worked with since.`,
        details: result,
        jobId: job.id,
      })
      return result
    })
  } catch (error) {
    throw asUserError(error)
  }
}

/** A running import that was cancelled may still commit the rows it holds; what it adds is to be removed too. */
async function endOfImport(platform: Platform, importId: string, signal: AbortSignal): Promise<ImportRow | undefined> {
  for (;;) {
    const list = await findImport(platform.db, importId)
    if (list?.state !== 'running' && list?.state !== 'queued') {
      if (list?.state === 'cancelled')
        await updateImport(platform.db, importId, ['cancelled'], { state: 'rolling_back' })
      return findImport(platform.db, importId)
    }
    await sleep(50, undefined, { signal })
  }
}

async function deleteInPieces(platform: Platform, list: ImportRow, job: JobContext): Promise<RollBackResult> {
  let afterRow = 0
  let deleted = 0
  let kept = 0
  let size = mostAtOnce
  for (;;) {
    job.signal.throwIfAborted()
    const papers = await listPapersOfImport(platform.db, list.id, afterRow, Math.min(size, mostAtOnce))
    if (papers.length === 0) return { deleted, kept }
    const begun = performance.now()
    const gone = await job.fenced((tx) =>
      deleteUntouched(
        tx,
        papers.map(({ id }) => id),
      ),
    )
    size = nextSize(papers.length, performance.now() - begun)
    deleted += gone
    kept += papers.length - gone
    afterRow = papers.at(-1)?.import_row ?? afterRow
    job.progress(deleted + kept, list.inserted, 'papers', `${deleted} papers removed, ${kept} kept`)
    await sleep(pauseMs)
  }
}
