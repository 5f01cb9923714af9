import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../../platform/platform.ts'
import { listJobs, upcoming } from '../../../platform/tasks/queries.ts'
import { listWorkers } from '../../../platform/tasks/statements/leases.ts'
import type { JobRow } from '../../../platform/tasks/tables.ts'

/** A job as far as its holder and its time matter. */
export type InspectedJob = Readonly<{
  id: string
  task: string
  subject: string | null
  state: JobRow['state']
  /** When it is due, or was. */
  runAt: string
  /** Seconds since it started; below 0: seconds until it is due. */
  ageSeconds: number
  attempt: number
  epoch: number
  crashes: number
  /** The worker that holds it; null while it waits. */
  worker: string | null
  /** Null while it waits. False: nobody works on it any more. */
  isWorkerAlive: boolean | null
}>

export type Jobs = Readonly<{ running: readonly InspectedJob[]; next: readonly InspectedJob[] }>

const shown = 20

/** The jobs of the papers app that run, and those that come next. */
export async function inspectJobs({ db, database, now }: Platform): Promise<Jobs> {
  const workers = await listWorkers(db, database.kind)
  const alive = new Set(workers.filter(({ isOver }) => !isOver).map(({ id }) => id))
  const nowMs = Date.parse(now())
  const inspect = (job: JobRow): InspectedJob => ({
    id: job.id,
    task: job.task,
    subject: job.subject,
    state: job.state,
    runAt: job.run_at,
    ageSeconds: Math.round((nowMs - Date.parse(job.started_at ?? job.run_at)) / 1_000),
    attempt: job.attempt,
    epoch: job.lease_epoch,
    crashes: job.crash_count,
    worker: job.state === 'running' ? job.worker_id : null,
    isWorkerAlive: job.state === 'running' ? alive.has(job.worker_id ?? '') : null,
  })
  const running = await listJobs(db, { states: ['running'] }, { limit: 200 })
  return { running: running.map(inspect), next: (await upcoming(db, shown)).map(inspect) }
}

export function jobsInWords({ running, next }: Jobs): string {
  const line = ({ runAt, ageSeconds, task, subject, attempt, epoch, isWorkerAlive }: InspectedJob): string =>
    [
      runAt,
      `${ageSeconds} s`.padStart(8),
      task.padEnd(20),
      subject ?? '-',
      `attempt ${attempt}, epoch ${epoch}${isWorkerAlive === false ? ', its worker is gone' : ''}`,
    ].join('  ')
  return [
    running.length > 0 ? 'Running:' : 'Nothing runs.',
    ...running.map(line),
    next.length > 0 ? 'Next:' : 'Nothing waits.',
    ...next.map(line),
  ].join('\n')
}

/** Looks again and again until the signal says that it is enough. */
export async function watchJobs(
  platform: Platform,
  show: (jobs: Jobs) => void,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    show(await inspectJobs(platform))
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
