import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { until } from '../../../../test/support/until.ts'
import { runnersCheck } from '../checks.ts'
import {
  deleteRunner,
  insertRemote,
  insertRemoteRun,
  insertRunner,
  listRemote,
  listRemoteRuns,
  setUnavailable,
} from '../queries/remote.ts'
import { openRegistry } from '../registry/client.ts'
import { openRunner, type TestRunner } from './support.ts'

/** A house with a runner of its own that anybody may use. */
async function openElsewhere(t: TestContext) {
  const port = await freePort()
  const house = await openRunner(t, { environment: { LYCEUM_PORT: String(port) } })
  await house.web.listen({ host: '127.0.0.1', port })
  return { ...house, host: `127.0.0.1:${port}`, root: `http://127.0.0.1:${port}/runner` }
}

async function listen(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const crawled = ({ platform }: TestRunner) =>
  until('every runner was asked', async () => {
    const runners = await platform.db.selectFrom('plugins_runners').selectAll().execute()
    return runners.length > 0 && runners.every(({ answered_at, failure }) => (answered_at ?? failure) !== null)
  })

test('RUN-A3 a runner elsewhere is crawled, its plugins stand in the list, and one is run from here', async (t) => {
  const elsewhere = await openElsewhere(t)
  const house = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: elsewhere.host } })
  const { as, platform } = house
  assert.equal((await as('ada').post('/plugins/runners', { url: elsewhere.root })).statusCode, 403)
  assert.equal((await as('dora').post('/plugins/runners', { url: elsewhere.root })).statusCode, 303)
  const again = await as('dora').post('/plugins/runners', { url: elsewhere.root })
  assert.equal(again.statusCode, 422)
  assert.match(again.body, /on the list already/)
  await crawled(house)

  const list = (await as('ada').get(`/plugins?q=${elsewhere.host}+multi`)).body
  const [, address = ''] = /href="(\/plugins\/remote\/\d+)">Hello/.exec(list) ?? []
  assert.match((await as('cleo').get('/plugins/runners')).body, /(\d\d+) of \1/)
  const page = await as('ada').get(address)
  assert.match(page.body, new RegExp(`src="http://${elsewhere.host}/runner/plugins/hello-world-multi-step@`))
  assert.match(String(page.headers['content-security-policy']), new RegExp(`frame-src [^;]*http://${elsewhere.host}`))
  assert.match(page.body, /sandbox="[^"]*allow-same-origin"/, 'on an origin of its own it may have it')
  assert.ok(!page.body.includes('ticket='), 'no ticket leaves the house')

  // What the page in the frame would do, and tell.
  const started = await elsewhere.post('/plugins/hello-world-multi-step@v0-2-1/process/', { inputStr: 'one' })
  const resultUrl = `http://${elsewhere.host}${started.headers.location}`
  assert.equal((await as('ada').post(`${address}/runs`, { resultUrl: 'http://evil.example/tasks/1/' })).statusCode, 422)
  const run = await as('ada').post(`${address}/runs`, { resultUrl, formData: 'inputStr=one' })
  const place = String(run.headers.location)
  await until('it waits', async () => (await as('ada').get(place)).body.includes('It waits for you'))
  assert.match((await as('ada').get(place)).body, /src="http:[^"]*\/1\/demo-step-ui\/"/)
  await elsewhere.post('/plugins/hello-world-multi-step@v0-2-1/1/demo-step-process/', { inputStr: 'two' })
  await elsewhere.settled('/tasks/1/')
  await as('ada').post(`${address}/runs`, { resultUrl })
  await until('it is done', async () => (await as('ada').get(place)).body.includes('Done'))
  assert.equal((await as('cleo').get(place)).statusCode, 404)
  const files = (await as('ada').get('/plugins/hello-world@v0-2-1')).body
  assert.match(files, new RegExp(`data-href="http://${elsewhere.host}/runner/files/1/`), 'its results can be chosen')

  await platform.db
    .updateTable('plugins_runners')
    .set({ url: `${elsewhere.root}/moved` })
    .execute()
  const [{ seq } = { seq: 0 }] = await platform.db.selectFrom('plugins_runners').select('seq').execute()
  await as('dora').post(`/plugins/runners/${seq}/look`)
  await until('it is refused', async () =>
    (await as('cleo').get('/plugins/runners')).body.includes('refused the request'),
  )
  assert.match((await as('ada').get(address)).body, /did not name it the last time/)
  const check = await runnersCheck.run(platform)
  assert.equal(check.level, 'warn')
  assert.match(check.message, /^1 do not answer, such as http:.*refused the request/)
  await as('dora').post(`/plugins/runners/${seq}/remove`)
  assert.equal((await as('ada').get(address)).statusCode, 404)
  assert.equal((await as('ada').get(place)).statusCode, 200, 'what was run stays')
})

