import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Platform } from '../src/platform/platform.ts'
import { startWorkerThread, type WorkerThread } from '../src/worker-thread.ts'
import { atEnd } from './support/endings.ts'
import { openTestPlatform } from './support/house.ts'
import { until } from './support/until.ts'
import { good, type Poison, poison, poisons } from './worker/poison-tasks.ts'

const entry = new URL('./worker/poisoned-worker.ts', import.meta.url)
/** Five seconds are promised; a machine that does much else at the same time gets some more. */
const longestStallMs = process.env.LYCEUM_TEST_LONG === '1' ? 5_000 : 8_000
const resourceLimits = { maxOldGenerationSizeMb: 96 }

test('R-T6 R-T7 jobs that bring the worker thread down three times fail, and all others succeed', async (t) => {
  const platform = await openTestPlatform(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
  const ids = await enqueue(platform, poisons, 100)
  const thread = startWorkerThread(platform.config, platform.log, { entry, resourceLimits })
  atEnd(t, () => thread.stop(5_000))
  await until('the thread is up', async () => thread.isReady())

  const stallMs = await longestStall(platform, 90_000)

  const rows = await platform.db.selectFrom('tasks_jobs').selectAll().where('task', 'like', 'test.%').execute()
  const endOf = (way: Poison) => {
    const row = rows.find(({ id }) => id === ids.get(way))
    return [row?.state, row?.error_code, row?.crash_count]
  }
  t.diagnostic(`longest time without a start: ${Math.round(stallMs)} ms`)
  for (const way of ['endless-loop', 'out-of-memory', 'exit'] as const)
    assert.deepEqual(endOf(way), ['failed', 'crash_loop', 3], way)
  const [state, code] = endOf('stack-overflow')
  assert.equal(state, 'failed')
  assert.notEqual(code, 'crash_loop', 'it throws, and brings nothing down')
  const goods = rows.filter(({ task }) => task === good.name)
  assert.deepEqual(new Set(goods.map(({ state }) => state)), new Set(['succeeded']))
  assert.equal(goods.length, 100)
  assert.ok(stallMs < longestStallMs, `the queue stood still for ${stallMs} ms`)
})

test('R-T9 a thread that gives no answer when it is told to stop is ended after its grace', async (t) => {
  const platform = await openTestPlatform(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
  const thread: WorkerThread = startWorkerThread(platform.config, platform.log, { entry })
  await until('the thread is up', async () => thread.isReady())
  const ids = await enqueue(platform, ['endless-loop'], 0)
  await until('it loops', async () => (await stateOf(platform, ids.get('endless-loop'))) === 'running')
  await sleep(200)

  const beganMs = performance.now()
  await thread.stop(1_000)

  assert.ok(performance.now() - beganMs < 2_000)
  assert.equal(thread.isReady(), false)
})

/** Poison first, so that every good job has some beside or before it. */
async function enqueue(platform: Platform, ways: readonly Poison[], goods: number): Promise<Map<Poison, string>> {
  return platform.db.transaction().execute(async (tx) => {
    const ids = new Map<Poison, string>()
    for (const way of ways) ids.set(way, (await platform.tasks.enqueue(tx, poison, way)).id)
    const jobs = Array.from({ length: goods }, () => ({ input: null }))
    await platform.tasks.enqueueMany(tx, good, jobs)
    return ids
  })
}

/** Waits until nothing is open any more; answers how long it took at most from one start of a job to the next, in ms. */
async function longestStall({ db }: Platform, withinMs: number): Promise<number> {
  const giveUpAt = performance.now() + withinMs
  let [starts, sinceMs, longest] = [0, performance.now(), 0]
  for (;;) {
    const row = await db
      .selectFrom('tasks_jobs')
      .select([sql<number>`sum(lease_epoch)`.as('starts'), sql<number>`sum(state in ('queued', 'running'))`.as('open')])
      .where('task', 'like', 'test.%')
      .executeTakeFirstOrThrow()
    longest = Math.max(longest, performance.now() - sinceMs)
    if (row.open === 0) return longest
    if (row.starts !== starts) [starts, sinceMs] = [row.starts, performance.now()]
    if (performance.now() > giveUpAt) throw new Error(`${row.open} jobs are still open.`)
    await sleep(20)
  }
}

async function stateOf({ db }: Platform, id = ''): Promise<string | undefined> {
  return (await db.selectFrom('tasks_jobs').select('state').where('id', '=', id).executeTakeFirst())?.state
}
