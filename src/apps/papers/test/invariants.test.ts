import assert from 'node:assert/strict'
import type { Db } from '../../../platform/database/tables.ts'
import { startCollector } from '../collecting.ts'
import { findViolations } from '../invariants.ts'
import type { Invariant } from '../queries/invariants.ts'
import { allPlanned } from '../queries/planned.ts'
import { cause, manyPapers, testPapers } from './support.ts'

type Fault = (tx: Db, ids: { idle: string; planned: string }) => Promise<unknown>

const paper = (tx: Db, id: string) => tx.updateTable('papers').where('id', '=', id)
const planned = (tx: Db, id: string) => tx.updateTable('papers_planned').where('paper_id', '=', id)

/** For each invariant something that breaks it, and as little else as can be. */
const faults: readonly (readonly [Invariant, Fault])[] = [
  ['I2', (tx, { idle }) => paper(tx, idle).set({ status: 'pending', previous_status: 'new' }).execute()],
  ['I2', (tx, { planned: id }) => paper(tx, id).set({ status: 'new', previous_status: null }).execute()],
  ['I2', (tx, { planned: id }) => paper(tx, id).set({ status: 'running' }).execute()],
  ['I3', (tx, { idle }) => paper(tx, idle).set({ previous_status: 'failed' }).execute()],
  ['I3', (tx, { planned: id }) => paper(tx, id).set({ previous_status: 'deleted' }).execute()],
  ['I4', (tx, { idle }) => paper(tx, idle).set({ next_attempt_at: '2026-03-11T00:00:00.000Z' }).execute()],
  ['I4', (tx, { idle }) => paper(tx, idle).set({ status: 'deferred' }).execute()],
  ['I5', (tx) => tx.updateTable('papers_collector').set({ state: 'stopped' }).execute()],
  ['I5', (tx) => tx.updateTable('papers_collector').set({ state: 'emergency' }).execute()],
  ['I6', (tx, { planned: id }) => paper(tx, id).set({ previous_status: 'deferred' }).execute()],
  ['I9', (tx, { planned: id }) => paper(tx, id).set({ previous_status: 'done' }).execute()],
  ['I11', overlap],
  ['I12', (tx) => tx.updateTable('papers_hour_plans').set({ started: 101 }).execute()],
  ['I13', (tx, { planned: id }) => planned(tx, id).set({ run_at: '2026-03-10T11:00:00.000Z' }).execute()],
  ['I15', (tx, { idle }) => paper(tx, idle).set({ fulltext_state: 'stored' }).execute()],
]

/** A second plan that begins within the first. */
async function overlap(tx: Db): Promise<void> {
  const plan = await tx.selectFrom('papers_hour_plans').selectAll().executeTakeFirstOrThrow()
  const bucket_start = new Date(Date.parse(plan.bucket_end) - 60_000).toISOString()
  await tx
    .insertInto('papers_hour_plans')
    .values({ ...plan, bucket_start, started: 0, planned: 0 })
    .execute()
}

testPapers(
  'PAP-I2 PAP-I3 PAP-I4 PAP-I5 PAP-I6 PAP-I9 PAP-I11 PAP-I12 PAP-I13 PAP-I15 each invariant sees what breaks it',
  async (_t, { platform }) => {
    await manyPapers(platform, 10)
    await startCollector(platform, cause)
    const [row] = await allPlanned(platform.db)
    const idle = await platform.db
      .selectFrom('papers')
      .select('id')
      .where('status', '=', 'new')
      .executeTakeFirstOrThrow()
    const ids = { idle: idle.id, planned: row?.paper_id ?? '' }
    assert.deepEqual(await findViolations(platform.db), [], 'before anything is broken')

    for (const [invariant, fault] of faults) {
      const found = await undone(platform.db, async (tx) => {
        await fault(tx, ids)
        return (await findViolations(tx)).map((one): string => one.invariant)
      }).catch(refusal)
      const isNoticed = found.includes(invariant) || found.includes('refused')
      assert.ok(isNoticed, `${invariant}: ${fault} was not noticed, but ${found}`)
    }
  },
)

testPapers(
  'PAP-I1 PAP-I11 the database itself refuses a second plan row of a paper, and a second plan of an hour',
  async (_t, { platform }) => {
    await manyPapers(platform, 10)
    await startCollector(platform, cause)
    const [row] = await allPlanned(platform.db)
    assert.ok(row)
    const plan = await platform.db.selectFrom('papers_hour_plans').selectAll().executeTakeFirstOrThrow()

    await assert.rejects(
      platform.db
        .insertInto('papers_planned')
        .values({ ...row, job_id: 'another' })
        .execute(),
    )
    await assert.rejects(platform.db.insertInto('papers_hour_plans').values(plan).execute())
  },
)

/** Some of it the database does not even take. */
function refusal(error: unknown): string[] {
  assert.match(String(error), /check constraint/i)
  return ['refused']
}

/** What the work finds in a transaction that then never was. */
async function undone<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  let result: { value: Result } | undefined
  await db
    .transaction()
    .execute(async (tx) => {
      result = { value: await work(tx) }
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  assert.ok(result)
  return result.value
}

class Undone extends Error {}
