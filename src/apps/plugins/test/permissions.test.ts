import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { makeTicket } from '../runner/tickets.ts'
import { tokenOf } from './members.ts'
import { openRunner, type TestRunner } from './support.ts'

// The runner is a server of its own, which the matrix of the house (test/permissions.test.ts) does not see. This is its
// matrix: every address of its description × who asks × whose the task is, and every way to forge a request.

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/fields')
const multi = 'hello-world-multi-step@v0-2-1'
const looked = ['hello-world@v0-2-1', multi, 'Every Field@v2-0-1rc1']

type Operation = Readonly<{ method: 'GET' | 'POST'; path: string; isOpen: boolean; isRun: boolean; hasTask: boolean }>
type Visitor = Readonly<{ title: string; headers?: Record<string, string>; ticket?: string }>

/** Everything that the description names, core and three plugins that have every kind of address between them. */
async function operationsOf({ get }: TestRunner, headers: Record<string, string>): Promise<Operation[]> {
  const { paths } = (await get('/api-spec.json', headers)).json()
  return Object.entries<Record<string, unknown>>(paths)
    .filter(
      ([path]) => !path.includes('/plugins/') || path.endsWith('/plugins/') || looked.some((one) => path.includes(one)),
    )
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => ['get', 'post'].includes(method))
        .map((method) => ({
          method: method.toUpperCase() as 'GET' | 'POST',
          path,
          isOpen: path === '/runner/' || path.includes('/files/'),
          isRun: method === 'post' && path.includes('/plugins/') && !/ui\/$/.test(path),
          hasTask: /\{task\}|\/tasks\/\{id\}/.test(path),
        })),
    )
}

const ask = (
  { web }: TestRunner,
  { method, path }: Operation,
  { headers = {}, ticket }: Visitor,
  task = '1',
): Promise<LightMyRequestResponse> => {
  const url = encodeURI(path.replace(/\{(?:id|task)\}/, task).replace(/\{\w+\}/g, 'x'))
  const type = path.includes('/tasks/') ? 'application/json' : 'application/x-www-form-urlencoded'
  return web.inject({
    method,
    url: ticket === undefined ? url : `${url}?ticket=${ticket}`,
    headers: { ...headers, ...(method === 'POST' && { 'content-type': type }) },
    ...(method === 'POST' && { payload: '' }),
  })
}

async function openWithTask(t: Parameters<typeof openRunner>[0]) {
  const house = await openRunner(t, { environment: { LYCEUM_RUNNER_ACCESS: 'members', LYCEUM_PLUGIN_FOLDERS } })
  const { post, settled } = house
  const ada = await tokenOf(house, 'ada')
  await post(`/plugins/${multi}/process/`, { inputStr: 'x' }, ada.headers)
  await settled('/tasks/1/', ada.headers)
  return { ...house, ada }
}

