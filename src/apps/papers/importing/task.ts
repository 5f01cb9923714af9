import { z } from 'zod'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask, type FollowedJob, type JobOutcome } from '../../../platform/tasks/tasks.ts'
import { findImport, updateImport } from '../queries/imports.ts'
import type { ImportState } from '../tables.ts'
import { resultOf } from './counts.ts'

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
  run: async (platform, { importId }, job) => (await import('./running.ts')).runImport(platform, importId, job),
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
  run: async (platform, { importId }, job) => (await import('./checking.ts')).runCheck(platform, importId, job),
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
  run: async (platform, { importId }, job) => (await import('./rolling-back.ts')).runRollBack(platform, importId, job),
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
