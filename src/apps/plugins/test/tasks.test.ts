import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRunner } from './support.ts'

const hello = '/plugins/hello-world@v0-2-1/'
const multi = '/plugins/hello-world-multi-step@v0-2-1/'

test('RUN-9.2.2 hello-world with an empty text succeeds without a result', async (t) => {
  const { post, settled } = await openRunner(t)
  assert.equal((await post(`${hello}process/`, { inputStr: '' })).statusCode, 303)

  const task = await settled('/tasks/1/')

  assert.equal(task.status, 'SUCCESS')
  assert.deepEqual(task.outputs, [])
  assert.match(task.log, /Nothing could be generated/)
})

test('RUN-9.2.3 RUN-C9 a plugin in two steps waits for the second form, and shows both results', async (t) => {
  const { post, get, settled, platform } = await openRunner(t)
  const { baseUrl } = platform.config.runner
  await post(`${multi}process/`, { inputStr: 'one' })

  const waiting = await settled('/tasks/1/')

  assert.equal(waiting.status, 'PENDING')
  assert.deepEqual(waiting.outputs, [])
  assert.deepEqual(waiting.progress, { start: 0, target: 100, unit: '%', value: 50 })
  const root = `${baseUrl}/plugins/hello-world-multi-step@v0-2-1/1/demo-step`
  assert.deepEqual(waiting.steps, [
    { stepId: 'demo-step', href: `${root}-process/`, uiHref: `${root}-ui/`, cleared: false },
  ])
  assert.equal((await get(`${root}-ui/`)).statusCode, 200)
  assert.equal((await post(`${root}-process/`, {})).statusCode, 422)

  const sent = await post(`${root}-process/`, { inputStr: 'two' })
  assert.equal(sent.statusCode, 303)
  assert.equal(sent.headers.location, '/runner/tasks/1/')
  assert.equal((await get('/tasks/1/')).json().steps[0].cleared, true, 'at once')
  const done = await settled('/tasks/1/')

  assert.equal(done.status, 'SUCCESS', done.log)
  assert.equal(done.progress?.value, 100)
  assert.equal(done.steps?.length, 1, 'steps stay visible')
  const texts = await Promise.all(done.outputs.map(async ({ href }) => (await get(href)).body))
  assert.deepEqual(texts, ['Processed in the preprocessing step: one', 'Processed in the processing step: one two'])
})

test('RUN-10.5 a step that is done is refused, and a step of another plugin’s task is not there', async (t) => {
  const { post, settled } = await openRunner(t)
  await post(`${multi}process/`, { inputStr: 'one' })
  await post(`${hello}process/`, { inputStr: 'one' })
  await settled('/tasks/1/')
  const step = `${multi}1/demo-step-process/`
  assert.equal((await post(step, { inputStr: 'two' })).statusCode, 303)

  assert.equal((await post(step, { inputStr: 'three' })).statusCode, 409)
  await settled('/tasks/1/')
  assert.equal((await post(step, { inputStr: 'three' })).statusCode, 409)
  assert.equal((await post(`${multi}2/demo-step-process/`, { inputStr: 'x' })).statusCode, 404)
  assert.equal((await post(`${multi}99999999999999/demo-step-process/`, { inputStr: 'x' })).statusCode, 404)
})

test('RUN-9.2.6 RUN-3.4 RUN-C11 subscribers hear of steps and of the end, in order, once it can be read', async (t) => {
  const heard = await listen(t)
  const { post, as, settled, platform } = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: heard.host } })
  await post(`${multi}process/`, { inputStr: 'one' })
  await as('anon').json('POST', '/runner/tasks/1/', { command: 'subscribe', webhookHref: `${heard.url}/all?kept=1` })
  await as('anon').json('POST', '/runner/tasks/1/', {
    command: 'subscribe',
    webhookHref: `${heard.url}/end`,
    event: 'status',
  })
  await settled('/tasks/1/')
  await heard.count(2)
  await post(`${multi}1/demo-step-process/`, { inputStr: 'two' })
  await settled('/tasks/1/')
  await heard.count(6)

  const source = `${platform.config.runner.baseUrl}/tasks/1/`
  const all = heard.calls.filter(({ path }) => path === '/all')
  assert.deepEqual(
    all.map(({ query }) => query.event),
    ['steps', 'details', 'steps', 'status', 'details'],
    'the form appears, the form is accepted, the end',
  )
  assert.ok(heard.calls.every(({ query, body, method }) => query.source === source && body === '' && method === 'POST'))
  assert.ok(all.every(({ query }) => query.kept === '1'))
  assert.deepEqual(
    heard.calls.filter(({ path }) => path === '/end').map(({ query }) => query.event),
    ['status'],
  )
})

test('RUN-3.4 a subscriber that is away is asked again, and hears the rest behind it', async (t) => {
  const heard = await listen(t, 1)
  const { post, as } = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: heard.host } })
  await post(`${multi}process/`, { inputStr: 'one' })
  await as('anon').json('POST', '/runner/tasks/1/', { command: 'subscribe', webhookHref: `${heard.url}/hook` })
  await heard.count(2)
  assert.deepEqual(
    heard.calls.map(({ query }) => query.event),
    ['steps', 'details'],
  )
  assert.equal(heard.dropped(), 1, 'the first call found nobody')
})

test('RUN-5.9 RUN-3.5 the house itself looks at a task whose runner tells nobody anything', async (t) => {
  let reads = 0
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.method === 'POST') return response.writeHead(303, { location: '/tasks/7/' }).end()
    if (request.url === '/far.txt') return response.end('far away')
    const isOver = ++reads > 2
    const output = {
      href: `http://${request.headers.host}/far.txt`,
      name: 'far.txt',
      dataType: 'a/b',
      contentType: 'text/plain',
    }
    response.end(JSON.stringify({ status: isOver ? 'SUCCESS' : 'PENDING', outputs: isOver ? [output] : [], links: [] }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/caller')
  const { post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS, LYCEUM_HTTP_ALLOW: host } })
  await post('/plugins/caller@v1-0-0/process/', { entry: `http://${host}/process/` })

  const task = await settled('/tasks/1/')

  assert.equal(task.log, `false http://${host}/tasks/7/\nfar away`)
})

type Call = { method: string; path: string; query: Record<string, string>; body: string }

/** Somebody's webhook; it may be away for the first few calls. */
async function listen(t: TestContext, awayFor = 0) {
  const calls: Call[] = []
  let dropped = 0
  const server = createServer(async (request, response) => {
    if (dropped < awayFor) {
      dropped++
      return request.socket.destroy()
    }
    let body = ''
    for await (const chunk of request) body += chunk
    const url = new URL(request.url ?? '/', 'http://x')
    calls.push({ method: request.method ?? '', path: url.pathname, query: Object.fromEntries(url.searchParams), body })
    response.writeHead(404).end('nobody cares')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const count = async (wanted: number): Promise<void> => {
    for (let looked = 0; calls.length < wanted; looked++) {
      if (looked > 400) throw new Error(`Only ${calls.length} of ${wanted} calls came.`)
      await sleep(50)
    }
  }
  return { calls, count, dropped: () => dropped, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` }
}
