import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOURS } from '../../client/quotas.js'
import { bucketAt, bucketsBetween, bucketsOf, nextBucket, nextClockChange, secondsLeft } from '../buckets.ts'
import { scheduleVectors } from './support.ts'

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4

/** Local date and hour by `Intl`, which knows the zones from elsewhere than `Temporal` does. */
function localHour(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  return (ms) => format.format(ms)
}

for (const vector of scheduleVectors.cases) {
  test(`PAP-B1 the hours of ${vector.name} start, end and are missing where they should`, () => {
    const buckets = bucketsOf(vector.local_date, vector.timezone)

    const present = buckets.map(({ hour }) => hour)
    assert.deepEqual(
      HOURS.filter((hour) => !present.includes(hour)),
      vector.missing_hours,
    )
    assert.equal(Date.parse(buckets[0]?.start ?? ''), Date.parse(vector.first_bucket_start))
    const odd = buckets
      .map(({ hour, start, end }) => ({ hour, start, minutes: (Date.parse(end) - Date.parse(start)) / 60_000 }))
      .filter(({ minutes }) => minutes !== 60)
    const expected = vector.long_or_short_hours.map(({ hour, start, minutes }) => {
      return { hour, start: new Date(start).toISOString(), minutes }
    })
    assert.deepEqual(odd, expected)
  })
}

for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu', 'America/St_Johns']) {
  test(`PAP-R-030 the bucket of any moment of 2026 in ${zone} is the hour that clocks there show`, () => {
    const clock = localHour(zone)
    const until = Date.UTC(2027, 0, 1)

    let bucket = bucketAt('2026-01-01T00:00:00Z', zone)
    for (let ms = Date.UTC(2026, 0, 1); ms < until; ms += QUARTER_MS) {
      const instant = new Date(ms).toISOString()
      if (instant >= bucket.end) bucket = nextBucket(bucket, zone)
      assert.ok(bucket.start <= instant && instant < bucket.end, instant)
      assert.equal(clock(ms), `${bucket.date} ${String(bucket.hour).padStart(2, '0')}`, instant)
    }
  })
}

test('every moment around a change of clocks lies in one bucket, whichever way it is asked for', () => {
  for (const vector of scheduleVectors.cases) {
    for (const bucket of bucketsOf(vector.local_date, vector.timezone)) {
      const lastMoment = new Date(Date.parse(bucket.end) - 1).toISOString()

      assert.deepEqual(bucketAt(bucket.start, vector.timezone), bucket)
      assert.deepEqual(bucketAt(lastMoment, vector.timezone), bucket)
      assert.equal(nextBucket(bucket, vector.timezone).start, bucket.end)
    }
  }
})

test('where clocks go back by two hours the repeated hours lengthen the one that was running', () => {
  const zone = 'Antarctica/Troll'

  const buckets = bucketsOf('2026-10-25', zone)

  assert.deepEqual(
    buckets.map(({ hour }) => hour),
    HOURS,
  )
  assert.deepEqual(buckets[2], {
    date: '2026-10-25',
    hour: 2,
    start: '2026-10-25T00:00:00.000Z',
    end: '2026-10-25T03:00:00.000Z',
  })
  assert.equal(bucketAt('2026-10-25T01:30:00Z', zone).hour, 2)
})

test('where clocks went back across midnight the day that had begun went on', () => {
  const zone = 'America/St_Johns'

  const atMidnight = bucketAt('2006-10-29T02:30:30Z', zone)
  const anHourLater = bucketAt('2006-10-29T03:00:00Z', zone)

  assert.deepEqual([atMidnight.date, atMidnight.hour], ['2006-10-29', 0])
  assert.deepEqual(anHourLater, atMidnight)
  assert.equal(Date.parse(atMidnight.end) - Date.parse(atMidnight.start), 2 * HOUR_MS)
})

test('a date that a zone skipped has no buckets, and time goes on without it', () => {
  assert.deepEqual(bucketsOf('2011-12-30', 'Pacific/Apia'), [])
  const lastOfDecember29 = bucketsOf('2011-12-29', 'Pacific/Apia').at(-1)
  assert.ok(lastOfDecember29)
  assert.equal(nextBucket(lastOfDecember29, 'Pacific/Apia').date, '2011-12-31')
})

test('the buckets between two moments are those that lie between them whole', () => {
  const labels = (from: string, to: string) => [...bucketsBetween(from, to, 'UTC')].map(({ hour }) => hour)

  assert.deepEqual(labels('2026-06-15T10:20:00Z', '2026-06-15T13:30:00Z'), [11, 12])
  assert.deepEqual(labels('2026-06-15T10:00:00Z', '2026-06-15T12:00:00Z'), [10, 11])
  assert.deepEqual(labels('2026-06-15T10:20:00Z', '2026-06-15T10:50:00Z'), [])
  assert.deepEqual(labels('2026-06-15T12:00:00Z', '2026-06-15T10:00:00Z'), [])
})

test('the next change of clocks is found, with its direction, where there is one', () => {
  assert.deepEqual(nextClockChange('2026-06-15T00:00:00Z', 'Europe/Berlin'), {
    at: '2026-10-25T01:00:00.000Z',
    shiftMinutes: -60,
  })
  assert.deepEqual(nextClockChange('2026-06-15T00:00:00Z', 'Australia/Lord_Howe'), {
    at: '2026-10-03T15:30:00.000Z',
    shiftMinutes: 30,
  })
  assert.equal(nextClockChange('2026-06-15T00:00:00Z', 'Asia/Kolkata'), null)
})

test('what is left of a bucket is counted in whole seconds, from nothing to all of it', () => {
  const bucket = bucketAt('2026-06-15T10:00:00Z', 'UTC')
  const left = (now: string) => secondsLeft(bucket, now).remainingSeconds

  assert.equal(left('2026-06-15T10:45:00.000Z'), 900)
  assert.equal(left('2026-06-15T10:45:00.001Z'), 899)
  assert.equal(left('2026-06-15T09:00:00.000Z'), 3600)
  assert.equal(left('2026-06-15T11:00:01.000Z'), 0)
})

test('a zone, a date or a moment that does not exist is refused', () => {
  assert.throws(() => bucketsOf('2026-06-15', 'Mars/Olympus'), RangeError)
  assert.throws(() => bucketsOf('2026-02-30', 'UTC'), RangeError)
  assert.throws(() => bucketAt('yesterday', 'UTC'), RangeError)
})
