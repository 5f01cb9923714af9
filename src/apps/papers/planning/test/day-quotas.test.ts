import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketAt } from '../buckets.ts'
import { catchUp } from '../catching-up.ts'
import { quotasOf, quotaToPlan } from '../day-quotas.ts'
import { flat, office, scheduleVectors } from './support.ts'

const DATE = '2026-06-15'
const at = (time: string) => `${DATE}T${time}.000Z`
const daily = (papersPerDay: number, weights = flat) => ({ papersPerDay, weights, timezone: 'UTC' })

test('PAP-B1 PAP-R-031 quotas of a date follow its clocks, for every published case', () => {
  for (const { name, timezone, local_date, volume, weights, quota } of scheduleVectors.cases) {
    assert.deepEqual(quotasOf(local_date, { papersPerDay: volume, weights, timezone }), quota, name)
  }
})

test('PAP-R-031 a bucket that has not begun is planned whole, one that has begun pro rata', () => {
  const schedule = daily(480)
  const toPlan = (now: string) => quotaToPlan(bucketAt(at('10:00:00'), 'UTC'), schedule, 0, now)

  assert.equal(toPlan(at('09:59:59')), 20)
  assert.equal(toPlan(at('10:00:00')), 20)
  assert.equal(toPlan(at('10:45:00')), 5)
  assert.equal(toPlan(at('11:00:00')), 0)
})

test('PAP-I12 a bucket is planned with no more than the day has left', () => {
  const bucket = bucketAt(at('10:00:00'), 'UTC')
  const toPlan = (startsCounted: number) => quotaToPlan(bucket, daily(480), startsCounted, bucket.start)

  assert.equal(toPlan(460), 20)
  assert.equal(toPlan(473), 7)
  assert.equal(toPlan(480), 0)
  assert.equal(toPlan(900), 0, 'the volume was lowered during the day')
})

test('catching up spreads what is left over the hours to come', () => {
  const { quotas, dropped } = catchUp(DATE, daily(240), 0, at('12:00:00'))

  assert.deepEqual(quotas, [...flat.slice(12).fill(0), ...flat.slice(12).fill(20)])
  assert.equal(dropped, 0)
})

test('catching up gives no hour more than twice its quota, and says what it drops', () => {
  const { quotas, dropped } = catchUp(DATE, daily(240), 0, at('18:00:00'))

  assert.deepEqual(quotas.slice(18), [20, 20, 20, 20, 20, 20])
  assert.equal(dropped, 120)
})

test('catching up leaves alone what has started, the hour that runs, and hours without weight', () => {
  const afterSome = catchUp(DATE, daily(240), 230, at('12:30:00'))
  const atNight = catchUp(
    DATE,
    daily(
      50,
      office.map((weight, hour) => (hour < 18 ? weight : 0)),
    ),
    10,
    at('18:00:00'),
  )

  assert.equal(afterSome.quotas[12], 0)
  assert.equal(
    afterSome.quotas.reduce((sum, quota) => sum + quota),
    10,
  )
  assert.deepEqual(atNight, { quotas: flat.map(() => 0), dropped: 40 })
})
