import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { openRunner, type TestRunner } from '../../../src/apps/plugins/test/support.ts'

const root = '/plugins/rest-connector@v0-1-1'

/** A service that tells what it was asked. */
async function startService(t: TestContext): Promise<{ url: string; host: string }> {
  const server = createServer(async (request, reply) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.url?.startsWith('/v1/broken')) return void reply.writeHead(503).end('out of order')
    reply.setHeader('content-type', 'application/json')
    reply.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        key: request.headers['x-key'],
        type: request.headers['content-type'],
        body,
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}/v1`, host }
}

const openWithService = async (t: TestContext) => {
  const service = await startService(t)
  const runner = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: service.host, LYCEUM_DEV: '1' } })
  const changes = changesOf(runner)
  return { ...runner, service, ...changes }
}

const changesOf = ({ post, web }: TestRunner) => ({
  begin: async (apiName: string): Promise<string> =>
    (await post(`${root}/wip-connectors/`, { apiName })).json().connector_id,
  change: (id: string, key: string, value: unknown = '') =>
    web.inject({
      method: 'POST',
      url: `/runner${root}/wip-connectors/${id}/`,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ key, value: typeof value === 'string' ? value : JSON.stringify(value) }),
    }),
})

test('RUN-8.3.24 a connector is described step by step, published as a plugin, run and taken back', async (t) => {
  const { get, post, settled, begin, change, service } = await openWithService(t)
  const id = await begin('Weather of today')
  assert.match(id, /^weather-of-today-[0-9a-f]{8}$/)
  const { ongoing, services } = (await get(`${root}/wip-connectors/`)).json()
  assert.deepEqual(services, [])
  assert.deepEqual(Object.keys(ongoing[0]).sort(), ['connector_id', 'href', 'name', 'ui_href'])
  assert.equal((await get(`${root}/connectors/${id}/`)).statusCode, 404)
  assert.equal((await change(id, 'deploy')).statusCode, 400, 'without an address there is nothing to ask')

  await change(id, 'base-url', service.url)
  await change(id, 'endpoint-url', '/places/{place}/days')
  await change(id, 'endpoint-method', 'POST')
  await change(id, 'variables', [
    { name: 'town', type: 'string', title: 'Town', required: true },
    { name: 'days', type: 'integer', defaultValue: '3' },
    { name: 'notes', type: 'data', loadContent: true },
  ])
  await change(id, 'endpoint-variables', { place: '{{ town | lower }}' })
  await change(id, 'endpoint-query-variables', { days: '{{ days }}', none: '{{ missing }}' })
  await change(id, 'request-headers', 'X-Key: k-{{ days }}\nContent-Type: application/json')
  await change(id, 'request-body', '{"notes": {{ notes | tojson }}}')
  const described = await change(id, 'response-mapping', [
    {
      name: 'answer.json',
      dataType: 'entity/list',
      contentType: 'application/json',
      data: '{{ response.json | tojson }}',
    },
    {
      name: 'asked.txt',
      dataType: 'custom/text',
      contentType: 'text/plain',
      data: '{{ request.params.days }} {{ response.status_code }}',
    },
    {
      name: 'raw.bin',
      dataType: 'custom/raw',
      contentType: 'application/octet-stream',
      data: '{{ response.body_raw }}',
    },
  ])
  assert.ok(described.json().finishedSteps.includes('request-body'))
  await get('/plugins/')
  const published = await change(id, 'deploy')
  assert.deepEqual([published.json().isDeployed, published.json().version], [true, 1])
  const listed = (await get('/plugins/')).json().plugins.find((plugin: { name: string }) => plugin.name === id)
  assert.deepEqual([listed.version, listed.tags], ['v1', ['rest-connector']])
  assert.equal((await change(id, 'base-url', 'https://example.org')).statusCode, 400, 'what is published stands')
  const metadata = await get(listed.apiRoot)
  assert.equal(metadata.json().type, 'processing')
  assert.equal((await get(`${root}/connectors/${id}/`)).headers.location, listed.apiRoot)
  assert.match((await get(metadata.json().entryPoint.uiHref)).body, /Town/)

  const form = { town: 'São Paulo', notes: 'data:text/plain,two%20%22words%22' }
  const task = await settled(String((await post(metadata.json().entryPoint.href, form)).headers.location))

  assert.equal(task.status, 'SUCCESS', task.log)
  const [answer, asked, raw] = await Promise.all(task.outputs.map(({ href }) => get(href)))
  assert.deepEqual(answer?.json(), {
    method: 'POST',
    url: '/v1/places/s%C3%A3o%20paulo/days?days=3',
    key: 'k-3',
    type: 'application/json',
    body: '{"notes": "two \\"words\\""}',
  })
  assert.equal(asked?.body, '3 200')
  assert.deepEqual(raw?.json(), answer?.json())

  assert.equal((await change(id, 'undeploy')).json().isDeployed, false)
  assert.ok(!(await get('/plugins/')).body.includes(id), 'the list shows at once what was taken back')
  assert.equal((await get(`${root}/connectors/${id}/`)).statusCode, 404)
})

test('RUN-8.3.24 what is wrong with a description is said, and early changes ask for the later ones again', async (t) => {
  const { get, web, begin, change } = await openWithService(t)
  const id = await begin('Other')
  for (const [key, value] of [
    ['base-url', 'file:///etc/passwd'],
    ['endpoint-method', 'TRACE'],
    ['variables', 'nonsense'],
    ['variables', '[{"name": "a b"}]'],
    ['variables', '[{"name": "a"}, {"name": "a"}]'],
    ['response-mapping', '[{"name": "x"}]'],
    ['nothing', 'x'],
  ] as const)
    assert.equal((await change(id, key, value)).statusCode, 422, `${key} ${value}`)
  assert.equal((await change(id, 'cancel')).statusCode, 501)
  assert.equal((await change('none', 'name', 'x')).statusCode, 404)
  assert.equal((await get(`${root}/wip-connectors-ui/none/`)).statusCode, 404)
  assert.match(String((await get(`${root}/wip-connectors-ui/${id}/`)).headers.location), new RegExp(`connector=${id}$`))

  await change(id, 'base-url', 'https://example.org')
  await change(id, 'request-body', 'x')
  assert.deepEqual((await change(id, 'endpoint-url', '/x')).json().finishedSteps, ['base-url', 'endpoint-url'])
  const removed = await web.inject({ method: 'DELETE', url: `/runner${root}/wip-connectors/${id}/` })
  assert.equal(removed.statusCode, 204)
  assert.deepEqual((await get(`${root}/wip-connectors/`)).json(), { services: [], ongoing: [] })
})

test('RUN-8.3.24 a service that fails makes the task fail with its words; files go along as parts of a form', async (t) => {
  const { get, post, settled, begin, change, service } = await openWithService(t)
  const run = async (id: string, form: Record<string, string>) => {
    await change(id, 'deploy')
    const { entryPoint } = (await get(String((await get(`${root}/connectors/${id}/`)).headers.location))).json()
    return settled(String((await post(entryPoint.href, form)).headers.location))
  }

  const broken = await begin('Broken')
  await change(broken, 'base-url', service.url)
  await change(broken, 'endpoint-url', 'broken')
  const failed = await run(broken, {})
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /The service answered 503:\nout of order/)

  const upload = await begin('Upload')
  await change(upload, 'base-url', service.url)
  await change(upload, 'endpoint-method', 'PUT')
  await change(upload, 'variables', [{ name: 'file', type: 'data', required: true }])
  await change(upload, 'request-body', 'kind=note')
  await change(upload, 'request-files', [{ source: '{{ file }}', formFieldName: 'upload', contentType: 'text/plain' }])
  await change(upload, 'response-mapping', [
    { name: 'a.txt', dataType: 'custom/text', contentType: 'text/plain', data: '{{ response.json.body }}' },
  ])
  const sent = await run(upload, { file: 'data:text/plain,inside' })
  assert.equal(sent.status, 'SUCCESS', sent.log)
  const body = (await get(sent.outputs[0]?.href ?? '')).body
  assert.match(body, /name="kind"\r\n\r\nnote/)
  assert.match(body, /name="upload"; filename="data\.txt"\r\ncontent-type: text\/plain\r\n\r\ninside/i)
})
