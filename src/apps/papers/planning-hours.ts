import { randomBytes } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Cause, revertPapers } from './changing-status.ts'
import { arrange } from './planning/arrange.ts'
import { type Bucket, bucketAt, nextBucket } from './planning/buckets.ts'
import { catchUp } from './planning/catching-up.ts'
import { quotasOf, quotaToPlan } from './planning/day-quotas.ts'
import { drawTimes } from './planning/draw-times.ts'
import { randomFrom } from './planning/random.ts'
import { adjustPlan, findUnplanned } from './planning/replanning.ts'
import { isWhole, type PlanScope } from './planning/scope.ts'
import { lockCollector, saveCollector } from './queries/collector.ts'
import { eligiblePapers } from './queries/eligible.ts'
import { waitingPlanned } from './queries/planned.ts'
import { closePlans, findPlan, insertPlan, plannedUntil, startsCounted, updatePlan } from './queries/plans.ts'
import { type CurrentSchedule, findSchedule } from './queries/schedule.ts'
import { cancelJobsOf, queuePapers } from './queueing.ts'
import {
  catchUpSetting,
  deferredShareSetting,
  minimumGapSetting,
  planScopeSetting,
  strategySetting,
} from './settings.ts'
import { planHour } from './tasks.ts'

/** What a round of planning did, for the job's page. */
export type Planning = Readonly<{ planned: number; quota: number; sentence: string }>

/**
 * Plans the running hour unless it has a plan, closes those that are over, and asks for the next round. One transaction;
 * safe to run twice and by several processes at once: a bucket has one plan.
 */
export async function planHourNow(platform: Platform): Promise<Planning> {
  return platform.db.transaction().execute(async (tx) => {
    const { state } = await lockCollector(tx)
    if (state !== 'running')
      return { planned: 0, quota: 0, sentence: `Nothing is planned while the collector is ${state}.` }

    await closeOldPlans(platform, tx)
    const planning = await planRunningHour(platform, tx)
    await planFollowingHour(platform, tx)
    return planning
  })
}

/** Makes sure that the next hour will be planned; a no-op where that is so already. Not while the collector rests. */
export async function planFollowingHour(platform: Platform, tx: Db): Promise<void> {
  const { state } = await lockCollector(tx)
  if (state !== 'running') return
  const { timezone } = await findSchedule(tx, platform.config.timezone)
  const next = await firstFreeBucket(tx, platform.now(), timezone)
  await platform.tasks.enqueue(
    tx,
    planHour,
    {},
    { runAt: next.start, uniqueKey: `papers.plan-hour/${next.start}`, subject: 'papers/collector' },
  )
}

/** The first bucket to begin that does not overlap one with a plan: after a change of zone some minutes may lie between. */
async function firstFreeBucket(tx: Db, now: string, timezone: string): Promise<Bucket> {
  const until = (await plannedUntil(tx)) ?? now
  let bucket = nextBucket(bucketAt(now, timezone), timezone)
  while (bucket.start < until && bucket.start > now) bucket = nextBucket(bucket, timezone)
  return bucket
}

/** Plans the bucket that is running, pro rata where it has begun; records the ones that passed without a plan. */
export async function planRunningHour(
  platform: Platform,
  tx: Db,
  skippedBecause: 'downtime' | 'paused' | null = 'downtime',
): Promise<Planning> {
  const now = platform.now()
  const schedule = await findSchedule(tx, platform.config.timezone)
  const { skipped, current } = findUnplanned(await plannedUntil(tx), now, schedule.timezone)
  if (skippedBecause !== null) {
    for (const bucket of skipped) await recordSkipped(platform, tx, bucket, schedule, skippedBecause)
  }
  if (!current) return { planned: 0, quota: 0, sentence: 'The hour has its plan already.' }

  const quota = await quotaNow(platform, tx, current, schedule)
  const rngKey = randomBytes(16).toString('hex')
  const isOurs = await insertPlan(tx, { ...planRow(platform, current, schedule), quota, rng_key: rngKey })
  if (!isOurs) return { planned: 0, quota, sentence: 'Another process has planned this hour.' }

  const planned = await fillPlan(platform, tx, { bucket: current, from: now, count: quota, rngKey }, planCause)
  await saveCollector(tx, { last_planned_bucket: current.start })
  const sentence = shortfallOf(planned, quota, schedule, await platform.settings.get(tx, planScopeSetting))
  await platform.activity.record(tx, {
    actor: 'system',
    action: 'papers.hour-planned',
    status: planned < quota ? 'warning' : 'info',
    target: 'papers/collector',
    message: `${current.date} ${current.hour}:00 ${schedule.timezone}: ${sentence}`,
    after: { bucket: current.start, quota, planned },
  })
  return { planned, quota, sentence }
}

/**
 * Brings what is left of the running hour to the numbers in force: adds papers, or takes back the latest ones. An hour
 * without a plan gets one.
 */
