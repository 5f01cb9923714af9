import type { RunFollower } from '../../../platform/analyses.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { FollowedJob, JobOutcome, ReturnReason } from '../../../platform/tasks/tasks.ts'
import { findSubmission, findTask } from '../queries/tasks.ts'

type Jobs = readonly FollowedJob<{ submissionId: string }>[]

/** Tells the parts of the house that follow runs, in the transaction that moves the job. */
export const tellFollowers = {
  claimed: (tx: Db, jobs: Jobs, platform: Platform) =>
    tell(platform, async (follower) => follower.began(tx, await runsOf(tx, jobs), platform)),
  returned: (tx: Db, job: Jobs[number], _reason: ReturnReason, platform: Platform) =>
    tell(platform, async (follower) => {
      for (const run of await runsOf(tx, [job])) await follower.returned(tx, run, platform)
    }),
  /** After the task has its end; one that waits for another form has none yet. */
  ended: (tx: Db, jobs: Jobs, { state, errorCode, errorMessage }: JobOutcome, platform: Platform) =>
    tell(platform, async (follower) => {
      for (const run of await runsOf(tx, jobs)) {
        const task = await findTask(tx, Number(run))
        if (!task || task.finished_at === null) continue
        const end = task.status === 'SUCCESS' ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed'
        await follower.ended(tx, run, { state: end, message: errorMessage, code: errorCode }, platform)
      }
    }),
}

async function tell({ parts }: Platform, say: (follower: RunFollower) => Promise<void>): Promise<void> {
  for (const { followsRuns } of parts) if (followsRuns) await say(await followsRuns())
}

async function runsOf(tx: Db, jobs: Jobs): Promise<string[]> {
  const submissions = await Promise.all(jobs.map(({ input }) => findSubmission(tx, input.submissionId)))
  return submissions.flatMap((submission) => (submission ? String(submission.task_seq) : []))
}
