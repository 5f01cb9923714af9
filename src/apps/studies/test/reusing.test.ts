import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { curve, lineCounter, openFilled } from './support.ts'

const form = { kind: lineCounter, title: 'Another', 'v.withPlot': '1' }

for (const kind of databaseKinds)
  test(`what was computed before is offered, found by bytes and values, and computed anew where somebody wants to (${kind})`, async (t) => {
    const { id, as, study, upload, newestFile, analyse, until, platform } = await openFilled(t, { kind })
    const first = await until(await analyse('ada', id, { title: 'The first', 'v.factor': '2' }), 'done')
    const elsewhere = await study('ada', 'Elsewhere')
    await upload('ada', elsewhere, 'other-name.dat', curve)
    const ask = async (values: Record<string, string>, where = elsewhere) =>
      as('ada').post(`/studies/${where}/analyses`, { ...form, 'v.curve': await newestFile(where), ...values })

    const offered = await ask({ 'v.factor': '2' })

    assert.equal(offered.statusCode, 409)
    const place = /id="computed-before"[\s\S]*?<\/div>/.exec(offered.body)?.[0] ?? ''
    assert.match(place, new RegExp(`href="/studies/analyses/${first.id}">The first`))
    assert.match(place, /type="submit" name="anew" value="1"/)
    assert.match(offered.body, /name="v\.factor"[^>]*value="2"/, 'what was typed stays')
    assert.equal((await ask({ 'v.factor': '3' })).statusCode, 303, 'other values are another matter')
    assert.equal((await ask({ 'v.factor': '2', anew: '1', title: 'Anew' })).statusCode, 303)
    const other = await as('ben').post('/studies/new', { title: 'His' })
    const his = String(other.headers.location).split('/').at(-1) ?? ''
    await upload('ben', his, 'a.dat', curve)
    const asked = { ...form, 'v.curve': await newestFile(his), 'v.factor': '2' }
    assert.equal((await as('ben').post(`/studies/${his}/analyses`, asked)).statusCode, 303, 'nor what others computed')
    const rows = await platform.db.selectFrom('studies_analyses').select('title').orderBy('id').execute()
    assert.deepEqual(
      rows.map(({ title }) => title),
      ['The first', 'Another', 'Anew', 'Another'],
    )
  })

test('a program is answered with what was computed before only where it asks for it', async (t) => {
  const { id, as, newestFile, analyse, until } = await openFilled(t)
  const first = await until(await analyse('ada', id), 'done')
  const values = { curve: await newestFile(id), withPlot: true }
  const ask = async (body: Record<string, unknown>) => {
    const payload = JSON.stringify({ kind: lineCounter, title: 'By program', values, ...body })
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    return as('ada').inject({ method: 'POST', url: `/api/v1/studies/${id}/analyses`, headers, payload })
  }

  const found = await ask({ reuse: true })
  const fresh = await ask({})

  assert.deepEqual([found.statusCode, found.json().items[0].id], [200, first.id])
  assert.equal(fresh.statusCode, 201)
  assert.notEqual(fresh.json().items[0].id, first.id)
})

test('a form is filled in with one’s last settings, or with what its address says, and with the usual ones on request', async (t) => {
  const { id, as, analyse } = await openFilled(t, { worker: false })
  const page = async (more: Record<string, string> = {}, who: 'ada' | 'ben' = 'ada', of = id) =>
    (await as(who).get(`/studies/${of}/analyses/new?${new URLSearchParams({ kind: lineCounter, ...more })}`)).body
  const factor = (body: string) => /name="v\.factor"[^>]*value="([^"]*)"/.exec(body)?.[1]
  const usual = factor(await page())
  assert.notEqual(usual, '4')

  await analyse('ada', id, { title: 'Fourfold', 'v.factor': '4' })

  const filled = await page()
  assert.equal(factor(filled), '4')
  assert.match(filled, /Settings as in your last one, “Fourfold”/)
  assert.match(filled, /name="mail"[^>]*checked/)
  assert.equal(factor(await page({ usual: '1' })), usual)
  assert.equal(factor(await page({ 'v.factor': '7' })), '7')
  const his =
    String((await as('ben').post('/studies/new', { title: 'His' })).headers.location)
      .split('/')
      .at(-1) ?? ''
  assert.equal(factor(await page({}, 'ben', his)), usual, 'everybody has a last one of their own')
})