export async function adjustPlanNow(platform: Platform, tx: Db, cause: Cause): Promise<Planning> {
  const { state } = await lockCollector(tx)
  if (state !== 'running') return { planned: 0, quota: 0, sentence: `The collector is ${state}.` }

  const now = platform.now()
  const schedule = await findSchedule(tx, platform.config.timezone)
  const plan = await findPlan(tx, bucketAt(now, schedule.timezone).start)
  if (plan?.state !== 'planned') return planRunningHour(platform, tx)

  const bucket = { date: plan.local_date, hour: plan.hour, start: plan.bucket_start, end: plan.bucket_end }
  const waiting = await waitingPlanned(tx, plan.bucket_start)
  const counted = (await startsCounted(tx, bucket.date)) - waiting.length
  const target = quotaToPlan(bucket, schedule, counted, now)
  const { add, revoke } = adjustPlan(
    waiting.map((row) => ({ ...row, id: row.paper_id, bucket_end: plan.bucket_end })),
    target,
  )
  await revertPapers(platform, tx, revoke, cause)
  await cancelJobsOf(
    platform,
    tx,
    revoke.map(({ paper_id }) => paper_id),
    cause.by,
  )
  const rngKey = randomBytes(16).toString('hex')
  const added = await fillPlan(platform, tx, { bucket, from: now, count: add, rngKey }, cause)
  await updatePlan(tx, plan.bucket_start, { quota: quotasOf(bucket.date, schedule)[bucket.hour] ?? 0 })
  await platform.activity.record(tx, {
    actor: cause.by,
    action: 'papers.hour-replanned',
    target: 'papers/collector',
    message: `Rest of the hour: ${waiting.length} planned → ${waiting.length - revoke.length + added} (${cause.reason}).`,
    before: { waiting: waiting.length },
    after: { waiting: waiting.length - revoke.length + added, target },
  })
  return { planned: added, quota: target, sentence: `${added} added, ${revoke.length} taken back.` }
}

const planCause: Cause = { by: 'system', reason: 'chosen for this hour' }

type Filling = Readonly<{ bucket: Bucket; from: string; count: number; rngKey: string }>

/** Chooses papers, draws their times between `from` and the end of the bucket, and queues them; answers how many there were. */
async function fillPlan(
  platform: Platform,
  tx: Db,
  { bucket, from, count, rngKey }: Filling,
  cause: Cause,
): Promise<number> {
  if (count <= 0) return 0
  const { settings } = platform
  const strategy = await settings.get(tx, strategySetting)
  const scope = await settings.get(tx, planScopeSetting)
  const papers = await eligiblePapers(tx, { until: bucket.end, wanted: count, strategy, scope })
  const random = randomFrom(rngKey)
  const minGapSeconds = await settings.get(tx, minimumGapSetting)
  const wanted = Math.min(count, papers.length)
  const times = drawTimes({ from, to: bucket.end, count: wanted, minGapSeconds }, random)
  const deferredShare = (await settings.get(tx, deferredShareSetting)) / 100

  return queuePapers(
    platform,
    tx,
    arrange(papers, times, { strategy, random, deferredShare }).map(({ paper, run_at }) => ({
      paperId: paper.id,
      runAt: run_at,
      deferredUntil: paper.next_attempt_at,
      priority: 0,
    })),
    { ...cause, bucketStart: bucket.start },
  )
}

async function quotaNow(platform: Platform, tx: Db, bucket: Bucket, schedule: CurrentSchedule): Promise<number> {
  const counted = await startsCounted(tx, bucket.date)
  const usual = quotaToPlan(bucket, schedule, counted, platform.now())
  if ((await platform.settings.get(tx, catchUpSetting)) === 'off') return usual
  const { quotas } = catchUp(bucket.date, schedule, counted, bucket.start)
  return Math.max(usual, quotas[bucket.hour] ?? 0)
}

const planRow = (platform: Platform, bucket: Bucket, { timezone }: CurrentSchedule) =>
  ({
    bucket_start: bucket.start,
    bucket_end: bucket.end,
    local_date: bucket.date,
    hour: bucket.hour,
    timezone,
    quota: 0,
    planned: 0,
    started: 0,
    rng_key: '',
    state: 'planned',
    reason: null,
    created_at: platform.now(),
  }) as const

async function recordSkipped(platform: Platform, tx: Db, bucket: Bucket, schedule: CurrentSchedule, reason: string) {
  const quota = quotasOf(bucket.date, schedule)[bucket.hour] ?? 0
  const isNew = await insertPlan(tx, { ...planRow(platform, bucket, schedule), quota, state: 'skipped', reason })
  if (!isNew) return
  await platform.activity.record(tx, {
    actor: 'system',
    action: 'papers.hour-skipped',
    target: 'papers/collector',
    message: `${bucket.date} ${bucket.hour}:00 passed without a plan: ${reason}.`,
    after: { bucket: bucket.start, quota, reason },
  })
}

/** What is left of an hour is given an hour more to be claimed; after that it goes back. */
async function closeOldPlans(platform: Platform, tx: Db): Promise<void> {
  const { timezone } = await findSchedule(tx, platform.config.timezone)
  const running = bucketAt(platform.now(), timezone)
  const limit = new Date(Date.parse(running.start) - 60 * 60_000).toISOString()
  const late = (await waitingPlanned(tx)).filter(({ bucket_start, run_at }) => bucket_start !== null && run_at < limit)
  await revertPapers(platform, tx, late, { by: 'system', reason: 'its hour was over' }, 'papers.missed')
  await cancelJobsOf(
    platform,
    tx,
    late.map(({ paper_id }) => paper_id),
    'system',
  )
  await closePlans(tx, limit)
}

function shortfallOf(planned: number, quota: number, schedule: CurrentSchedule, scope: PlanScope): string {
  if (planned === quota && quota > 0) return `${planned} papers planned.`
  if (quota > 0) {
    const which = isWhole(scope) ? '' : ' of the chosen lists, tags and journals'
    return `${planned} of ${quota} papers planned: no more${which} are waiting.`
  }
  return schedule.papersPerDay === 0 ? 'Nothing planned: the daily volume is 0.' : 'Nothing planned for this hour.'
}
