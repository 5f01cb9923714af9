import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prorate } from '../../client/quotas.js'
import { bucketAt, nextBucket } from '../buckets.ts'
import { quotaToPlan } from '../day-quotas.ts'
import { adjustPlan, findUnplanned, type PlannedJob, sortOverdue } from '../replanning.ts'
import { flat } from './support.ts'

const at = (time: string) => `2026-06-15T${time}:00.000Z`

/** Jobs of one hour, each named by the minute it was planned for. */
const planned = (hour: number, ...minutes: number[]): PlannedJob[] =>
  minutes.map((minute) => {
    const bucket = bucketAt(at(`${hour}:00`), 'UTC')
    return { id: String(minute), run_at: at(`${hour}:${String(minute).padStart(2, '0')}`), bucket_end: bucket.end }
  })

const ids = (jobs: readonly PlannedJob[]) => jobs.map(({ id }) => id).join(' ')

test('PAP-B5 down from 10:20 to 10:50: what came due meanwhile is drawn again, the rest keeps its time', () => {
  const { keep, redraw, miss } = sortOverdue(planned(10, 55, 40, 25), at('10:50'))

  assert.deepEqual([ids(redraw), ids(keep), ids(miss)], ['25 40', '55', ''])
  assert.deepEqual(findUnplanned(at('11:00'), at('10:50'), 'UTC'), { skipped: [], current: null })
})

test('PAP-B5 down from 10:20 to 12:30: hour 10 is missed, hour 11 skipped, half of hour 12 planned', () => {
  const { keep, redraw, miss } = sortOverdue(planned(10, 25, 40, 55), at('12:30'))
  const { skipped, current } = findUnplanned(at('11:00'), at('12:30'), 'UTC')

  assert.deepEqual([ids(redraw), ids(keep), ids(miss)], ['', '', '25 40 55'])
  assert.deepEqual(
    skipped.map(({ hour }) => hour),
    [11],
  )
  assert.equal(current?.hour, 12)
  const schedule = { papersPerDay: 480, weights: flat, timezone: 'UTC' }
  assert.equal(quotaToPlan(current, schedule, 0, at('12:30')), prorate(20, 1800, 3600))
})

test('PAP-B5 no more jobs are drawn again than the rest of the hour bears at a safe pace', () => {
  const jobs = planned(10, 1, 2, 3, 4, 58)

  const { keep, redraw, miss } = sortOverdue(jobs, at('10:57'), 60)

  assert.deepEqual([ids(redraw), ids(keep), ids(miss)], ['1 2', '58', '3 4'])
})

test('PAP-B5 a job that comes due right now keeps its time, and at the end of its bucket it is missed', () => {
  assert.equal(ids(sortOverdue(planned(10, 50), at('10:50')).keep), '50')
  assert.equal(ids(sortOverdue(planned(10, 50), at('11:00')).miss), '50')
})

test('PAP-B5 where nothing was ever planned nothing was skipped', () => {
  const { skipped, current } = findUnplanned(null, at('12:30'), 'UTC')

  assert.deepEqual(skipped, [])
  assert.equal(current?.start, at('12:00'))
})

test('PAP-B5 an hour that clocks jumped over during a downtime is not recorded as skipped', () => {
  const { skipped, current } = findUnplanned('2026-03-29T00:00:00.000Z', '2026-03-29T02:30:00.000Z', 'Europe/Berlin')

  assert.deepEqual(
    skipped.map(({ hour }) => hour),
    [1, 3],
  )
  assert.equal(current?.hour, 4)
})

test('PAP-B5 applied at half past, a larger volume adds to the plan and a smaller one revokes the latest', () => {
  const jobs = planned(10, 59, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49)
  const target = (quota: number) => prorate(quota, 1800, 3600)

  assert.deepEqual(adjustPlan(jobs, target(40)), { add: 9, revoke: [] })
  const { add, revoke } = adjustPlan(jobs, target(4))
  assert.equal(add, 0)
  assert.equal(ids(revoke), '35 37 39 41 43 45 47 49 59')
  assert.deepEqual(adjustPlan(jobs, 11), { add: 0, revoke: [] })
  assert.equal(adjustPlan(jobs, 0).revoke.length, 11)
})

test('PAP-B5 a change of zone lets the hour end, and goes on with the next hour that starts there', () => {
  const running = bucketAt(at('10:20'), 'Europe/Berlin')

  assert.equal(running.end, at('11:00'))
  assert.equal(nextBucket(running, 'Asia/Kolkata').start, at('11:30'), 'half an hour lies between the two')
  assert.equal(nextBucket(running, 'America/New_York').start, at('11:00'))
  const unplanned = findUnplanned(running.end, at('11:10'), 'Asia/Kolkata')
  assert.equal(unplanned.current, null, 'an hour of the new zone that overlaps the plan is not planned')
})
