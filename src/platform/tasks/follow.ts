import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import type { AnyTask, FollowedJob, JobOutcome, ReturnReason } from './tasks.ts'

type StoredJob = Readonly<{ id: string; input_json: string; attempt: number; crash_count: number }>

/** What hooks are told of jobs; those whose input no longer fits the task are left out: no hook could read it. */
function followedJobs(task: AnyTask, rows: readonly StoredJob[]): FollowedJob<unknown>[] {
  return rows.flatMap(({ id, input_json, attempt, crash_count }) => {
    const parsed = task.input.safeParse(JSON.parse(input_json))
    return parsed.success ? [{ id, input: parsed.data, attempt, crashCount: crash_count }] : []
  })
}

/** Tells the task that it has been given jobs. */
export async function followClaim(
  tx: Db,
  platform: Platform,
  task: AnyTask,
  rows: readonly StoredJob[],
): Promise<void> {
  const jobs = task.follow?.claimed ? followedJobs(task, rows) : []
  if (jobs.length > 0) await task.follow?.claimed?.(tx, jobs, platform)
}

/** Tells the task that jobs became final. */
export async function followEnd(
  tx: Db,
  platform: Platform,
  task: AnyTask,
  rows: readonly StoredJob[],
  outcome: JobOutcome,
): Promise<void> {
  const jobs = task.follow?.ended ? followedJobs(task, rows) : []
  if (jobs.length > 0) await task.follow?.ended?.(tx, jobs, outcome, platform)
}

/** Tells the task that a job waits again. */
export async function followReturn(
  tx: Db,
  platform: Platform,
  task: AnyTask,
  row: StoredJob,
  reason: ReturnReason,
): Promise<void> {
  const [job] = task.follow?.returned ? followedJobs(task, [row]) : []
  if (job) await task.follow?.returned?.(tx, job, reason, platform)
}
