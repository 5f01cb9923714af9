import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forecast } from '../forecast.ts'
import { flat, office } from './support.ts'

const NOW = '2026-06-15T10:00:00.000Z'
const schedule = (papersPerDay: number, weights: readonly number[] = flat, timezone = 'UTC') => ({
  papersPerDay,
  weights,
  timezone,
})

test('the forecast of an ordinary day names its quotas, the days it takes and the mean gap', () => {
  const { today, tomorrow, daysLeft, shortestMeanGapSeconds, nextClockChange, warnings } = forecast(
    schedule(50, office),
    NOW,
    101,
    360,
  )

  assert.equal(today.date, '2026-06-15')
  assert.equal(tomorrow.date, '2026-06-16')
  assert.deepEqual(today.quotas, tomorrow.quotas)
  assert.deepEqual(today.oddHours, [])
  assert.equal(daysLeft, 3)
  assert.equal(shortestMeanGapSeconds, 900)
  assert.equal(nextClockChange, null)
  assert.deepEqual(warnings, [])
})

test('the forecast says which hours of today or tomorrow are missing, long or short', () => {
  const eveOfSpring = forecast(schedule(50, office, 'Europe/Berlin'), '2026-03-28T12:00:00Z', 1, null)
  const autumn = forecast(schedule(50, office, 'Europe/Berlin'), '2026-10-25T12:00:00Z', 1, null)

  assert.deepEqual(eveOfSpring.today.oddHours, [])
  assert.deepEqual(eveOfSpring.tomorrow.oddHours, [{ hour: 2, minutes: 0 }])
  assert.equal(eveOfSpring.tomorrow.quotas[2], 0)
  assert.deepEqual(eveOfSpring.nextClockChange, { at: '2026-03-29T01:00:00.000Z', shiftMinutes: 60 })
  assert.deepEqual(autumn.today.oddHours, [{ hour: 2, minutes: 120 }])
})

test('the forecast counts the date of the schedule, not of the server', () => {
  assert.equal(forecast(schedule(50, flat, 'Pacific/Kiritimati'), NOW, 1, null).today.date, '2026-06-16')
})

test('a list is done in no days when it is empty, and never when nothing runs', () => {
  const daysLeft = (papersPerDay: number, weights: readonly number[], papersLeft: number) =>
    forecast(schedule(papersPerDay, weights), NOW, papersLeft, null).daysLeft

  assert.equal(daysLeft(50, flat, 0), 0)
  assert.equal(daysLeft(50, flat, 50), 1)
  assert.equal(daysLeft(50, flat, 51), 2)
  assert.equal(daysLeft(0, flat, 51), null)
  assert.equal(
    daysLeft(
      50,
      flat.map(() => 0),
      51,
    ),
    null,
  )
})

test('papers that are wanted while no hour has weight give a warning for each day', () => {
  const weightless = flat.map(() => 0)
  const onlyAtTwo = weightless.with(2, 1)

  const { warnings, shortestMeanGapSeconds } = forecast(schedule(100, weightless), NOW, 5, null)
  assert.deepEqual(warnings, [
    { kind: 'no-hour-has-weight', date: '2026-06-15' },
    { kind: 'no-hour-has-weight', date: '2026-06-16' },
  ])
  assert.equal(shortestMeanGapSeconds, null)
  assert.deepEqual(forecast(schedule(100, onlyAtTwo, 'Europe/Berlin'), '2026-03-29T12:00:00Z', 5, null).warnings, [
    { kind: 'no-hour-has-weight', date: '2026-03-29' },
  ])
  assert.deepEqual(forecast(schedule(0, weightless), NOW, 5, null).warnings, [], 'nothing is wanted')
})

test('an hour that is busier than the slowest source gives a warning, at exactly its pace it does not', () => {
  const nineOnly = flat.map((_, hour) => Number(hour === 9))

  assert.deepEqual(forecast(schedule(360, nineOnly), NOW, 5, 360).warnings, [])
  assert.deepEqual(forecast(schedule(361, nineOnly), NOW, 5, 360).warnings, [
    { kind: 'faster-than-slowest-source', papersPerHour: 361, sourcePerHour: 360 },
  ])
})

test('a quota in half an hour counts as twice the pace', () => {
  const twoOnly = flat.map((_, hour) => Number(hour === 2))

  const short = forecast(schedule(300, twoOnly, 'Australia/Lord_Howe'), '2026-10-04T00:00:00Z', 5, 360)

  assert.equal(short.today.date, '2026-10-04')
  assert.equal(short.shortestMeanGapSeconds, 6)
  assert.equal(short.warnings.length, 1)
})
