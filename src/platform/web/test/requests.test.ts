import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { sendRaw } from '../../../../test/support/raw-request.ts'
import { openTestWeb } from './open-test-web.ts'

const Thing = z.strictObject({
  name: z.string().max(20),
  size: z.number().int().optional(),
  parts: z.array(z.string()).optional(),
})

function openThings(t: TestContext) {
  return openTestWeb(t, {
    routes: (web) => {
      web.post('/api/v1/things', { schema: { body: Thing }, config: { rule: 'open' } }, async (request) => request.body)
      web.get('/admin/things', { config: { rule: 'house.administer' } }, async () => 'inside')
      web.get('/things/:id', { config: { rule: 'open' } }, async (request) => request.params)
    },
  })
}

function post(
  web: Awaited<ReturnType<typeof openThings>>,
  payload: string | Buffer,
  headers: Record<string, string> = {},
) {
  return web.inject({
    method: 'POST',
    url: '/api/v1/things',
    payload,
    headers: { 'content-type': 'application/json', 'x-csrf-token': 'test-token', ...headers },
  })
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

test('JSON that cannot be read is refused with the position', async (t) => {
  const web = await openThings(t)
  const cases: [payload: string | Buffer, position: number][] = [
    ['', 0],
    ['{"name": "cut', 9],
    ['{"name": "a"', 12],
    ['{"name": "a"} x', 14],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22]), 0],
    ['\ufeff{"name":"a"}', 0],
    [`{"name": ${deep(32)}}`, 40],
    ['{"name": "a", "size": 1e999}', 22],
    ['{"name": "a", "name": "b"}', 14],
    ['{"n\\u0061me": "a", "name": "b"}', 19],
    ['{"__proto__": {"a": 1}}', 1],
    ['{"name": "a",}', 13],
    ["{'name': 1}", 1],
    ['{"size": 01}', 9],
    ['{"size": NaN}', 9],
    ['{"size": -}', 9],
    ['nul', 0],
    ['{"name": "a\nb"}', 9],
  ]

  for (const [payload, position] of cases) {
    const answer = await post(web, payload)
    assert.equal(answer.statusCode, 400, String(payload))
    const problem = answer.json()
    assert.equal(problem.code, 'json.malformed', String(payload))
    assert.match(problem.detail, new RegExp(`position ${position}\\b`), String(payload))
  }
})

test('JSON that reads well is the same value that JSON.parse gives', async (t) => {
  const web = await openThings(t)

  for (const payload of [
    '{"name":"ä😀\\ud83d\\ude00\\n"}',
    ' {\n"name" : "a" , "size" : -12 , "parts" : [ ] }\t',
    '{"name":"","parts":["a","b"]}',
  ]) {
    const answer = await post(web, payload)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.deepEqual(answer.json(), JSON.parse(payload))
  }
})

test('JSON that does not fit is refused with every mistake at once', async (t) => {
  const web = await openThings(t)

  const answer = await post(web, '{"name": 5, "size": 1.5, "parts": ["a", 1], "role": "admin"}')

  assert.equal(answer.statusCode, 422)
  const { code, errors, status, request_id: requestId } = answer.json()
  assert.equal(code, 'web.invalid')
  assert.equal(status, 422)
  assert.ok(requestId)
  assert.deepEqual(errors.map(({ path }: { path: string }) => path).sort(), ['name', 'parts.1', 'role', 'size'])
  assert.equal((await post(web, '[]')).statusCode, 422)
})

test('a content type that is not quite the right one is refused', async (t) => {
  const web = await openThings(t)
  assert.equal((await post(web, '{"name":"a"}', { 'content-type': 'application/json; charset=utf-8' })).statusCode, 200)

  for (const type of [
    '',
    ' ',
    'text/plain',
    'text/json',
    'application/json evil',
    'application/jsonx',
    'application/json, text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
  ]) {
    const answer = await post(web, '{"name":"a"}', { 'content-type': type })
    assert.equal(answer.statusCode, 415, type)
  }
  assert.equal((await post(web, '{"name":"a"}', { 'content-encoding': 'gzip' })).statusCode, 415)
})

test('a body beyond 1 MB is refused with the limit', async (t) => {
  const web = await openThings(t)

  const answer = await post(web, JSON.stringify({ name: 'x'.repeat(1_100_000) }))

  assert.equal(answer.statusCode, 413)
  assert.match(answer.json().detail, /1 MB/)
})

