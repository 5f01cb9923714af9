import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { openHouse } from '../../../../test/support/house.ts'
import { markdown } from '../markdown.ts'
import { openTestWeb } from './open-test-web.ts'

test('Markdown becomes HTML, and HTML in it stays text', () => {
  const { text } = markdown(
    '# A `b`\n\nOne *two* **three** [four](https://example.org/x)\n<script>alert(1)</script>\n\n- a\n  b\n- [c](javascript:alert(1))\n\n| x | y |\n| --- | --- |\n| 1 | `a|b` |\n\n```ts\nif (a < b) {}\n```\n',
  )

  assert.match(text, /<h1 id="a-b">A <code>b<\/code><\/h1>/)
  assert.match(text, /<em>two<\/em> <strong>three<\/strong> <a href="https:\/\/example\.org\/x">four<\/a>/)
  assert.match(text, /<li>a\s+b<\/li><li><a href="#">c<\/a>/)
  assert.match(text, /<pre tabindex="0"><code>if \(a &lt; b\) \{\}<\/code><\/pre>/)
  assert.doesNotMatch(text, /<script/)
})

test('a picture is a link, since those of others would tell them who reads', () => {
  const { text } = markdown('![Far](https://example.org/x.png) ![Up](javascript:alert(1))')

  assert.equal(text, '<p><a href="https://example.org/x.png">Far</a> <a href="#">Up</a></p>')
})

test('signs written by name are signs in text, and stay as they are in code', () => {
  assert.match(markdown('a &lt; b `c &lt; d`').text, /a &lt; b <code>c &amp;lt; d<\/code>/)
})

test('what is nested deeper, or opened more often, than anybody writes is shown as it is', () => {
  assert.match(markdown('['.repeat(200_000)).text, /^<pre tabindex="0">\[\[/, 'it would take minutes')
  assert.match(markdown(`${'>'.repeat(20_000)} a`).text, /^<pre tabindex="0">&gt;&gt;/)
})

test('headings begin where they are told to, and lists may lie in lists', () => {
  const { text } = markdown('# A\n\n#### B\n\n- one\n  - two', { topHeading: 3, hasIds: false })

  assert.match(text, /<h3>A<\/h3><h5>B<\/h5><ul><li>one\s*<ul><li>two<\/li><\/ul><\/li><\/ul>/)
})

test('the API is described by the schemas that validate it', async (t) => {
  const Thing = z.object({ name: z.string().max(20), size: z.coerce.number().int().default(1) })
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.put(
        '/api/v1/things/:id',
        {
          schema: { params: z.object({ id: z.string() }), body: Thing },
          config: { rule: 'papers.edit', about: { summary: 'Changes a thing' } },
        },
        async () => ({}),
      ),
  })

  const description = (await web.inject({ url: '/openapi.json', headers: { 'x-test-role': 'reader' } })).json()

  assert.equal(description.openapi, '3.1.0')
  const { put } = description.paths['/api/v1/things/{id}']
  assert.equal(put.summary, 'Changes a thing')
  assert.deepEqual(put.parameters, [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }])
  assert.equal(put.requestBody.content['application/json'].schema.properties.name.maxLength, 20)
})

test('a query parameter that may be left out is not described as required', async (t) => {
  const { as } = await openHouse(t)

  const { paths } = (await as('cleo').get('/openapi.json')).json()

  type Parameter = { name: string; in: string; required: boolean }
  const ofPapers: Parameter[] = paths['/api/v1/papers/papers'].get.parameters
  assert.ok(['q', 'status', 'has', 'code', 'import'].every((name) => ofPapers.some((one) => one.name === name)))
  const operations = Object.values(paths).flatMap((path) => Object.values(path as object))
  const all: Parameter[] = operations.flatMap(({ parameters }) => parameters)
  const required = all.filter((one) => one.in === 'query' && one.required).map(({ name }) => name)
  assert.deepEqual(required, [])
  assert.equal(paths['/api/v1/papers/collector/start'].post.requestBody.required, false)
  assert.equal(paths['/api/v1/papers/papers'].post.requestBody.required, true)
})

test('the whole API of the house can be described and read', async (t) => {
  const { as } = await openHouse(t)

  const description = (await as('cleo').get('/openapi.json')).json()
  const page = await as('cleo').get('/api')

  assert.ok(Object.keys(description.paths).length > 0)
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /\/api\/v1\//)
  assert.equal((await as('anon').get('/docs')).statusCode, 200)
  assert.equal((await as('anon').get('/docs/..%2fpackage')).statusCode, 404)
  assert.equal((await as('anon').get('/docs/none')).statusCode, 404)
  assert.equal((await as('anon').get('/docs/images/papers.png')).headers['content-type'], 'image/png')
  assert.equal((await as('anon').get('/docs/images/none.png')).statusCode, 404)
})

test('documents are searched by words, and what is found opens at its heading', async (t) => {
  const { as } = await openHouse(t)

  const { body } = await as('anon').get('/docs?q=BACKUP+drill')
  assert.match(body, /<a href="\/docs\/administrators#backup-and-restore">Backup and restore<\/a>/)
  assert.match(body, /value="BACKUP drill"/)
  assert.match((await as('anon').get('/docs/administrators')).body, /<h2 id="backup-and-restore">/)

  const nothing = (await as('anon').get('/docs?q=%3Cb%3Exylophone')).body
  assert.match(nothing, /No document holds these words/)
  assert.doesNotMatch(nothing, /<b>xylophone/)
})

test('the page of licences names every package that comes along, with its terms', async (t) => {
  const { as } = await openHouse(t)

  const { body } = await as('anon').get('/licences')
  assert.match(body, /fastify<\/a><\/th>\s*<td>[\d.]+<\/td><td>MIT<\/td>/)
  assert.doesNotMatch(body, /playwright-core/, 'what developers alone use is not passed on')
})
