import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { migratedDatabase } from '../../../../test/support/migrated.ts'
import { migrationLines } from '../../../parts.ts'
import type { Platform } from '../../../platform/platform.ts'
import { startCollector } from '../collecting.ts'
import { findViolations } from '../invariants.ts'
import { bucketsOf } from '../planning/buckets.ts'
import { quotasOf } from '../planning/day-quotas.ts'
import { planHourNow } from '../planning-hours.ts'
import { countByStatus } from '../queries/papers.ts'
import { waitingPlanned } from '../queries/planned.ts'
import { plansOf } from '../queries/plans.ts'
import { changeSchedule } from '../scheduling.ts'
import { cause, clockAt, contact, manyPapers } from './support.ts'
import { claimDue, concludeJob, giveBack } from './turning.ts'

const seed = process.env.LYCEUM_TEST_SEED ? Number(process.env.LYCEUM_TEST_SEED) : Date.now() % 2 ** 31
const instances = 4
/** Fewer on PostgreSQL: a question to another process takes longer. */
const papersADay = { sqlite: 60, postgres: 24 }
const date = '2026-03-10'
const weights = Array.from({ length: 24 }, (_, hour) => 1 + (hour % 5))

for (const kind of databaseKinds) {
  const papersPerDay = papersADay[kind]
  const schedule = { papersPerDay, weights, timezone: 'UTC' }
  test(`PAP-B4 PAP-R-011 four instances share a day, some of them die: each hour starts its quota, no paper twice (${kind}, seed ${seed})`, async (t) => {
    const clock = clockAt(`${date}T00:00:00.000Z`)
    const LYCEUM_DATABASE_URL = await migratedDatabase(t, kind, migrationLines)
    const environment = { LYCEUM_DATABASE_URL, LYCEUM_CONTACT: contact, LYCEUM_LOG_LEVEL: 'silent' }
    const houses: Platform[] = []
    for (let n = 0; n < instances; n++) houses.push(await openTestPlatform(t, { kind, environment, now: clock.now }))
    const [first] = houses
    assert.ok(first)
    const any = chooser(houses)
    await manyPapers(first, papersPerDay + 30)
    await changeSchedule(first, 'ada', schedule)
    await startCollector(first, cause)

    let deaths = 0
    for (const { start } of bucketsOf(date, 'UTC')) {
      clock.at(start)
      await Promise.all(houses.map((house) => planHourNow(house)))
      for (const { run_at } of await waitingPlanned(first.db)) {
        clock.at(run_at)
        const [job] = await claimDue(any(), 1)
        assert.ok(job)
        if (isDying(deaths)) {
          deaths += 1
          await giveBack(any(), job, 'lost')
          const [again] = await claimDue(any(), 1)
          assert.equal(again?.input.paperId, job.input.paperId, 'whoever takes it up again does the same paper')
        }
        assert.equal(await concludeJob(any(), job, { outcome: 'done' }), true)
        assert.equal(await concludeJob(any(), job, { outcome: 'done' }), false, 'who comes second changes nothing')
      }
    }

    const quotas = quotasOf(date, schedule)
    const plans = await plansOf(first.db, date)
    assert.deepEqual(
      plans.map(({ hour, started, planned }) => [hour, started, planned]),
      quotas.map((quota, hour) => [hour, quota, quota]),
    )
    assert.equal((await countByStatus(first.db)).done, papersPerDay)
    assert.ok(deaths > 3, `${deaths} deaths say little`)
    assert.deepEqual(await findViolations(first.db), [])
  })
}

/** Mulberry32, of this file's seed. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(seed)
const chooser =
  <Item>(items: readonly Item[]) =>
  (): Item =>
    items[Math.floor(random() * items.length)] ?? (items[0] as Item)

/** One in eight, and the first few in any case. */
const isDying = (deaths: number): boolean => deaths < 4 || random() < 0.125