for (const kind of databaseKinds)
  test(`RUN-A3 runners, their plugins and runs are kept once each, and go as they should (${kind})`, async (t) => {
    const { db, now } = await openTestPlatform(t, { kind })
    const runner = {
      url: 'http://x/',
      added_by: 'a',
      added_at: now(),
      crawled_at: null,
      answered_at: null,
      failure: null,
    }
    const seq = (await insertRunner(db, runner)) ?? 0
    assert.equal(await insertRunner(db, runner), undefined)
    const words = { title: 'T', description: '', type: 'processing', tags_json: '[]', metadata_json: '{}' }
    const row = { ...words, runner_seq: seq, version: 'v1', is_available: 1 }
    await insertRemote(db, { ...row, url: 'http://x/old/', name: 'old', seen_at: '2026-01-01T00:00:00.000Z' })
    await insertRemote(db, { ...row, url: 'http://x/new/', name: 'new', seen_at: '2026-01-03T00:00:00.000Z' })
    await setUnavailable(db, seq, '2026-01-02T00:00:00.000Z')
    const remote = await listRemote(db, seq)
    assert.deepEqual(
      remote.map(({ name, is_available }) => [name, is_available]),
      [
        ['new', 1],
        ['old', 0],
      ],
    )
    const run = { owner_id: 'p', remote_seq: remote[0]?.seq ?? 0, title: 'T', url: 'http://x/tasks/1/', form: '' }
    const rest = { resource_json: '{}', looks: 0, failures: 0, started_at: now(), finished_at: null }
    const first = await insertRemoteRun(db, { ...run, ...rest })
    assert.equal(await insertRemoteRun(db, { ...run, ...rest }), first, 'the same task of one person is one run')
    await deleteRunner(db, seq)
    assert.deepEqual(await listRemote(db), [])
    assert.equal((await listRemoteRuns(db, 'p', 9))[0]?.remote_seq, null, 'what was run stays')
  })

