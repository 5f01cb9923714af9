import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { jobEnded } from './kinds.ts'
import type { AnyTask, JobState } from './tasks.ts'

/** Who waits less than this still looks at the page. */
const longMs = 30_000

type EndedJob = Readonly<{ id: string; asked_by: string; created_at: string }>

/** Whether somebody wants to hear of the end of this job: a person asked for it, and it took long since then. */
export const isAwaited = ({ asked_by: by, created_at: since }: EndedJob, now: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(by) && Date.parse(now) - Date.parse(since) >= longMs

/** Tells who asked for a job that it has ended; many jobs of one kind are one notice until it is read. */
export async function tellEnd(
  tx: Db,
  platform: Platform,
  task: Pick<AnyTask, 'name' | 'title'>,
  job: EndedJob,
  state: JobState,
): Promise<void> {
  if (state !== 'succeeded' && state !== 'failed') return
  await platform.notify(tx, {
    person: job.asked_by,
    kind: jobEnded,
    text: state,
    values: { job: task.title },
    href: `/jobs/${job.id}`,
    batch: `${task.name}/${state}`,
  })
}
