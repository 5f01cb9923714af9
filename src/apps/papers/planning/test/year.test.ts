import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bucket, bucketAt, nextBucket } from '../buckets.ts'
import { quotaToPlan, type Schedule } from '../day-quotas.ts'
import { drawTimes } from '../draw-times.ts'
import { randomFrom } from '../random.ts'
import { office } from './support.ts'

const PAPERS_PER_DAY = 107

/** Plans every bucket of the local year 2026, as the planner does at the start of each. */
function planYear(schedule: Schedule, firstInstant: string): Map<string, { bucket: Bucket; times: string[] }> {
  const plans = new Map<string, { bucket: Bucket; times: string[] }>()
  const started = new Map<string, number>()
  const random = randomFrom('243f6a8885a308d313198a2e03707344')

  let bucket = bucketAt(firstInstant, schedule.timezone)
  for (; bucket.date < '2027-01-01'; bucket = nextBucket(bucket, schedule.timezone)) {
    const startsCounted = started.get(bucket.date) ?? 0
    const count = quotaToPlan(bucket, schedule, startsCounted, bucket.start)
    const times = drawTimes({ from: bucket.start, to: bucket.end, count }, random)
    assert.ok(!plans.has(bucket.start), `${bucket.start} planned twice`)
    plans.set(bucket.start, { bucket, times })
    started.set(bucket.date, startsCounted + count)
  }
  return plans
}

const firstInstants = {
  'Europe/Berlin': '2025-12-31T23:00:00.000Z',
  'America/New_York': '2026-01-01T05:00:00.000Z',
  'Australia/Lord_Howe': '2025-12-31T13:00:00.000Z',
}

for (const [timezone, firstInstant] of Object.entries(firstInstants)) {
  test(`PAP-B2 PAP-I13 a year in ${timezone}: each date gets its volume, each paper a time in its bucket`, () => {
    const plans = planYear({ papersPerDay: PAPERS_PER_DAY, weights: office, timezone }, firstInstant)

    const perDate = Map.groupBy(plans.values(), ({ bucket }) => bucket.date)
    assert.equal(perDate.size, 365)
    for (const [date, ofDate] of perDate) {
      assert.equal(
        ofDate.reduce((sum, { times }) => sum + times.length, 0),
        PAPERS_PER_DAY,
        date,
      )
      assert.equal(new Set(ofDate.map(({ bucket }) => bucket.hour)).size, ofDate.length, `${date} has an hour twice`)
    }
    for (const { bucket, times } of plans.values()) {
      assert.ok(
        times.every((time) => bucket.start <= time && time < bucket.end),
        bucket.start,
      )
    }
    // One hour is missing in spring, except where clocks go forward by half an hour.
    assert.equal(plans.size, 365 * 24 - (timezone === 'Australia/Lord_Howe' ? 0 : 1))
  })
}
