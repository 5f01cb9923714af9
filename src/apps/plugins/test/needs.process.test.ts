import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../../../test/support/until.ts'
import { openRunner, type TestRunner } from './support.ts'

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/strong')
const process = '/plugins/strong@v1-0-0/process/'

/** Programs that the plugin has started: each sleeps for a number of seconds that nobody else sleeps for. */
function sleepers(): string[] {
  const texts = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? readFileSync(`/proc/${name}/cmdline`, 'latin1') : []
    } catch {
      return []
    }
  })
  return texts.filter((text) => ['333', '334', '335'].some((seconds) => text === `sleep\0${seconds}\0`))
}

test('RUN-R7 a plugin that asked for it has threads, and connects where the administrator says and nowhere else', async (t) => {
  const server = createServer((socket) => socket.end())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const port = String((server.address() as AddressInfo).port)
  const { post, settled } = await openRunner(t, {
    environment: { LYCEUM_PLUGIN_FOLDERS, LYCEUM_PLUGIN_HOSTS: `127.0.0.1:${port}` },
  })
  const after = async (form: Record<string, string>) => settled(String((await post(process, form)).headers.location))

  assert.equal((await after({ act: 'thread' })).log, '42')
  assert.equal((await after({ act: 'connect', port })).log, 'through')
  const elsewhere = await after({ act: 'connect', port: '9' })
  assert.match(elsewhere.log, new RegExp(`may not connect to 127\\.0\\.0\\.1:9;.*127\\.0\\.0\\.1:${port}`))
})

test('RUN-R7 cancelling ends everything that a plugin has started, and too much of it ends the plugin', async (t) => {
  const house = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  const { post, settled, get, platform } = house
  await post(process, { act: 'orphans' })
  await said(house, '/tasks/1/', 'started')
  await until('both programs run', () => sleepers().length === 2)
  const { id } = await platform.db.selectFrom('tasks_jobs').select('id').executeTakeFirstOrThrow()
  await platform.db.transaction().execute((tx) => platform.tasks.cancel(tx, id, 'system'))
  assert.equal((await settled('/tasks/1/')).log, 'started\nThe task was cancelled.')
  await until('no program runs', () => sleepers().length === 0)

  const swarm = await settled(String((await post(process, { act: 'swarm' })).headers.location))
  assert.match(swarm.log, /started more than 64 programs/)
  const greedy = await settled(String((await post(process, { act: 'greedy' })).headers.location))
  assert.match(greedy.log, /used more memory than the 128 MB/)
  await until('no program runs', () => sleepers().length === 0)
  assert.equal((await get('/tasks/3/')).json().status, 'FAILURE')
})

/** What a plugin says is read while it runs. */
async function said({ get }: TestRunner, path: string, words: string): Promise<void> {
  await until(`it has said ${words}`, async () => (await get(path)).json().log === words)
}
