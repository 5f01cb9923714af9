import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { openLive } from '../open-live.ts'

const run = promisify(execFile)
const publisher = join(import.meta.dirname, 'publisher.ts')

test('a page hears what another process publishes, each burst once at its start and once at its end', async (t) => {
  const url = await emptyDatabase(t, 'postgres')
  const live = openLive(await openTestDatabase(t, url, 'web'))
  t.after(() => live.close())
  const heard: string[] = []
  live.subscribe(['job/1', 'jobs'], (topic) => heard.push(topic))
  while (!heard.includes('changed')) await sleep(5)

  const { stdout } = await run(process.execPath, [publisher, url, 'job/1', 'job/2'], { timeout: 20_000 })
  await sleep(100)

  const ofJobs = heard.filter((topic) => topic !== 'changed')
  assert.deepEqual(ofJobs, ['job/1', 'job/1'])
  const own = (JSON.parse(stdout) as string[]).filter((topic) => topic !== 'changed')
  assert.deepEqual(own.sort(), ['job/1', 'job/1', 'job/2', 'job/2'], 'what a process says itself it hears once')
})

test('news of anything is followed by a look at everything, once for many', async (t) => {
  const url = await emptyDatabase(t, 'postgres')
  const live = openLive({ ...(await openTestDatabase(t, url, 'web')), lookMs: 300 })
  t.after(() => live.close())
  const heard: string[] = []
  live.subscribe(['papers/collector'], (topic) => heard.push(topic))
  while (!heard.includes('changed')) await sleep(5)
  await sleep(50)
  heard.length = 0

  await run(process.execPath, [publisher, url, 'job/1', 'job/2'], { timeout: 20_000 })
  await sleep(800)

  assert.ok(heard.length >= 1 && heard.length <= 3, `${heard.length} looks`)
  assert.deepEqual(new Set(heard), new Set(['changed']))
})

test('what is published while PostgreSQL has cut the line is heard when it is back', async (t) => {
  const url = await emptyDatabase(t, 'postgres')
  const [here, there] = [await openTestDatabase(t, url, 'web'), await openTestDatabase(t, url)]
  const [page, worker] = [openLive(here), openLive(there)]
  const heard: string[] = []
  page.subscribe(['job/1'], (topic) => heard.push(topic))
  worker.subscribe([], () => {})
  while (!heard.includes('changed')) await sleep(5)
  await sleep(50)
  heard.length = 0

  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(there.db)
  worker.publish('job/1')
  const fromMs = performance.now()
  while (heard.length === 0 && performance.now() - fromMs < 5_000) await sleep(5)

  assert.ok(performance.now() - fromMs < 2_000, `it took ${performance.now() - fromMs} ms`)
  page.close()
  worker.close()
})
