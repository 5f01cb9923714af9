import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DatabaseKind } from '../src/platform/database/migrating.ts'
import { withFault } from './kill/faults/with-fault.ts'
import { openKilledHouse } from './kill/killed-house.ts'
import { chanceFor, seed } from './kill/seeded.ts'
import { type JobEnd, submittedJobs, submitWithoutPause } from './kill/submitting.ts'
import type { ProcessEnvironment } from './support/process.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
/** On PostgreSQL in long alone: the jobs of five processes (`scale-jobs.process.test.ts`) are accepted under kills too. */
const cyclesOn = isLong ? ({ sqlite: 50, postgres: 50 } as const) : ({ sqlite: 5 } as const)
const copies = isLong ? 200 : 10
const patienceMs = 120_000

for (const [kind, cycles] of Object.entries(cyclesOn) as [DatabaseKind, number][]) {
  test(`R-T1 R-T2 what was accepted over HTTP exists and ends once, through ${cycles} kills (${kind}, seed ${seed})`, async (t) => {
    const { accepted, jobs, later } = await acceptUnderFire(t, cycles, 8, {}, kind)

    t.diagnostic(`${accepted.length} jobs were accepted`)
    assert.ok(accepted.length > cycles * 5, `only ${accepted.length} were accepted`)
    assert.deepEqual(missing(accepted, jobs), [])
    for (const [id, { state, ends }] of jobs) assert.deepEqual([state, ends], ['succeeded', 1], id)
    assert.deepEqual(later, jobs, 'what is final stays as it is')
  })
}

test(`R-T1 the same test sees a house that answers before it has committed (seed ${seed})`, async (t) => {
  const more = withFault(join(import.meta.dirname, 'kill/faults/answer-early.ts'))

  // One at a time: where many wait for the database, an answer is late by itself.
  const { accepted, jobs } = await acceptUnderFire(t, 2, 1, more)

  assert.notDeepEqual(missing(accepted, jobs), [], 'the fault must show, or the test above means nothing')
})

test(`R-D1 PAP-C5 ${copies} copies taken at any moment hold every answer given before (seed ${seed})`, async (t) => {
  const house = await openKilledHouse(t, {})
  const server = await house.start()
  const submitting = submitWithoutPause(house)
  const chance = chanceFor('copying')

  for (let n = 0; n < copies; n++) {
    await sleep(20 + chance.number(180))
    process.kill(server.pid, 'SIGSTOP')
    const accepted = [...submitting.accepted]
    const problems = await house.onCopy(async (db) => {
      const checked = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
      const dangling = await sql`pragma foreign_key_check`.execute(db)
      const words = checked.rows.map((row) => row.integrity_check).filter((word) => word !== 'ok')
      return [...words, ...dangling.rows, ...missing(accepted, await submittedJobs(db))]
    })
    process.kill(server.pid, 'SIGCONT')
    assert.deepEqual(problems, [], `copy ${n}`)
  }
  await submitting.end()
  t.diagnostic(`${submitting.accepted.length} jobs were accepted`)
  assert.ok(submitting.accepted.length > copies)
})

type Accepted = Readonly<{
  accepted: readonly string[]
  jobs: ReadonlyMap<string, JobEnd>
  /** The same, looked at once more some time after the last end. */
  later: ReadonlyMap<string, JobEnd>
}>

async function acceptUnderFire(
  t: TestContext,
  kills: number,
  posters: number,
  more: ProcessEnvironment = {},
  kind?: DatabaseKind,
): Promise<Accepted> {
  const house = await openKilledHouse(t, {}, kind)
  const chance = chanceFor('accepting')
  const accepted: string[] = []
  for (let n = 0; n < kills; n++) {
    const server = await house.start(more)
    const submitting = submitWithoutPause(house, posters)
    await sleep(200 + chance.number(800))
    await server.stop('SIGKILL')
    await submitting.end()
    accepted.push(...submitting.accepted)
  }

  const server = await house.start(more)
  const isOpen = ({ state }: JobEnd): boolean => state === 'queued' || state === 'running'
  const giveUpAt = performance.now() + patienceMs
  while ((await house.beside(submittedJobs)).values().some(isOpen) && performance.now() < giveUpAt) await sleep(100)
  const jobs = await house.beside(submittedJobs)
  await sleep(isLong ? 5_000 : 500)
  const later = await house.beside(submittedJobs)
  await server.stop()
  return { accepted, jobs, later }
}

const missing = (accepted: readonly string[], jobs: ReadonlyMap<string, JobEnd>): string[] =>
  accepted.filter((id) => !jobs.has(id))