test('R-V8 every address of the runner lets in exactly those who may, and tells strangers nothing of a task', async (t) => {
  const house = await openWithTask(t)
  const { ada, platform, as } = house
  const operations = await operationsOf(house, ada.headers)
  assert.ok(operations.length >= 20, `${operations.length} operations`)
  const [cleo, ben, dora] = [await tokenOf(house, 'cleo'), await tokenOf(house, 'ben'), await tokenOf(house, 'dora')]
  const reading = await tokenOf(house, 'ada', 'read')
  const ticketFor = (plugin: string) => makeTicket(platform.secret, ada.id, plugin, platform.now())
  const session = { title: 'a session', headers: { cookie: as('ada').visitor?.cookie ?? '' } }
  let cells = 0

  for (const operation of operations) {
    const { method, path, isOpen, isRun, hasTask } = operation
    const seen = async (visitor: Visitor, task?: string) => {
      const answer = await ask(house, operation, visitor, task)
      const what = `${method} ${path}, ${visitor.title}: ${answer.statusCode} ${answer.body.slice(0, 200)}`
      // This one address fails on purpose.
      assert.ok(answer.statusCode < 500 || path.endsWith('/things/'), what)
      cells++
      return { status: answer.statusCode, body: answer.body, what }
    }
    for (const visitor of [{ title: 'nobody' }, session, { title: 'a forged ticket', ticket: 'e30.x' }]) {
      const { status, what } = await seen(visitor)
      assert.equal(status === 401, !isOpen, what)
    }
    for (const visitor of [
      { title: 'a reader', headers: cleo.headers, isRefused: isRun },
      { title: 'a token that only reads', headers: reading.headers, isRefused: method === 'POST' },
    ]) {
      const { status, what } = await seen(visitor)
      assert.equal(status === 403, visitor.isRefused, what)
      assert.notEqual(status, 401, what)
    }
    for (const visitor of [
      { title: 'the owner', headers: ada.headers },
      { title: 'an administrator', headers: dora.headers },
      { title: 'a ticket', ticket: ticketFor(decodeURI(/plugins\/([^/]+)/.exec(path)?.[1] ?? multi)) },
    ]) {
      const { status, what } = await seen(visitor)
      assert.ok(![401, 403].includes(status), what)
      if (hasTask && (path.includes(multi) || path.includes('/tasks/'))) assert.notEqual(status, 404, what)
    }
    if (!hasTask) continue
    const strangers = [
      { title: 'another member', headers: ben.headers },
      { title: 'the ticket of another plugin', ticket: ticketFor('hello-world@v0-2-1') },
    ]
    for (const visitor of strangers) {
      const there = await seen(visitor)
      if (there.status !== 404) assert.equal(there.status, 422, there.what)
      assert.equal(there.body, (await seen(visitor, '99')).body, there.what)
    }
  }
  assert.ok(cells > 150, `${cells} cells`)
})

test('R-V3 what another site makes a browser send counts as nobody’s: cookies, forms, scripts and methods in disguise', async (t) => {
  const house = await openWithTask(t)
  const { web, platform, as, ada } = house
  const count = async (table: 'plugins_tasks' | 'plugins_subscriptions' | 'plugins_submissions') =>
    (await platform.db.selectFrom(table).selectAll().execute()).length
  const rows = async () => [
    await count('plugins_tasks'),
    await count('plugins_subscriptions'),
    await count('plugins_submissions'),
  ]
  const before = await rows()
  const cookie = as('ada').visitor?.cookie ?? ''
  const other = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const targets = [
    [`/runner/plugins/hello-world@v0-2-1/process/`, 'inputStr=x'],
    [`/runner/plugins/${multi}/1/demo-step-process/`, 'inputStr=x'],
    ['/runner/tasks/1/', '{"command":"subscribe","webhookHref":"https://evil.example/hook"}'],
    ['/runner/plugins/Every%20Field@v2-0-1rc1/things/', ''],
  ] as const
  for (const [url, payload] of targets) {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json'])
      for (const headers of [{ cookie, ...other }, { cookie, origin: 'null' }, { cookie }]) {
        const answer = await web.inject({ method: 'POST', url, payload, headers: { ...headers, 'content-type': type } })
        assert.equal(answer.statusCode, 401, `${url} as ${type}`)
        assert.equal(answer.headers['access-control-allow-credentials'], undefined)
      }
    for (const headers of [{ cookie, 'x-http-method-override': 'POST' }, ada.headers])
      await web.inject({ method: 'GET', url: `${url}?_method=POST`, headers })
  }
  assert.deepEqual(await rows(), before)
  const own = { 'content-type': 'application/x-www-form-urlencoded', ...ada.headers }
  await web.inject({ method: 'POST', url: targets[0][0], payload: targets[0][1], headers: own })
  assert.notDeepEqual(await rows(), before, 'the same request with a token does something, or this test means nothing')
})

test('R-V3 in an open house, what a browser sends with the cookie of a member belongs to nobody', async (t) => {
  const { web, as, platform } = await openRunner(t, { worker: false })
  const headers = { cookie: as('ada').visitor?.cookie ?? '', 'content-type': 'application/x-www-form-urlencoded' }
  const url = '/runner/plugins/hello-world@v0-2-1/process/'
  assert.equal((await web.inject({ method: 'POST', url, payload: 'inputStr=x', headers })).statusCode, 303)
  const [task] = await platform.db.selectFrom('plugins_tasks').select('owner_id').execute()
  assert.equal(task?.owner_id, null)
})
