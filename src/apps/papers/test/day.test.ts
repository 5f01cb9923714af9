import assert from 'node:assert/strict'
import type { Platform } from '../../../platform/platform.ts'
import { startCollector, stopCollector } from '../collecting.ts'
import { bucketsOf } from '../planning/buckets.ts'
import { quotasOf } from '../planning/day-quotas.ts'
import { planHourNow } from '../planning-hours.ts'
import { countByStatus } from '../queries/papers.ts'
import { waitingPlanned } from '../queries/planned.ts'
import { plansOf } from '../queries/plans.ts'
import { changeSchedule } from '../scheduling.ts'
import { type Clock, cause, liveJobs, manyPapers, testPapers } from './support.ts'
import { claimDue, concludeJob } from './turning.ts'

const office = Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 1 : hour < 18 ? 5 : 2))
const days = [
  { date: '2026-03-29', timezone: 'Europe/Berlin', papersPerDay: 50 },
  { date: '2026-10-25', timezone: 'Europe/Berlin', papersPerDay: 50 },
  { date: '2026-10-04', timezone: 'Australia/Lord_Howe', papersPerDay: 100 },
]

for (const { date, timezone, papersPerDay } of days) {
  const [first] = bucketsOf(date, timezone)
  testPapers(
    `PAP-B2 a day of ${timezone} whose clocks change (${date}) collects exactly its volume, each paper in its hour`,
    async (_t, { platform, clock }) => {
      await manyPapers(platform, papersPerDay + 20)
      await changeSchedule(platform, 'ada', { papersPerDay, weights: office, timezone })
      await startCollector(platform, cause)

      for (const bucket of bucketsOf(date, timezone)) {
        clock.at(bucket.start)
        await planHourNow(platform)
        await collectAll(platform, clock, bucket.end)
      }

      const expected = quotasOf(date, { papersPerDay, weights: office, timezone })
      const plans = await plansOf(platform.db, date)
      for (const plan of plans)
        assert.deepEqual([plan.started, plan.planned], [expected[plan.hour], expected[plan.hour]])
      assert.equal((await countByStatus(platform.db)).done, papersPerDay)
      await stopCollector(platform, cause)
      assert.equal((await liveJobs(platform)).length, 0)
    },
    first?.start,
  )
}

/** Runs every paper of the hour at its time, to its end. */
async function collectAll(platform: Platform, clock: Clock, end: string): Promise<void> {
  for (const { run_at } of await waitingPlanned(platform.db)) {
    assert.ok(run_at >= clock.now() && run_at < end)
    clock.at(run_at)
    const [job] = await claimDue(platform, 1)
    assert.ok(job)
    await concludeJob(platform, job, { outcome: 'done' })
  }
}
