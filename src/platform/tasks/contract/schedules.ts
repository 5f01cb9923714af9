import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../../test/support/until.ts'
import { listJobs, listSchedules } from '../queries.ts'
import { nextOccurrence, nextOccurrences, pauseSchedule, resumeSchedule, runScheduleNow } from '../schedules.ts'
import type { JobRow } from '../tables.ts'
import { defineTask, Nothing, type Schedule } from '../tasks.ts'
import { inTx, type OpenEngine } from './engine.ts'
import type { TaskHouse } from './house.ts'

const ring = defineTask({ name: 'test.ring', title: 'Ring', input: Nothing, concurrency: 20, run: async () => {} })

const hourly: Schedule = {
  name: 'test.hourly',
  title: 'Ring each hour',
  task: ring,
  input: {},
  cron: '0 * * * *',
  missed: 'skip',
}

/** Schedules: once per occurrence, whatever the clock and however many look at it. */
export function schedulesContract(name: string, open: OpenEngine): void {
  test(`R-T10 three workers keep each occurrence once (${name})`, async (t) => {
    const clock = { at: Date.parse('2026-03-01T10:30:00Z') }
    const now = () => new Date(clock.at).toISOString()
    const houses = [await open(t, [ring], { now })]
    for (let n = 0; n < 2; n++) houses.push(await open(t, [ring], { now, url: houses[0]?.url }))
    const workers = await Promise.all(houses.map((house) => house.start({ schedules: [hourly] })))
    const house = houses[0]
    assert.ok(house)

    for (let hour = 1; hour <= 25; hour++) {
      clock.at = Date.parse('2026-03-01T10:00:01Z') + hour * 3_600_000
      for (const worker of workers) worker.wake()
      await until(`occurrence ${hour}`, async () => (await ringsOf(house)).length >= hour)
    }
    await Promise.all(workers.map((worker) => worker.stop()))

    const rings = await ringsOf(house)
    assert.equal(rings.length, 25)
    assert.equal(new Set(rings.map((job) => job.unique_key)).size, 25)
    assert.ok(rings.every((job) => job.asked_by === 'schedule:test.hourly'))
  })

  test(`R-T10 what was missed is skipped, or made up for once, as the schedule says (${name})`, async (t) => {
    const clock = { at: Date.parse('2026-03-01T10:30:00Z') }
    const house = await open(t, [ring], { now: () => new Date(clock.at).toISOString() })
    const once: Schedule = { ...hourly, name: 'test.once', missed: 'once' }
    const first = await house.start({ schedules: [hourly, once] })
    await first.stop()

    clock.at = Date.parse('2026-03-01T20:30:00Z')
    await house.start({ schedules: [hourly, once] })
    await until('the one that was missed', async () => (await ringsOf(house)).length > 0)
    const next = (await listSchedules(house.platform.db)).map((row) => row.next_run_at)

    assert.deepEqual(
      (await ringsOf(house)).map((job) => job.asked_by),
      ['schedule:test.once'],
    )
    assert.deepEqual(next, ['2026-03-01T21:00:00.000Z', '2026-03-01T21:00:00.000Z'])
  })

  test(`a paused schedule keeps no occurrence, goes on with the next, and can be run by hand (${name})`, async (t) => {
    const clock = { at: Date.parse('2026-03-01T10:30:00Z') }
    const now = () => new Date(clock.at).toISOString()
    const house = await open(t, [ring], { now })
    const worker = await house.start({ schedules: [hourly] })
    await inTx(house, (tx) => pauseSchedule(tx, hourly.name, 'dora', now()))
    clock.at = Date.parse('2026-03-01T11:00:01Z')
    worker.wake()

    await inTx(house, (tx) => runScheduleNow(tx, house.platform, hourly, 'dora'))
    await until('the run by hand', async () => (await ringsOf(house))[0]?.state === 'succeeded')
    assert.deepEqual(
      (await ringsOf(house)).map((job) => job.asked_by),
      ['dora'],
    )

    await inTx(house, (tx) => resumeSchedule(tx, hourly.name, now()))
    const [row] = await listSchedules(house.platform.db)
    assert.deepEqual([row?.paused_at, row?.next_run_at], [null, '2026-03-01T12:00:00.000Z'])
    await assert.rejects(
      inTx(house, (tx) => pauseSchedule(tx, 'test.nothing', 'dora', now())),
      { code: 'tasks.unknown-schedule' },
    )
  })

  test(`a schedule whose time is a setting follows it while the worker runs (${name})`, async (t) => {
    const now = () => '2026-03-01T10:30:00.000Z'
    const house = await open(t, [ring], { now })
    let hour = 4
    const moving: Schedule = {
      ...hourly,
      timezone: 'UTC',
      cronNow: async () => `0 ${hour} * * *`,
    }
    const worker = await house.start({ schedules: [moving] })
    const next = async () => (await listSchedules(house.platform.db))[0]?.next_run_at
    assert.equal(await next(), '2026-03-02T04:00:00.000Z')

    hour = 12
    worker.wake()

    await until('the new time', async () => (await next()) === '2026-03-01T12:00:00.000Z')
  })

  if (name === 'sqlite') clockChanges()
}

/** Both changes of a year in zones that go by an hour, by half an hour, and at midnight. */
function clockChanges(): void {
  const zones = [
    ['Europe/Berlin', '2026-03-29', '2026-10-25', '2:30'],
    ['America/New_York', '2026-03-08', '2026-11-01', '1:30'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-04-05', '1:45'],
    ['Africa/Cairo', '2026-04-24', '2026-10-30', '0:15'],
  ] as const
  for (const [zone, forward, back, time] of zones)
    for (const day of [forward, back])
      test(`R-T10 a daily job runs once on ${day}, when the clocks of ${zone} change`, () => {
        const [hour, minute] = time.split(':')
        const from = new Date(Date.parse(day) - 3 * 86_400_000).toISOString()
        const until = Date.parse(day) + 4 * 86_400_000
        const cron = `${minute} ${hour} * * *`
        const times = nextOccurrences(cron, zone, from, 10).filter((time) => Date.parse(time) < until)

        const dayIn = (time: string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(time))
        const days = times.map(dayIn)
        assert.equal(new Set(days).size, days.length, `twice on one day: ${times}`)
        assert.ok(days.includes(day) && days.length >= 6, `a day is missing: ${times}`)
        const asked = new Set(everyMinuteFrom(`${day}T00:00:00Z`).map((time) => nextOccurrence(cron, zone, time)))
        for (const time of asked) assert.ok(times.includes(time ?? ''), `${time} is nobody's occurrence`)
      })

  test('an hourly job runs 23, 24 and 25 times on days of that length', () => {
    const count = (day: string) =>
      nextOccurrences('0 * * * *', 'Europe/Berlin', `${day}T12:00:00Z`, 60).filter((time) => {
        const options = { timeZone: 'Europe/Berlin' } as const
        const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
        return new Intl.DateTimeFormat('en-CA', options).format(new Date(time)) === next
      }).length
    assert.deepEqual([count('2026-03-28'), count('2026-06-01'), count('2026-10-24')], [23, 24, 25])
  })
}

const everyMinuteFrom = (start: string): string[] =>
  Array.from({ length: 12 * 60 }, (_, n) => new Date(Date.parse(start) + (n - 360) * 60_000).toISOString())

async function ringsOf({ platform }: TaskHouse): Promise<JobRow[]> {
  return listJobs(platform.db, { task: ring.name }, { limit: 200 })
}
