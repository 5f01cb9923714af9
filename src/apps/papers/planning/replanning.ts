import { type Bucket, bucketAt, bucketsBetween } from './buckets.ts'
import { compareText } from './sorted.ts'

// What to do with plans when time or a person has overtaken them. Decisions only: who asks carries them out.

/** A job that waits for its time, and the end of the bucket it was planned in. */
export type PlannedJob = Readonly<{ id: string; run_at: string; bucket_end: string }>

/** Every job in one of the three lists. */
export type OverdueJobs<Job> = Readonly<{
  /** Their time is still to come. */
  keep: Job[]
  /** Draw a new time between now and the end of their bucket. */
  redraw: Job[]
  /** Their bucket is over, or has no room left: the papers go back to what they were. */
  miss: Job[]
}>

/**
 * Sorts out the jobs that came due while nothing ran. Those drawn again are the earliest ones, and only as many as the
 * rest of the bucket takes at a pace that hosts bear, beside the ones that keep their time.
 *
 * @param safeGapSeconds seconds from one start to the next at that pace.
 */
export function sortOverdue<Job extends PlannedJob>(
  jobs: readonly Job[],
  now: string,
  safeGapSeconds = 1,
): OverdueJobs<Job> {
  const inTime = jobs.toSorted(byTime)
  const keep = inTime.filter((job) => job.run_at >= now)
  const redraw: Job[] = []
  const miss: Job[] = []

  for (const job of inTime.filter((job) => job.run_at < now)) {
    const secondsNeeded = (keep.length + redraw.length + 1) * safeGapSeconds
    if (secondsNeeded <= secondsBetween(now, job.bucket_end)) redraw.push(job)
    else miss.push(job)
  }
  return { keep, redraw, miss }
}

/** The buckets that a downtime or a pause left without a plan. */
export type Unplanned = Readonly<{
  /** Passed without a plan: to be recorded as skipped. */
  skipped: Bucket[]
  /** The one that is running, to be planned pro rata; null where it has a plan already. */
  current: Bucket | null
}>

/** @param plannedUntil the end of the last bucket that has a plan; null where there never was one. */
export function findUnplanned(plannedUntil: string | null, now: string, zone: string): Unplanned {
  const running = bucketAt(now, zone)
  if (plannedUntil === null) return { skipped: [], current: running }
  return {
    skipped: [...bucketsBetween(plannedUntil, running.start, zone)],
    current: running.start >= plannedUntil ? running : null,
  }
}

/**
 * "Apply now": brings the jobs still planned in a bucket to a number, by adding some or revoking the latest ones.
 *
 * @param target jobs for the rest of the bucket, by the new settings and pro rata.
 */
export function adjustPlan<Job extends PlannedJob>(
  jobs: readonly Job[],
  target: number,
): Readonly<{ add: number; revoke: Job[] }> {
  return { add: Math.max(0, target - jobs.length), revoke: jobs.toSorted(byTime).slice(target) }
}

const byTime = (a: PlannedJob, b: PlannedJob) => compareText(a.run_at, b.run_at) || compareText(a.id, b.id)

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000
