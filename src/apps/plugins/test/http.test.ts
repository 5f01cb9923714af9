import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const hello = '/plugins/hello-world@v0-2-1/'

test('RUN-9.1.1 RUN-C2 the root says one thing alone, and does not look like a plugin', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  assert.deepEqual((await get('/')).json(), { title: 'QHAna plugin runner api.' })
  assert.deepEqual((await get('/runner')).json(), { title: 'QHAna plugin runner api.' })
})

test('RUN-9.1.2 RUN-C1 an address without its slash sends on with 308, to the absolute address, query kept', async (t) => {
  const { get, platform } = await openRunner(t, { worker: false })
  const { baseUrl } = platform.config.runner
  for (const path of ['/plugins', '/tasks/1', '/plugins/hello-world', `${hello}ui`, `${hello}process`]) {
    const { statusCode, headers } = await get(`${path}?a=1&b=%20`)
    assert.equal(statusCode, 308, path)
    assert.equal(headers.location, `${baseUrl}${path}/?a=1&b=%20`, path)
  }
})

test('RUN-9.1.3 RUN-C1 RUN-C3 the list names every plugin with an absolute address, in order', async (t) => {
  const { get, platform } = await openRunner(t, { worker: false })
  const { plugins } = (await get('/plugins/')).json()

  const entry = plugins.find(({ name }: { name: string }) => name === 'hello-world')
  assert.deepEqual(Object.keys(entry).sort(), ['apiRoot', 'description', 'identifier', 'name', 'tags', 'version'])
  assert.equal(entry.identifier, 'hello-world@v0-2-1')
  assert.equal(entry.apiRoot, `${platform.config.runner.baseUrl}/plugins/hello-world@v0-2-1/`)
  const names = plugins.map(({ name }: { name: string }) => name)
  assert.deepEqual(names, [...names].sort())
})

test('RUN-9.1.4 a plain name leads to its newest version', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  const { statusCode, headers } = await get('/plugins/hello-world/?x=1')
  assert.equal(statusCode, 302)
  assert.equal(headers.location, '/runner/plugins/hello-world@v0-2-1/')
})

test('RUN-9.1.5 RUN-2.1.1 what is not there is 404 in JSON, with a message where a name was asked for', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  assert.deepEqual((await get('/plugins/none/')).json(), {
    code: 404,
    status: 'Not Found',
    message: 'No plugin registered with that name.',
  })
  for (const path of [
    '/none',
    '/none/',
    `${hello}none/`,
    '/tasks/abc/',
    '/tasks/-1/',
    '/files/x/?file-id=a',
    '/debug/',
  ]) {
    const answer = await get(path, { accept: 'text/html' })
    assert.equal(answer.statusCode, 404, path)
    assert.deepEqual(answer.json(), { code: 404, status: 'Not Found' }, path)
  }
  for (const path of ['/tasks/1/', '/tasks/99999999999999999999/'])
    assert.equal((await get(path)).json().message, 'Task not found.', path)
})

test('RUN-9.1.6 RUN-2.6 RUN-C4 the metadata has exactly the keys that clients read', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  const metadata = (await get(hello)).json()
  assert.deepEqual(Object.keys(metadata).sort(), [
    'description',
    'entryPoint',
    'links',
    'name',
    'tags',
    'title',
    'type',
    'version',
  ])
  assert.deepEqual(metadata.entryPoint, {
    href: '/runner/plugins/hello-world@v0-2-1/process/',
    uiHref: '/runner/plugins/hello-world@v0-2-1/ui/',
    dataInput: [],
    dataOutput: [{ contentType: ['text/plain'], dataType: 'custom/hello-world-output', required: true }],
    pluginDependencies: [],
  })
})

test('RUN-9.1.6 with an origin of its own, the runner’s addresses begin at its root', async (t) => {
  const { get, post } = await openRunner(t, {
    worker: false,
    environment: { LYCEUM_RUNNER_BASE_URL: 'http://runner.example:5005' },
  })
  assert.equal((await get(hello)).json().entryPoint.href, '/plugins/hello-world@v0-2-1/process/')
  assert.equal((await get('/plugins')).headers.location, 'http://runner.example:5005/plugins/')
  assert.equal((await post(`${hello}process/`, { inputStr: 'x' })).headers.location, '/tasks/1/')
})

test('RUN-9.1.7 RUN-C6 RUN-C8 a task starts pending, with one link and neither steps nor progress', async (t) => {
  const { post, get, platform } = await openRunner(t, { worker: false })
  const { statusCode, headers } = await post(`${hello}process/`, { inputStr: 'x', unknown: 'y' })
  assert.equal(statusCode, 303)

  const task = await get(String(headers.location))

  assert.equal(task.statusCode, 200)
  assert.deepEqual(task.json(), {
    status: 'PENDING',
    log: '',
    outputs: [],
    links: [{ type: 'subscribe', href: `${platform.config.runner.baseUrl}/tasks/1/` }],
  })
})

test('RUN-9.1.8 RUN-C7 a form that lacks a field is 422 naming it; so is JSON, and a name in snake case', async (t) => {
  const { post, web } = await openRunner(t, { worker: false })
  const expected = {
    code: 422,
    status: 'Unprocessable Entity',
    errors: { form: { inputStr: ['Missing data for required field.'] } },
  }
  assert.deepEqual((await post(`${hello}process/`)).json(), expected)
  assert.deepEqual((await post(`${hello}process/`, { input_str: 'x' })).json(), expected)
  const asJson = await web.inject({
    method: 'POST',
    url: `/runner${hello}process/`,
    headers: { 'content-type': 'application/json' },
    payload: '{"inputStr":"x"}',
  })
  assert.equal(asJson.statusCode, 422)
  assert.deepEqual(asJson.json(), expected)
})

