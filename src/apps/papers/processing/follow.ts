import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Follow, FollowedJob, JobOutcome, ReturnReason } from '../../../platform/tasks/tasks.ts'
import { bucketsOfRows, recordChanges, revertPapers } from '../changing-status.ts'
import { settleDraining } from '../draining.ts'
import { closeAttempts, openAttempts } from '../queries/attempts.ts'
import { findCollector } from '../queries/collector.ts'
import { countCrash, updatePapers } from '../queries/papers.ts'
import { findPlannedByJobs, markStarted } from '../queries/planned.ts'
import { addStarts } from '../queries/plans.ts'
import type { PlannedRow } from '../tables.ts'
import { conclude } from './concluding.ts'

type Jobs = readonly FollowedJob<{ paperId: string }>[]

/** A paper is Running exactly while its job is. A job whose plan row is gone has been overtaken: it moves nothing. */
export const followPaper: Follow<{ paperId: string }> = { claimed, returned, ended }

async function claimed(tx: Db, jobs: Jobs, platform: Platform): Promise<void> {
  const rows = await rowsOf(tx, jobs)
  if (rows.length === 0) return
  const now = platform.now()
  const ids = rows.map(({ paper_id }) => paper_id)

  const started = await updatePapers(tx, ids, ['pending'], {
    status: 'running',
    status_changed_at: now,
    updated_at: now,
    last_attempt_at: now,
  })
  await countStarts(tx, rows)
  await markStarted(tx, ids, now)
  await openAttempts(
    tx,
    rows.map(({ paper_id, job_id }) => ({ id: randomUUIDv7(), paper_id, job_id, started_at: now })),
  )
  const changes = started.map((id) => ({ id, before: 'pending', after: 'running' }) as const)
  await recordChanges(
    platform,
    tx,
    changes,
    { by: 'system', reason: 'its time has come' },
    { action: 'papers.started' },
  )
}

/** Each paper counts once for its hour, however often its work is taken up again. */
async function countStarts(tx: Db, rows: readonly PlannedRow[]): Promise<void> {
  const fresh = rows.filter(({ started_at }) => started_at === null)
  for (const bucket of bucketsOfRows(fresh)) {
    await addStarts(tx, bucket, fresh.filter(({ bucket_start }) => bucket_start === bucket).length)
  }
}

async function returned(
  tx: Db,
  job: FollowedJob<{ paperId: string }>,
  reason: ReturnReason,
  platform: Platform,
): Promise<void> {
  const [row] = await rowsOf(tx, [job])
  if (!row) return cancelIdle(tx, job, platform)
  const isLost = reason === 'lost'
  const now = platform.now()
  await closeAttempts(tx, [row.paper_id], {
    ended_at: now,
    outcome: isLost ? 'crashed' : 'aborted',
    failure_code: 'aborted',
  })
  if (isLost) await countCrash(tx, row.paper_id)

  const { state, changed_by } = await findCollector(tx)
  if (state === 'draining') {
    await revertPapers(platform, tx, [row], { by: changed_by, reason: 'the collector was stopped' })
    await cancelIdle(tx, job, platform)
    return settleDraining(platform, tx)
  }
  const changes = await updatePapers(tx, [row.paper_id], ['running'], {
    status: 'pending',
    status_changed_at: now,
    updated_at: now,
  })
  await recordChanges(
    platform,
    tx,
    changes.map((id) => ({ id, before: 'running', after: 'pending' })),
    { by: 'system', reason: isLost ? 'its worker died' : 'the process stopped' },
    { action: 'papers.recovered', status: isLost ? 'warning' : 'info', jobId: job.id },
  )
}

/** The paper is not this job's any more: it has nothing left to do. */
async function cancelIdle(tx: Db, job: FollowedJob<unknown>, platform: Platform): Promise<void> {
  await platform.tasks.cancel(tx, job.id, 'system')
}

async function ended(tx: Db, jobs: Jobs, outcome: JobOutcome, platform: Platform): Promise<void> {
  const rows = await rowsOf(tx, jobs)
  if (rows.length === 0) return
  if (outcome.state === 'failed') {
    for (const row of rows) await concludeFailure(platform, tx, row, outcome)
  } else {
    const reason = outcome.state === 'cancelled' ? 'its job was cancelled' : 'its job ended without a verdict'
    await revertPapers(platform, tx, rows, { by: 'system', reason })
  }
  await settleDraining(platform, tx)
}

async function concludeFailure(platform: Platform, tx: Db, row: PlannedRow, { errorCode, errorMessage }: JobOutcome) {
  const isCrashLoop = errorCode !== null && /crash.loop/.test(errorCode)
  if (isCrashLoop) await countCrash(tx, row.paper_id)
  const code = isCrashLoop ? 'crash_loop' : errorCode !== null && /timeout/.test(errorCode) ? 'timeout' : 'other'
  await conclude(platform, tx, row.job_id, { outcome: 'failed', code, detail: errorMessage ?? '' })
}

const rowsOf = (tx: Db, jobs: Jobs): Promise<PlannedRow[]> =>
  findPlannedByJobs(
    tx,
    jobs.map(({ id }) => id),
  )