test('a form of 1,001 fields, or with a name that no field may have, is refused', async (t) => {
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.post(
        '/form',
        { schema: { body: z.object({ a: z.string().optional() }) }, config: { rule: 'open' } },
        async () => 'taken',
      ),
  })
  const send = (payload: string) =>
    web.inject({
      method: 'POST',
      url: '/form',
      payload,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf-token': 'test-token' },
    })
  assert.equal((await send('a=1')).statusCode, 200)

  const tooMany = Array.from({ length: 1001 }, (_, n) => `f${n}=1`).join('&')
  for (const payload of [tooMany, '__proto__=1', 'constructor=1', 'a=1&a=2'])
    assert.equal((await send(payload)).statusCode, 422, payload.slice(0, 40))
  assert.equal((await send('a=%ff')).statusCode, 400)
})

test('R-V4 a guarded address answers to one spelling alone', async (t) => {
  const web = await openThings(t)
  const port = await listen(web)
  const ask = (path: string): Promise<string> =>
    sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Test-Role: admin\r\nConnection: close\r\n\r\n`)
  assert.match(await ask('/admin/things'), /^HTTP\/1\.1 200[\s\S]*inside/)
  const spellings = [
    '//admin/things',
    '/admin//things',
    '/./admin/things',
    '/admin/./things',
    '/x/../admin/things',
    '/admin/x/../things',
    '/admin%2fthings',
    '/admin%2Fthings',
    '/%2fadmin/things',
    '/admin%5cthings',
    '/admin\\things',
    '/admin/things/',
    '/Admin/things',
    '/ADMIN/THINGS',
    '/admin;x/things',
    '/admin/things;x',
    '/admin/things;jsessionid=1',
    '/admin/things%00',
    '/admin/things%2e',
    '/%2e/admin/things',
    '/admin/%2e%2e/admin/things',
    '/admin/things%20',
    '/admin/things.',
    '/admin/things%0a',
    '/adm%69n/things%2f',
    '/admin/things%3bx',
    '/admin/things%zz',
  ]

  for (const path of spellings) {
    const answer = await ask(path)
    assert.match(answer, /^HTTP\/1\.1 40[04] /, path)
    assert.doesNotMatch(answer, /inside/, path)
  }
})

test('odd addresses are refused: 400, 404, 405 with Allow', async (t) => {
  const web = await openThings(t)

  assert.equal((await web.inject('/things/%zz')).statusCode, 400)
  assert.equal((await web.inject('/things/a%00b')).statusCode, 400)
  assert.equal((await web.inject('/things/a%2fb')).statusCode, 404)
  assert.equal((await web.inject(`/things/${'x'.repeat(600)}`)).statusCode, 404)
  assert.equal((await web.inject(`/things/a?q=${'x'.repeat(9000)}`)).statusCode, 413)
  const wrongMethod = await web.inject({ method: 'DELETE', url: '/things/1' })
  assert.equal(wrongMethod.statusCode, 405)
  assert.equal(wrongMethod.headers.allow, 'GET, HEAD')
})

test('a route that names no rule keeps the house from starting', async (t) => {
  const open = () => openTestWeb(t, { routes: (web) => web.get('/forgotten', async () => 'open to all') })

  await assert.rejects(open, /GET \/forgotten names no rule/)
})

test('headers beyond 16 KB end the connection', async (t) => {
  const web = await openThings(t)
  const port = await listen(web)

  const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)

  assert.match(answer, /^HTTP\/1\.1 431/)
  assert.equal(web.server.headersTimeout, 10_000, 'headers that come too slowly are cut')
})

test('malformed requests get one answer, and it is no success', async (t) => {
  const web = await openThings(t)
  const port = await listen(web)
  const requests = [
    'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
    'GET\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'FOO / HTTP/1.1\r\nHost: x\r\n\r\n',
    'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
    'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nabcde',
    'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n',
    'GET /things/\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
  ]

  for (const request of requests) {
    const answer = await sendRaw(port, request)
    assert.equal([...answer.matchAll(/HTTP\/1\.1 \d{3}/g)].length, 1, request)
    assert.match(answer, /^HTTP\/1\.1 4\d\d/, request)
  }
})

async function listen(web: Awaited<ReturnType<typeof openThings>>): Promise<number> {
  const address = await web.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(address).port)
}
