import { z } from 'zod'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask, type FollowedJob, type JobContext, type JobOutcome } from '../../../platform/tasks/tasks.ts'
import { bulkOf } from '../queries/bulk.ts'
import { deleteSomeIssues, findImport, updateImport } from '../queries/imports.ts'
import type { ImportState } from '../tables.ts'
import { checkList, withoutUnborn } from './checking.ts'
import { asUserError } from './database-errors.ts'
import { runRollBack } from './rolling-back.ts'
import { asColumns, resultOf, runImport, tellingOf } from './running.ts'
import { MOST_ISSUES, storeIssues } from './writing-batches.ts'

const input = z.object({ importId: z.string() })
type Input = z.output<typeof input>

const dayMs = 24 * 60 * 60_000
/** A database that is away, or a disk that is full, may be back soon; the import goes on where it was. */
const retry = { attempts: 4, backoffMs: 1_000 }

/** Brings a list in. */
export const importTask = defineTask<Input, unknown>({
  name: 'papers.import',
  title: 'Import a list of papers',
  input,
  retry,
  timeoutMs: dayMs,
  run: (platform, { importId }, job) => runImport(platform, importId, job),
  follow: {
    claimed: async (tx, jobs, platform) => {
      for (const { input } of jobs)
        await updateImport(tx, input.importId, ['queued'], { state: 'running', started_at: platform.now() })
    },
    ended: (tx, jobs, outcome, platform) => endImports(tx, jobs, outcome, platform),
  },
})

/** A dry run: what importing a list would do. */
export const checkTask = defineTask<Input, unknown>({
  name: 'papers.check-list',
  title: 'Check a list of papers',
  input,
  retry,
  timeoutMs: dayMs,
  run: (platform, { importId }, job) => runCheck(platform, importId, job),
  follow: {
    ended: async (tx, jobs, outcome, platform) => {
      for (const { input } of jobs) await backTo(tx, input.importId, 'checking', 'draft', outcome, platform)
    },
  },
})

/** Takes an import back. */
export const rollBackTask = defineTask<Input, unknown>({
  name: 'papers.roll-back-import',
  title: 'Take an import back',
  input,
  retry,
  timeoutMs: dayMs,
  run: (platform, { importId }, job) => runRollBack(platform, importId, job),
  follow: {
    ended: async (tx, jobs, outcome, platform) => {
      for (const { input } of jobs) await backTo(tx, input.importId, 'rolling_back', 'cancelled', outcome, platform)
    },
  },
})

export const importTasks = [importTask, checkTask, rollBackTask]

/** Success has written its own end; of the others the job alone knows. */
async function endImports(
  tx: Db,
  jobs: readonly FollowedJob<Input>[],
  outcome: JobOutcome,
  platform: Platform,
): Promise<void> {
  if (outcome.state === 'succeeded') return
  for (const { id, input } of jobs) {
    const change = { state: outcome.state, failure_message: outcome.errorMessage, finished_at: platform.now() }
    if (!(await updateImport(tx, input.importId, ['queued', 'running'], change))) continue
    const list = await findImport(tx, input.importId)
    if (outcome.state === 'cancelled' || !list) continue
    await platform.activity.record(tx, {
      actor: list.created_by,
      action: 'papers.import-failed',
      status: 'error',
      target: `papers/import/${list.id}`,
      message: `${list.name}: ${outcome.errorMessage ?? 'the import failed'}`,
      details: resultOf(list),
      jobId: id,
    })
  }
}

async function backTo(
  tx: Db,
  importId: string,
  from: ImportState,
  to: ImportState,
  outcome: JobOutcome,
  platform: Platform,
): Promise<void> {
  const change = { state: to, failure_message: outcome.errorMessage, finished_at: platform.now() }
  await updateImport(tx, importId, [from], change)
}

/** Starts afresh after each interruption, since it holds what it has seen in memory. */
async function runCheck(platform: Platform, importId: string, job: JobContext) {
  const list = await findImport(platform.db, importId)
  if (list?.state !== 'checking') return undefined
  const telling = tellingOf(platform, list, job)
  const bulk = bulkOf(platform.database.kind)
  try {
    while ((await job.fenced((tx) => deleteSomeIssues(tx, importId, 5_000))) > 0) job.signal.throwIfAborted()
    let stored = 0
    const counts = await checkList(platform, list, job.signal, async (issues, soFar) => {
      const room = issues.slice(0, MOST_ISSUES - stored)
      if (room.length > 0) await job.fenced((tx) => storeIssues(bulk, tx, importId, withoutUnborn(room)))
      stored += room.length
      telling(soFar)
    })
    return job.finish(async (tx) => {
      await updateImport(tx, importId, ['checking'], { ...asColumns(counts), rows_done: 0, bytes_done: 0 })
      return resultOf(counts)
    })
  } catch (error) {
    throw asUserError(error)
  }
}