test('RUN-A3 hostile metadata is checked, clipped and escaped; nonsense, loops and depth end the look with a sentence', async (t) => {
  let asked = 0
  const plugin = (name: string) => ({
    ...{ name, version: 'v1', title: '<script>alert(1)</script>', description: 'x'.repeat(90_000), type: 'toy' },
    tags: ['"><img src=x>'],
    entryPoint: { href: 'process/', uiHref: 'javascript:alert(1)', dataInput: [], dataOutput: [] },
  })
  const host = await listen(t, (request, response) => {
    asked++
    response.setHeader('content-type', 'application/json')
    const list = (...roots: string[]) =>
      response.end(JSON.stringify({ plugins: roots.map((apiRoot) => ({ apiRoot, name: apiRoot, version: '1' })) }))
    if (request.url === '/plugins') return list('/good/', 'javascript:x', 'file:///etc/passwd', '/broken/', '/loop/')
    if (request.url === '/good/') return response.end(JSON.stringify(plugin('good')))
    if (request.url === '/broken/') return response.end(JSON.stringify({ ...plugin('bad'), tags: 'none' }))
    if (request.url?.endsWith('/plugins')) return list(`${request.url.slice(0, -8)}/deeper/`, '/loop/')
    response.end('{}')
  })
  const nonsense = await listen(t, (_request, response) => response.end('<html>'))
  const house = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: `${host} ${nonsense}` } })
  const { as } = house
  for (const url of [`http://${host}/`, `http://${nonsense}/`, 'http://10.0.0.1/'])
    await as('dora').post('/plugins/runners', { url })
  await crawled(house)

  const { body } = await as('ada').get('/plugins?tag=%22%3E%3Cimg%20src%3Dx%3E')
  assert.match(body, /&lt;script&gt;alert\(1\)/)
  assert.doesNotMatch(body, /<script>alert|<img src=x>/)
  assert.ok(body.length < 60_000, 'its description is clipped')
  assert.ok(asked < 20, `${asked} requests`)
  const runners = (await as('dora').get('/plugins/runners')).body
  assert.match(runners, /1 of 1/)
  assert.match(runners, /makes no sense/)
  assert.match(runners, /not an address that may be fetched from/)
  for (const url of ['ftp://x/', 'no address', 'http://u:p@x/', 'http://127.0.0.1:5000/runner/'])
    assert.equal((await as('dora').post('/plugins/runners', { url })).statusCode, 422, url)
})

test('RUN-1.8 RUN-5.10 the registry is told of a published plugin where its links say that plugins are', async (t) => {
  const told: string[] = []
  const self = (path: string, ...rel: string[]) => ({ href: `http://${host}${path}`, rel, resourceType: 'x' })
  const host = await listen(t, (request, response) => {
    told.push(`${request.method} ${request.url}`)
    response.setHeader('content-type', 'application/json')
    const answer = (data: object, links: object[] = []) => response.end(JSON.stringify({ data, links, embedded: [] }))
    if (request.url === '/api/') return answer({ self: self('/api/', 'api') }, [self('/api/deep/', 'api')])
    if (request.url === '/api/deep/')
      return answer({ self: self('/api/deep/', 'api') }, [self('/api/plugins/', 'collection', 'plugin')])
    if (request.method === 'POST') return response.writeHead(204).end()
    if (request.url?.startsWith('/api/plugins/1/')) return answer({ self: self('/api/plugins/1/'), name: 'one' })
    if (request.url === '/api/plugins/?tags=a')
      return answer({ self: self('/api/plugins/', 'collection'), items: [self('/api/plugins/1/', 'plugin')] })
    response.end('{"data":{}}')
  })
  const { post, settled, platform } = await openRunner(t, {
    environment: {
      LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/publisher'),
      LYCEUM_PLUGIN_REGISTRY_URL: `http://${host}/api/`,
      LYCEUM_HTTP_ALLOW: host,
    },
  })
  await post('/plugins/publisher@v1-0-0/process/', { act: 'publish' })
  await settled('/tasks/1/')
  const root = `${platform.config.runner.baseUrl}/plugins/publisher@v1-0-0/virtual/greeter@v1-0/`
  await until('the registry was told', async () =>
    told.includes(`POST /api/plugins/?${new URLSearchParams({ url: root })}`),
  )

  const caller = { platform, personId: null, signal: new AbortController().signal }
  const registry = openRegistry(caller, `http://${host}/api/`)
  assert.deepEqual(
    (await registry.list(['collection', 'plugin'], { tags: 'a' })).map(({ name }) => name),
    ['one'],
  )
  assert.equal(await registry.find(['template']), undefined)
  assert.equal(told.filter((line) => line === 'GET /api/').length, 1, 'entry points are kept for a day')
  await assert.rejects(openRegistry(caller, `http://${host}/else`).find(['x']), { code: 'plugins.registry' })
})
