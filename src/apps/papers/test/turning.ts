import type { Platform } from '../../../platform/platform.ts'
import type { FollowedJob } from '../../../platform/tasks/tasks.ts'
import { conclude } from '../processing/concluding.ts'
import type { Verdict } from '../processing/verdicts.ts'
import { waitingPlanned } from '../queries/planned.ts'
import { processPaper } from '../tasks.ts'

type Followed = FollowedJob<{ paperId: string }>

const { follow = {} } = processPaper

/** What a worker's claim does to papers, without a worker: the earliest so many become Running. */
export async function claimDue(platform: Platform, count: number): Promise<Followed[]> {
  const rows = (await waitingPlanned(platform.db)).slice(0, count)
  const jobs = rows.map(({ job_id, paper_id }) => ({
    id: job_id,
    input: { paperId: paper_id },
    attempt: 1,
    crashCount: 0,
  }))
  await platform.db.transaction().execute(async (tx) => {
    const ids = jobs.map(({ id }) => id)
    if (ids.length > 0) await tx.updateTable('tasks_jobs').set({ state: 'running' }).where('id', 'in', ids).execute()
    await follow.claimed?.(tx, jobs, platform)
  })
  return jobs
}

/** What the engine does when a worker died or stopped while it held the job. */
export async function giveBack(platform: Platform, job: Followed, reason: 'lost' | 'handed-back'): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await tx.updateTable('tasks_jobs').set({ state: 'queued' }).where('id', '=', job.id).execute()
    await follow.returned?.(tx, job, reason, platform)
  })
}

/** What the engine does when a job is final. */
export async function endJob(
  platform: Platform,
  job: Followed,
  state: 'succeeded' | 'failed' | 'cancelled',
  errorCode: string | null = null,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await tx.updateTable('tasks_jobs').set({ state }).where('id', '=', job.id).execute()
    await follow.ended?.(tx, [job], { state, errorCode, errorMessage: errorCode }, platform)
  })
}

/** What the end of a job does that came to a verdict; false where the paper was taken back meanwhile. */
export async function concludeJob(platform: Platform, job: Followed, verdict: Verdict): Promise<boolean> {
  return platform.db.transaction().execute(async (tx) => {
    await tx.updateTable('tasks_jobs').set({ state: 'succeeded' }).where('id', '=', job.id).execute()
    return conclude(platform, tx, job.id, verdict)
  })
}
