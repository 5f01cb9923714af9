import { randomBytes } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { revertPapers } from './changing-status.ts'
import { drawTimes } from './planning/draw-times.ts'
import { randomFrom } from './planning/random.ts'
import { sortOverdue } from './planning/replanning.ts'
import { planFollowingHour, planRunningHour } from './planning-hours.ts'
import { lockCollector, saveCollector } from './queries/collector.ts'
import { allPlanned, waitingPlanned } from './queries/planned.ts'
import { closePlans, findPlan } from './queries/plans.ts'
import { cancelJobsOf, moveAppointments } from './queueing.ts'
import { minimumGapSetting } from './settings.ts'
import type { PlannedRow } from './tables.ts'
import { processPaper } from './tasks.ts'

/**
 * Puts in order what a downtime left behind: called when a worker starts, before it claims anything. While the collector
 * rests there is nothing to do.
 */
export async function recoverCollector(platform: Platform): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { state } = await lockCollector(tx)
    if (state !== 'running') return
    await recoverPlans(platform, tx)
    await planRunningHour(platform, tx, 'downtime')
    await planFollowingHour(platform, tx)
  })
}

/**
 * Brings the collector of a restored backup to rest: it must not go on by itself where nobody has looked at it yet.
 * Planned papers go back to what they were, and plans of the past are closed. An emergency stop stays one, since a
 * person has to acknowledge it.
 */
export async function settleRestored(platform: Platform): Promise<void> {
  const cause = { by: 'system', reason: 'the instance was restored from a backup' }
  await platform.db.transaction().execute(async (tx) => {
    const { state, generation } = await lockCollector(tx)
    await revertPapers(platform, tx, await allPlanned(tx), cause)
    await platform.tasks.cancelAll(tx, processPaper, cause.by)
    await closePlans(tx, platform.now())
    if (state === 'stopped' || state === 'emergency') return

    await platform.tasks.release(tx, processPaper.name)
    const stopped = { state: 'stopped', generation: generation + 1, reason: cause.reason } as const
    await saveCollector(tx, { ...stopped, changed_at: platform.now(), changed_by: cause.by })
    await platform.activity.record(tx, {
      actor: cause.by,
      action: 'papers.collector-stopped',
      target: 'papers/collector',
      message: `The collector has stopped: ${cause.reason}.`,
      before: { state },
      after: { state: 'stopped' },
    })
  })
}

/** Overdue papers of the running hour get a new time in the rest of it; those of hours that are over go back. */
export async function recoverPlans(platform: Platform, tx: Db): Promise<void> {
  const now = platform.now()
  const waiting = (await waitingPlanned(tx)).filter(({ bucket_start }) => bucket_start !== null)
  const ends = await endsOf(tx, waiting)
  const jobs = waiting.map((row) => ({ ...row, id: row.paper_id, bucket_end: ends.get(row.bucket_start ?? '') ?? now }))
  const minGapSeconds = await platform.settings.get(tx, minimumGapSetting)
  const { redraw, miss } = sortOverdue(jobs, now, minGapSeconds)

  const rows = new Map(waiting.map((row) => [row.paper_id, row]))
  const rowOf = ({ id }: { id: string }): readonly PlannedRow[] | PlannedRow => rows.get(id) ?? []
  await revertPapers(platform, tx, miss.flatMap(rowOf), { by: 'system', reason: 'its hour was over' }, 'papers.missed')
  await cancelJobsOf(
    platform,
    tx,
    miss.map(({ id }) => id),
    'system',
  )
  const to = redraw[0]?.bucket_end ?? now
  const random = randomFrom(randomBytes(16).toString('hex'))
  const times = drawTimes({ from: now, to, count: redraw.length, minGapSeconds }, random)
  await moveAppointments(
    platform,
    tx,
    redraw.flatMap(rowOf).map((row, index) => ({ row, runAt: times[index] ?? now })),
    'system',
  )
  if (redraw.length + miss.length > 0) await recordRecovery(platform, tx, redraw.length, miss.length)
}

async function endsOf(tx: Db, rows: readonly PlannedRow[]): Promise<Map<string, string>> {
  const starts = [...new Set(rows.flatMap(({ bucket_start }) => bucket_start ?? []))]
  const plans = await Promise.all(starts.map((start) => findPlan(tx, start)))
  return new Map(plans.flatMap((plan) => (plan ? [[plan.bucket_start, plan.bucket_end] as const] : [])))
}

const recordRecovery = (platform: Platform, tx: Db, redrawn: number, missed: number): Promise<void> =>
  platform.activity.record(tx, {
    actor: 'system',
    action: 'papers.plans-recovered',
    target: 'papers/collector',
    message: `After a break: ${redrawn} papers got a new time, ${missed} went back because their hour was over.`,
    after: { redrawn, missed },
  })
