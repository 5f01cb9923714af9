import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestWeb } from './open-test-web.ts'
import { sampleApp } from './sample-pages.ts'

async function openTable(t: TestContext) {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  return (url: string, headers: Record<string, string> = {}) =>
    web.inject({ url, headers: { 'x-test-role': 'member', ...headers } })
}

const rowsOf = (body: string): number => (body.match(/<tr id="row-/g) ?? []).length

test('the address alone decides what a table shows', async (t) => {
  const get = await openTable(t)

  const { body } = await get('/samples?q=kind&state=done&state=failed&sort=-year&limit=50&page=2')

  assert.equal(rowsOf(body), 29)
  assert.match(body, /aria-sort="descending"/)
  assert.match(body, /value="kind"/)
  assert.match(body, /29 of 79/)
  assert.match(
    body,
    /href="\/samples\?q=kind&amp;state=failed&amp;sort=-year&amp;limit=50"/,
    'a chip takes one filter off',
  )
})

test('the CSV holds exactly the rows of the filter, of all pages, and no formula', async (t) => {
  const get = await openTable(t)

  const all = (await get('/samples.csv')).body.trimEnd().split('\r\n')
  const some = (await get('/samples.csv?state=done&page=1')).body.trimEnd().split('\r\n')

  assert.equal(all.length, 121)
  assert.equal(some.length, 41)
  assert.equal(all[0], 'Title,State,Year,Added')
  assert.ok(all.some((line) => line.startsWith(`"'=HYPERLINK`)))
})

test('what an address may not hold is refused, or taken as the documented most', async (t) => {
  const get = await openTable(t)

  for (const query of [
    'page=-1',
    'page=NaN',
    'page=1e9',
    'page=0',
    'limit=0',
    'limit=x',
    'sort=__proto__',
    'sort=password',
    'state=none',
    `q=${'x'.repeat(501)}`,
    'q=a&q=b',
    '__proto__=1',
  ]) {
    assert.equal((await get(`/samples?${query}`)).statusCode, 422, query)
  }
  assert.equal(rowsOf((await get('/samples?limit=1000000')).body), 120)
})

test('a hostile title is dead wherever the table shows it', async (t) => {
  const get = await openTable(t)

  const { body } = await get('/samples?q=%3Cscript')

  assert.equal(rowsOf(body), 1)
  assert.doesNotMatch(body, /<script>alert|<img src=x/)
})

test('a table with nothing to show says why, and leads back', async (t) => {
  const get = await openTable(t)

  const { body } = await get('/samples?q=nothing-like-this')

  assert.match(body, /Nothing matches\./)
  assert.match(body, /href="\/samples"[^>]*>Show everything/)
})

test('htmx gets the table alone, a visitor the whole page', async (t) => {
  const get = await openTable(t)

  const fragment = await get('/samples', { 'hx-request': 'true', 'hx-request-type': 'partial' })

  assert.match(fragment.body, /^<section class="table-part"/)
  assert.match(String(fragment.headers.vary), /HX-Request/)
  assert.match((await get('/samples')).body, /^<!doctype html>/)
})

test('rows stand roomily until somebody wants them compact, and the choice outlives the visit', async (t) => {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  const headers = { 'x-test-role': 'member' }
  assert.doesNotMatch((await web.inject({ url: '/samples', headers })).body, /<table class="[^"]*table-sm/)

  const answer = await web.inject({
    method: 'POST',
    url: '/table-columns',
    payload: '_token=test-token&table=samples&next=/samples&rows=compact&all=title&all=year&column=title',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  })

  assert.equal(answer.statusCode, 303)
  const cookies = Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
  assert.deepEqual(cookies, { 'lyceum-rows': 'compact' }, 'columns stay as they are')
  const { body } = await web.inject({ url: '/samples', cookies, headers })
  assert.match(body, /<table class="[^"]*table-sm/)
  assert.match(body, /value="compact" aria-pressed="true"/)
  assert.match(
    (await web.inject({ url: '/samples', cookies: { 'lyceum-rows': '"><x' }, headers })).body,
    /value="roomy" aria-pressed="true"/,
  )
})

test('columns are chosen and moved, and the choice outlives the visit', async (t) => {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  const names = ['title', 'state', 'year', 'at', 'note']
  const form = new URLSearchParams([
    ['_token', 'test-token'],
    ['table', 'samples'],
    ['next', '/samples'],
    ['move', 'note:up'],
    ...names.map((name) => ['all', name]),
    ['column', 'note'],
    ['column', 'year'],
  ])
  const answer = await web.inject({
    method: 'POST',
    url: '/table-columns',
    payload: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-role': 'member' },
  })
  assert.equal(answer.statusCode, 303)

  const cookies = Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
  const { body } = await web.inject({ url: '/samples', cookies, headers: { 'x-test-role': 'member' } })

  const headings = [...body.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([A-Z]\w+)/g)].map((match) => match[1])
  assert.deepEqual(headings, ['Title', 'Year', 'Note'])
})
