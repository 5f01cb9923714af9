import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import type { JobState } from '../tasks.ts'
import { runBatched } from './records.ts'

/** A running job's way out of `running`, fenced by the epoch of the start that asks. */
export type Move = Readonly<{
  id: string
  epoch: number
  state: Exclude<JobState, 'running'>
  /** When it is tried again; null where it is final. */
  run_at: string | null
  result_json: string | null
  error_code: string | null
  error_message: string | null
  /** 1 gives the attempt back: the process stopped, or died. */
  unspent: 0 | 1
  /** The new count; null: as it is. */
  crash_count: number | null
  /** Null: as it is. */
  crash_progress: number | null
}>

const columns = {
  id: 'text',
  epoch: 'integer',
  state: 'text',
  run_at: 'text',
  result_json: 'text',
  error_code: 'text',
  error_message: 'text',
  unspent: 'integer',
  crash_count: 'integer',
  crash_progress: 'double precision',
  moved_at: 'text',
} as const

/**
 * Only a running job has a lease. Asked by its state instead, PostgreSQL may take the index of running jobs, and with it
 * every one that ran since the last vacuum.
 */
export const isHeld = 'tasks_jobs.id = r.id and tasks_jobs.lease_epoch = r.epoch and tasks_jobs.lease_until is not null'
const isCancelled = "r.state = 'queued' and cancel_requested_at is not null"
const text = `update tasks_jobs set
    state = case when ${isCancelled} then 'cancelled' else r.state end,
    finished_at = case when r.state = 'queued' and cancel_requested_at is null then null else r.moved_at end,
    run_at = coalesce(r.run_at, tasks_jobs.run_at),
    result_json = r.result_json, error_code = r.error_code, error_message = r.error_message,
    attempt = tasks_jobs.attempt - r.unspent, crash_count = coalesce(r.crash_count, tasks_jobs.crash_count),
    crash_progress = coalesce(r.crash_progress, tasks_jobs.crash_progress),
    lease_until = null
  from r
  where ${isHeld}
  returning tasks_jobs.id, tasks_jobs.state`

/**
 * Moves jobs and answers with the states they have now; those that this worker no longer holds are missing. A job that
 * somebody asked to cancel is cancelled where it would have been queued again.
 */
export async function moveJobs(
  tx: Db,
  kind: DatabaseKind,
  moves: readonly Move[],
  now: string,
): Promise<Map<string, JobState>> {
  const records = moves.map((move) => ({ ...move, moved_at: now }))
  const rows = await runBatched<{ id: string; state: JobState }>(tx, kind, { columns, records, text })
  return new Map(rows.map((row) => [row.id, row.state]))
}

/** The result of a job that this transaction has just moved to `succeeded`. */
export async function setResult(tx: Db, id: string, resultJson: string | null): Promise<void> {
  await tx.updateTable('tasks_jobs').set({ result_json: resultJson }).where('id', '=', id).execute()
}
