import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import type { Platform } from '../../platform.ts'
import { clearJobs } from '../clearing.ts'
import { clearOld } from '../clearing-task.ts'
import { keepEndedSetting } from '../settings.ts'
import { firstIdAt } from '../statements/ended.ts'
import type { JobState } from '../tasks.ts'

const dayMs = 24 * 60 * 60_000
const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString()

for (const kind of databaseKinds) {
  test(`jobs that ended 30 days ago are removed with their log, failed ones after 90, open ones never (${kind})`, async (t) => {
    let today = 0
    const platform = await openTestPlatform(t, { kind, now: () => inDays(today) })
    for (const state of ['succeeded', 'cancelled', 'failed', 'queued', 'running'] as const)
      await addJobs(platform, state, 3, inDays(0))
    await addJobs(platform, 'succeeded', 2, inDays(20))

    today = 29
    assert.deepEqual(await clearJobs(platform), { ended: 0, failed: 0 })
    today = 31
    assert.deepEqual(await clearJobs(platform), { ended: 6, failed: 0 })
    assert.deepEqual(await statesLeft(platform), { failed: 3, queued: 3, running: 3, succeeded: 2 })
    today = 91
    assert.deepEqual(await clearJobs(platform), { ended: 2, failed: 3 })

    assert.deepEqual(await statesLeft(platform), { queued: 3, running: 3 })
    const lines = await platform.db.selectFrom('tasks_log_lines').select('job_id').execute()
    assert.equal(lines.length, 6, 'the log of a job goes with it, and no other')
  })

  test(`more than one batch is removed, and a settled number of days counts (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind, now: () => inDays(4) })
    await addJobs(platform, 'succeeded', 250, inDays(0))
    assert.deepEqual(await clearJobs(platform), { ended: 0, failed: 0 })
    await platform.db.transaction().execute((tx) => platform.settings.set(tx, keepEndedSetting, 3, 'dora'))

    assert.deepEqual(await clearJobs(platform), { ended: 250, failed: 0 })
    assert.deepEqual(await clearJobs(platform), { ended: 0, failed: 0 })
  })
}

test('a signal ends the clearing between two batches', async (t) => {
  const platform = await openTestPlatform(t, { now: () => inDays(40) })
  await addJobs(platform, 'succeeded', 10, inDays(0))

  await assert.rejects(clearJobs(platform, AbortSignal.abort(new Error('stop'))), /stop/)

  assert.deepEqual(await statesLeft(platform), { succeeded: 10 })
})

test('the least id of a time lies between those of the moments before and after', () => {
  assert.equal(firstIdAt('2022-02-22T19:22:22.000Z'), '017f22e2-79b0-7000-8000-000000000000', 'RFC 9562, A.6')
  assert.ok(firstIdAt('2026-03-10T10:00:00.000Z') < firstIdAt('2026-03-10T10:00:00.001Z'))
})

/** Jobs as if they had come to this state at this time, each with a line in its log. */
async function addJobs({ db, tasks }: Platform, state: JobState, count: number, at: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const asked = Array.from({ length: count }, () => ({ input: {} }))
    const ids = (await tasks.enqueueMany(tx, clearOld, asked)).map(({ id }) => id)
    const isOpen = state === 'queued' || state === 'running'
    await tx
      .updateTable('tasks_jobs')
      .set({ state, finished_at: isOpen ? null : at })
      .where('id', 'in', ids)
      .execute()
    const line = { lease_epoch: 1, seq: 1, level: 'info', line: 'a line', created_at: at } as const
    await tx
      .insertInto('tasks_log_lines')
      .values(ids.map((job_id) => ({ job_id, ...line })))
      .execute()
  })
}

async function statesLeft({ db }: Platform): Promise<Record<string, number>> {
  const rows = await db.selectFrom('tasks_jobs').select('state').orderBy('state').execute()
  return Object.fromEntries([...Map.groupBy(rows, ({ state }) => state)].map(([state, of]) => [state, of.length]))
}