test('RUN-9.1.8 both encodings of a form are equal', async (t) => {
  const { web } = await openRunner(t, { worker: false })
  const payload = '--x\r\ncontent-disposition: form-data; name="inputStr"\r\n\r\nüber\r\n--x--\r\n'
  const { statusCode } = await web.inject({
    method: 'POST',
    url: `/runner${hello}process/`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload,
  })
  assert.equal(statusCode, 303)
})

test('RUN-9.1.10 RUN-C10 subscribing tells what is wrong, and takes a content type in any letters', async (t) => {
  const { post, web, platform } = await openRunner(t, { worker: false })
  await post(`${hello}process/`, { inputStr: 'x' })
  const send = (payload: string, type = 'application/json') =>
    web.inject({ method: 'POST', url: '/runner/tasks/1/', headers: { 'content-type': type }, payload })

  assert.deepEqual((await send('{"command":"subscribe"}')).json().errors, {
    json: { webhookHref: ['Missing data for required field.'] },
  })
  const webhookHref = 'http://qhana-backend:9090/webhooks/1'
  const more = await send(JSON.stringify({ command: 'subscribe', webhookHref, other: 1 }))
  assert.equal(more.statusCode, 422)
  assert.deepEqual(more.json().errors, { json: { other: ['Unknown field.'] } })
  const broken = await send('not json')
  assert.equal(broken.statusCode, 400)
  assert.deepEqual(broken.json().errors, { json: ['Invalid JSON body.'] })
  for (const href of ['file:///etc/passwd', 'no address', 7])
    assert.equal((await send(JSON.stringify({ command: 'subscribe', webhookHref: href }))).statusCode, 422)

  const good = await send(JSON.stringify({ command: 'subscribe', webhookHref }), 'application/JSON')
  assert.equal(good.statusCode, 200)
  assert.equal(good.json().status, 'PENDING')
  assert.equal((await platform.db.selectFrom('plugins_subscriptions').selectAll().execute()).length, 1)
})

test('RUN-9.1.11 the same subscription is kept once, and unsubscribing takes that one row alone', async (t) => {
  const { post, as, platform } = await openRunner(t, { worker: false })
  await post(`${hello}process/`, { inputStr: 'x' })
  const webhookHref = 'http://localhost:9/hook'
  const send = (body: Record<string, unknown>) => as('anon').json('POST', '/runner/tasks/1/', { webhookHref, ...body })
  const events = async () =>
    (await platform.db.selectFrom('plugins_subscriptions').select('event').orderBy('seq').execute()).map(
      ({ event }) => event,
    )

  await send({ command: 'subscribe' })
  await send({ command: 'subscribe', event: null })
  await send({ command: 'subscribe', event: 'status' })
  await send({ command: 'subscribe', event: 'status' })
  assert.deepEqual(await events(), ['', 'status'])
  await send({ command: 'unsubscribe' })

  assert.deepEqual(await events(), ['status'])
})

test('RUN-9.1.12 a file needs its tag', async (t) => {
  const { post, get, settled } = await openRunner(t)
  await post(`${hello}process/`, { inputStr: 'x' })
  const { outputs } = await settled('/tasks/1/')
  assert.equal((await get(String(outputs[0]?.href))).statusCode, 200)

  const without = await get('/files/1/')

  assert.equal(without.statusCode, 422)
  assert.ok(without.json().errors.query['file-id'])
  for (const path of ['/files/1/?file-id=wrong', '/files/99/?file-id=wrong']) {
    const { statusCode, body } = await get(path)
    assert.equal(statusCode, 404)
    assert.equal(JSON.parse(body).message, 'File not found.')
  }
})

test('RUN-9.1.14 RUN-C12 any origin may ask, and is named; a preflight is 200', async (t) => {
  const { get, web } = await openRunner(t, { worker: false })
  assert.equal((await get('/plugins/')).headers['access-control-allow-origin'], '*')
  const named = await get('/plugins/', { origin: 'http://a.example' })
  assert.equal(named.headers['access-control-allow-origin'], 'http://a.example')
  assert.equal(named.headers.vary, 'Origin')
  assert.equal(named.headers['access-control-allow-credentials'], undefined)

  const preflight = await web.inject({
    method: 'OPTIONS',
    url: `/runner${hello}process/`,
    headers: { origin: 'http://a.example', 'access-control-request-headers': 'x-one, x-two' },
  })

  assert.equal(preflight.statusCode, 200)
  assert.equal(preflight.headers['access-control-allow-methods'], 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT')
  assert.equal(preflight.headers['access-control-allow-headers'], 'x-one, x-two')
})

test('RUN-9.1.15 RUN-10.5 a wrong method is 405 in JSON, and says which are right', async (t) => {
  const { web } = await openRunner(t, { worker: false })
  for (const [url, allow] of [
    ['/runner/plugins/', 'GET, HEAD'],
    ['/runner/tasks/1/', 'GET, HEAD, POST'],
    [`/runner${hello}process/`, 'POST'],
  ] as const) {
    const { statusCode, headers, body } = await web.inject({ method: 'DELETE', url })
    assert.equal(statusCode, 405, url)
    assert.equal(headers.allow, allow)
    assert.deepEqual(JSON.parse(body), { code: 405, status: 'Method Not Allowed' })
  }
})
