import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Cause, paperSubject, recordChanges } from './changing-status.ts'
import { deletePlanned, insertPlanned } from './queries/planned.ts'
import { recountPlans } from './queries/plans.ts'
import { setPending } from './queries/transitions.ts'
import type { PlannedRow } from './tables.ts'
import { processPaper } from './tasks.ts'

export type Appointment = Readonly<{
  paperId: string
  runAt: string
  /** When it was due while it was Deferred, else null. */
  deferredUntil: string | null
  priority: number
}>

/** Makes papers Pending, each with a job at its time; answers how many were still free. */
export async function queuePapers(
  platform: Platform,
  tx: Db,
  appointments: readonly Appointment[],
  cause: Cause & { bucketStart: string | null },
): Promise<number> {
  const changes = await setPending(
    tx,
    appointments.map(({ paperId }) => paperId),
    platform.now(),
  )
  const free = new Set(changes.map(({ id }) => id))
  await enqueueAt(
    platform,
    tx,
    appointments
      .filter(({ paperId }) => free.has(paperId))
      .map(({ paperId, runAt, deferredUntil, priority }) => ({
        paper_id: paperId,
        run_at: runAt,
        bucket_start: cause.bucketStart,
        deferred_until: deferredUntil,
        asked_by: cause.by,
        started_at: null,
        priority,
      })),
  )
  if (cause.bucketStart !== null) await recountPlans(tx, [cause.bucketStart])
  await recordChanges(platform, tx, changes, cause, { action: 'papers.planned' })
  return changes.length
}

/** The papers stay Pending and get jobs at other times; what the old jobs do has no effect any more. */
export async function moveAppointments(
  platform: Platform,
  tx: Db,
  moves: readonly { row: PlannedRow; runAt: string }[],
  by: string,
): Promise<void> {
  if (moves.length === 0) return
  const ids = moves.map(({ row }) => row.paper_id)
  await deletePlanned(tx, ids)
  await cancelJobsOf(platform, tx, ids, by)
  await enqueueAt(
    platform,
    tx,
    moves.map(({ row, runAt }) => ({ ...row, run_at: runAt, priority: 0 })),
  )
}

/** Ends the jobs of papers that have been put back. */
export async function cancelJobsOf(platform: Platform, tx: Db, paperIds: readonly string[], by: string): Promise<void> {
  if (paperIds.length > 0) await platform.tasks.cancelAll(tx, processPaper, by, paperIds.map(paperSubject))
}

type Planned = Omit<PlannedRow, 'job_id' | 'created_at'> & { priority: number }

async function enqueueAt(platform: Platform, tx: Db, rows: readonly Planned[]): Promise<void> {
  const jobs = await platform.tasks.enqueueMany(
    tx,
    processPaper,
    rows.map((row) => ({
      input: { paperId: row.paper_id },
      runAt: row.run_at,
      priority: row.priority,
      askedBy: row.asked_by,
      subject: paperSubject(row.paper_id),
    })),
  )
  const created_at = platform.now()
  await insertPlanned(
    tx,
    rows.map(({ priority: _, ...row }, index) => ({ ...row, job_id: jobs[index]?.id ?? '', created_at })),
  )
}
