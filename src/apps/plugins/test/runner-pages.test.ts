import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/fields')
const hello = '/plugins/hello-world@v0-2-1/'

test('RUN-2.12 RUN-2.13 the API can be read as a page at every address that clients know, from this host alone', async (t) => {
  const { get, platform } = await openRunner(t, { worker: false, environment: { LYCEUM_PLUGIN_FOLDERS } })
  for (const path of ['/redoc/', '/rapidoc/', '/swagger-ui/', '/licenses/']) {
    const page = await get(path)
    assert.equal(page.statusCode, 200, path)
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src http:\/\/127/)
    assert.doesNotMatch(page.body, /(?:src|<link[^>]*href)="(?!\/runner\/static\/)/, path)
    assert.equal((await get(path.slice(0, -1))).headers.location, `${platform.config.runner.baseUrl}${path}`)
  }
  const { body } = await get('/redoc/')
  assert.match(body, /GET<\/strong> <code>[^<]*\/things\/\{name\}\/<\/code> One thing/, 'addresses of plugins too')
  assert.match(body, /<code>nInit<\/code><\/th><td>integer, ≥ 1, ≤ 9, default 3<\/td>/)
  assert.match((await get('/licenses/')).body, /fastify<\/a><\/th>\s*<td>5\.[\d.]+<\/td><td>MIT<\/td>/)
})

type Operation = { tags: string[]; responses: object; parameters?: Parameter[] }
type Parameter = { name: string; in: string; required?: boolean; schema: object }

test('RUN-2.12 RUN-10.5 the description names every parameter of every address, and says what each answers', async (t) => {
  const { get } = await openRunner(t, { worker: false, environment: { LYCEUM_PLUGIN_FOLDERS } })
  const { paths, tags } = (await get('/api-spec.json')).json()
  const known = new Set(tags.map(({ name }: { name: string }) => name))
  let looked = 0
  for (const [path, item] of Object.entries<Record<string, unknown>>(paths)) {
    const { parameters = [], ...methods } = item as { parameters?: Parameter[] }
    assert.match(path, /^\//)
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      assert.match(method, /^(?:get|post|put|delete)$/, path)
      assert.ok(Object.keys(operation.responses).length > 0, path)
      assert.ok(
        operation.tags.every((tag) => known.has(tag)),
        path,
      )
      const said = [...parameters, ...(operation.parameters ?? [])]
      const inPath = said.filter((one) => one.in === 'path').map(({ name }) => name)
      assert.deepEqual(inPath.sort(), [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(), path)
      looked++
    }
  }
  assert.ok(looked > 60, `${looked} operations`)
  assert.ok(paths['/runner/plugins/Every Field@v2-0-1rc1/things/'].post.requestBody)
})

test('RUN-9.1.16 RUN-2.14 pages for debugging are there in development alone', async (t) => {
  const usual = await openRunner(t, { worker: false })
  for (const path of ['/debug/', '/debug/index', '/debug/routes', '/debug/frontend-debugger', '/debug'])
    assert.deepEqual((await usual.get(path)).json(), { code: 404, status: 'Not Found' }, path)

  const { get, as } = await openRunner(t, { worker: false, environment: { LYCEUM_DEV: '1' } })
  assert.equal((await get('/debug')).statusCode, 308)
  assert.match((await get('/debug/')).body, /frontend-debugger/)
  assert.match((await get('/debug/routes')).body, /GET, POST<\/td>.*hello-world@v0-2-1\/ui\//)
  const harness = (await get('/debug/frontend-debugger')).body
  assert.match(harness, /<option value="http:\/\/127\.0\.0\.1:5000\/runner\/plugins\/hello-world@v0-2-1\/ui\/">/)
  assert.match(harness, /sandbox="allow-forms allow-downloads allow-scripts"/)
  assert.equal((await as('anon').json('POST', '/runner/debug/', {})).statusCode, 405)
})

test('RUN-2.1 HEAD answers as GET does, without its body, everywhere', async (t) => {
  const { get, web } = await openRunner(t, { worker: false })
  for (const path of [
    '/',
    '/plugins/',
    hello,
    `${hello}ui/`,
    '/api-spec.json',
    '/redoc/',
    '/static/forms.css',
    '/tasks/9/',
  ]) {
    const [asked, head] = [await get(path), await web.inject({ method: 'HEAD', url: `/runner${path}` })]
    assert.equal(head.statusCode, asked.statusCode, path)
    assert.equal(head.headers['content-type'], asked.headers['content-type'], path)
    assert.equal(head.body, '', path)
  }
})

test('RUN-2.1.3 who signs in by another scheme is nobody in particular; a bearer token that is no token is 401 in JSON', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  assert.equal((await get('/plugins/', { authorization: 'Basic YTpi' })).statusCode, 200)
  for (const token of ['x', 'a.b.c', 'lyc_wrong', '']) {
    const refused = await get('/plugins/', { authorization: `Bearer ${token}` })
    assert.deepEqual([refused.statusCode, refused.json().code], [401, 401], token)
  }
})

test('RUN-2.13 RUN-4.8 texts of plugins are read as Markdown, and HTML in them stays text', async (t) => {
  const { get } = await openRunner(t, { worker: false, environment: { LYCEUM_PLUGIN_FOLDERS } })
  const { body } = await get('/plugins/Every%20Field@v2-0-1rc1/ui/')
  assert.match(body, /<strong>help<\/strong>/)
  assert.match(body, /<del>not<\/del>/)
  assert.match(body, /<a href="https:\/\/example\.org\/x">https:\/\/example\.org\/x<\/a>\./)
  assert.match(body, /<sup><a href="#footnote-1">1<\/a><\/sup>/)
  assert.match(body, /id="footnote-1"><small>1\. A note/)
  assert.match(body, /&lt;b&gt;bold&lt;\/b&gt;/)
  assert.match(body, /<table\b/)
})
