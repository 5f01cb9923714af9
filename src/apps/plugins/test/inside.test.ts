import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError, readConfig } from '../../../config.ts'
import { tokenOf } from './members.ts'
import { openRunner } from './support.ts'

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/caller')
const members = { LYCEUM_RUNNER_ACCESS: 'members', LYCEUM_PLUGIN_FOLDERS }
const caller = '/plugins/caller@v1-0-0/process/'

test('RUN-1.7 RUN-3.4 RUN-5.9 a plugin calls another one of this house, hears of its end and takes its result, for its own person', async (t) => {
  const house = await openRunner(t, { environment: members })
  const { post, get, settled, platform } = house
  const [ada, cleo] = [await tokenOf(house, 'ada'), await tokenOf(house, 'cleo')]
  const entry = `${platform.config.runner.baseUrl}/plugins/hello-world@v0-2-1/process`
  await post(caller, { entry }, ada.headers)

  const task = await settled('/tasks/1/', ada.headers)

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.equal(task.log, `true ${platform.config.runner.baseUrl}/tasks/2/\nan output`)
  const other = (await get('/tasks/2/', ada.headers)).json()
  assert.equal(task.outputs[0]?.href, other.outputs[0].href, 'published, not copied')
  assert.equal((await get('/tasks/2/', cleo.headers)).statusCode, 404, 'what it started is its person’s too')
})

test('RUN-1.6 RUN-6 with the rights of whoever runs it a plugin reads what they may read, and nothing else', async (t) => {
  const house = await openRunner(t, { environment: members })
  const { post, settled, platform } = house
  const [ada, cleo] = [await tokenOf(house, 'ada'), await tokenOf(house, 'ben')]
  const { baseUrl } = platform.config.runner
  const said = async (form: Record<string, string>, who = ada) => {
    const started = await post(caller, form, who.headers)
    assert.equal(started.statusCode, 303, started.body)
    return settled(String(started.headers.location), who.headers)
  }
  const mine = await said({ entry: `${baseUrl}/plugins/caller@v1-0-0/words/`, how: 'open' })
  assert.equal(mine.log, 'from an endpoint', 'an endpoint is a file like any other')

  const own = await said({ entry: `${baseUrl}/tasks/1/`, how: 'read' })
  assert.match(own.log, /"status":"SUCCESS"/)
  const foreign = await said({ entry: `${baseUrl}/tasks/1/`, how: 'read' }, cleo)
  assert.equal(foreign.status, 'FAILURE')
  assert.match(foreign.log, /refused the request/)
  const house2 = await said({ entry: `${platform.config.baseUrl}/api/v1/me`, how: 'read' })
  assert.match(house2.log, /not an address that may be fetched/, 'pages of the house are not below the runner')
})

test('RUN-6 somebody whose account is locked has nothing done for them any more', async (t) => {
  const house = await openRunner(t, { environment: members })
  const { post, settled, platform } = house
  const [ada, dora] = [await tokenOf(house, 'ada'), await tokenOf(house, 'dora')]
  await platform.tasks.hold(platform.db, 'plugins.run', 'test')
  await post(caller, { entry: `${platform.config.runner.baseUrl}/tasks/1/`, how: 'read' }, ada.headers)
  await platform.db
    .updateTable('accounts_people')
    .set({ disabled_at: platform.now() })
    .where('id', '=', ada.id)
    .execute()
  await platform.tasks.release(platform.db, 'plugins.run')

  const task = await settled('/tasks/1/', dora.headers)

  assert.equal(task.status, 'FAILURE')
  assert.match(task.log, /refused the request/)
})

test('RUN-6.4 addresses are rewritten in their order before anything is asked', async (t) => {
  const LYCEUM_RUNNER_URL_MAP = JSON.stringify({
    '^http://localhost:9090/': 'http://backend.example:9090/',
    '^http://backend\\.example:9090/(\\w+)/$': 'http://127.0.0.1:5000/runner/plugins/caller@v1-0-0/$1/',
  })
  const { post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS, LYCEUM_RUNNER_URL_MAP } })
  await post(caller, { entry: 'http://localhost:9090/words/', how: 'open' })
  assert.equal((await settled('/tasks/1/')).log, 'from an endpoint')
  for (const text of ['{', '[]', '{"(": "x"}', '{"a": 1}'])
    assert.throws(
      () => readConfig({ LYCEUM_RUNNER_URL_MAP: text }),
      (error) => error instanceof ConfigError && /^LYCEUM_RUNNER_URL_MAP: must be a JSON object/.test(error.message),
      text,
    )
})
