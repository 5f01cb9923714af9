import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRunner } from './support.ts'

const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/naughty') }
const process = '/plugins/naughty@v1-0-0/process/'

test('RUN-9.2.5 RUN-R7 whatever a plugin does, its task ends and the next one runs', async (t) => {
  const { post, settled, get } = await openRunner(t, { environment })
  const after = async (act: string) => settled(String((await post(process, { act })).headers.location))

  const polite = await after('throw-politely')
  assert.deepEqual([polite.status, polite.log], ['FAILURE', 'The list is empty: give one with at least one row.'])
  const thrown = await after('throw')
  assert.deepEqual([thrown.status, thrown.log], ['FAILURE', 'RangeError: out of luck'])
  const late = await after('save-and-throw')
  assert.equal(late.status, 'FAILURE')
  assert.equal(late.log, 'so far so good\nError: too late')
  assert.equal((await get(String(late.outputs[0]?.href))).body, 'early', 'what was saved before is there')

  for (const [act, words] of [
    ['heap', /used more memory than the 64 MB/],
    ['buffers', /used more memory than the 64 MB/],
    ['disk', /used more disk than the 20 MB/],
    ['one-file', /used more disk than the 20 MB|EFBIG/],
    ['loop', /took longer than the 3 s/],
    ['exit', /ended by itself/],
  ] as const) {
    const task = await after(act)
    assert.equal(task.status, 'FAILURE', act)
    assert.match(task.log, words, act)
  }
  const last = await after('same')
  assert.equal(last.status, 'SUCCESS', last.log)
  const texts = await Promise.all(last.outputs.map(async ({ href }) => (await get(href)).body))
  assert.deepEqual(texts, ['first', 'second'], 'two results of one name are two files')
})

test('RUN-R7 a plugin reaches neither network nor files nor programs nor the environment', async (t) => {
  const { post, settled } = await openRunner(t, { environment })
  for (const act of ['network', 'read', 'write', 'spawn']) {
    const { log, status } = await settled(String((await post(process, { act })).headers.location))
    assert.equal(status, 'SUCCESS', log)
    assert.equal(log, 'refused: ERR_ACCESS_DENIED', act)
  }
  const sqlite = await settled(String((await post(process, { act: 'sqlite' })).headers.location))
  assert.equal(sqlite.log, 'refused: ERR_UNKNOWN_BUILTIN_MODULE', 'it would open any file')
  const seen = await settled(String((await post(process, { act: 'environment' })).headers.location))
  assert.deepEqual(JSON.parse(seen.log), ['NODE_ENV'])
  const pretending = await settled(String((await post(process, { act: 'unkept' })).headers.location))
  assert.deepEqual([pretending.log, pretending.status], ['said', 'SUCCESS'], 'and the house is still there')
  const path = await settled(String((await post(process, { act: 'path' })).headers.location))
  assert.equal(path.status, 'FAILURE')
  assert.match(path.log, /plain name/)
})

test('RUN-R7 cancelling the job ends the process and the task', async (t) => {
  const { post, settled, platform } = await openRunner(t, { environment })
  await post(process, { act: 'loop' })
  for (let looked = 0; looked < 100; looked++) {
    const job = await platform.db
      .selectFrom('tasks_jobs')
      .select(['id', 'state'])
      .where('task', '=', 'plugins.run')
      .executeTakeFirstOrThrow()
    if (job.state === 'running') {
      await sleep(300)
      await platform.db.transaction().execute((tx) => platform.tasks.cancel(tx, job.id, 'system'))
      break
    }
    await sleep(20)
  }

  const task = await settled('/tasks/1/')

  assert.deepEqual([task.status, task.log], ['FAILURE', 'The task was cancelled.'])
})
