import { listActivity } from '../../../platform/activity/queries.ts'
import type { ActivityRow } from '../../../platform/activity/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type KnownWorker, listWorkers } from '../../../platform/tasks/statements/leases.ts'
import { type Bucket, bucketAt } from '../planning/buckets.ts'
import { quotasOf } from '../planning/day-quotas.ts'
import { findCollector } from '../queries/collector.ts'
import { countByStatus } from '../queries/papers.ts'
import { countPlanned } from '../queries/planned.ts'
import { findPlan } from '../queries/plans.ts'
import { type CurrentSchedule, findSchedule } from '../queries/schedule.ts'
import { statuses, statusLabels } from '../statuses.ts'
import type { CollectorRow, HourPlanRow, PaperStatus } from '../tables.ts'

/** What there is to see at a glance. */
export type State = Readonly<{
  at: string
  collector: CollectorRow
  schedule: Pick<CurrentSchedule, 'papersPerDay' | 'timezone'>
  /** The running hour in the zone of the schedule; its plan is null where it has none. */
  hour: Bucket & Readonly<{ quota: number; plan: HourPlanRow | null }>
  papers: Readonly<Record<PaperStatus, number>>
  planned: number
  workers: readonly Pick<KnownWorker, 'id' | 'host' | 'pid' | 'started_at' | 'beat_at' | 'isOver'>[]
  /** The latest entries of the log about papers, newest first. */
  recent: readonly ActivityRow[]
}>

const recentShown = 5

/** Reads the state of the collector and what belongs to it; changes nothing. */
export async function readState({ db, database, config, now }: Platform): Promise<State> {
  const at = now()
  const { papersPerDay, timezone, weights } = await findSchedule(db, config.timezone)
  const bucket = bucketAt(at, timezone)
  const quota = quotasOf(bucket.date, { papersPerDay, timezone, weights })[bucket.hour] ?? 0
  const workers = await listWorkers(db, database.kind)
  return {
    at,
    collector: await findCollector(db),
    schedule: { papersPerDay, timezone },
    hour: { ...bucket, quota, plan: (await findPlan(db, bucket.start)) ?? null },
    papers: await countByStatus(db),
    planned: await countPlanned(db),
    workers: workers.map(({ id, host, pid, started_at, beat_at, isOver }) => ({
      id,
      host,
      pid,
      started_at,
      beat_at,
      isOver,
    })),
    recent: (await listActivity(db, { category: 'papers' }, { limit: recentShown })).items,
  }
}

export function stateInWords({ at, collector, schedule, hour, papers, planned, workers, recent }: State): string {
  const { plan } = hour
  const counts = statuses
    .filter((status) => papers[status] > 0)
    .map((status) => `${statusLabels[status]} ${papers[status]}`)
  return [
    `Collector   ${collector.state} since ${collector.changed_at} (${collector.changed_by}${collector.reason ? `: ${collector.reason}` : ''})`,
    `Schedule    ${schedule.papersPerDay} papers a day, ${schedule.timezone}`,
    `This hour   ${hour.date} ${hour.hour}:00, quota ${hour.quota}: ${plan ? `${plan.state}, ${plan.started} of ${plan.planned} started` : 'no plan'}`,
    `Papers      ${counts.join(', ') || 'none'}`,
    `Planned     ${planned} wait or run`,
    ...workers.map(workerInWords),
    ...(workers.length === 0 ? ['Worker      none: no job runs'] : []),
    'Latest:',
    ...recent.map((entry) => `  ${entry.at}  ${entry.message ?? entry.action}`),
    `(${at})`,
  ].join('\n')
}

const workerInWords = ({ pid, host, beat_at, isOver }: State['workers'][number]): string =>
  `Worker      process ${pid} on ${host.split(' ', 1)[0]}, last sign of life ${beat_at}${isOver ? ' (gone)' : ''}`
