import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addPapers, openPapersHouse } from './pages-support.ts'

const hay = Array.from({ length: 5 }, (_, n) => ({
  title: `Hay ${n}`,
  type: n < 3 ? 'book' : 'dataset',
  published_on: `${2010 + n}`,
  published_year: 2010 + n,
  oa_status: n === 0 ? 'gold' : null,
}))

test('PAP-7.3 the menus narrow the table by type, access and years, alone and together', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  await addPapers(platform, hay)
  const shown = async (query: string): Promise<number> =>
    [...(await as('cleo').get(`/papers/list?${query}`)).body.matchAll(/<tr id="row-/g)].length

  assert.doesNotMatch((await as('cleo').get('/papers/list')).body, /name="tag"/, 'no tag, no menu of tags')
  assert.equal(await shown('type=book'), 3)
  assert.equal(await shown('type=book&type=dataset'), 5)
  assert.equal(await shown('oa=gold'), 1)
  assert.equal(await shown('year=2011..2012'), 2)
  assert.equal(await shown('year=2014..&type=book'), 0)
  assert.equal(await shown(`added=${platform.now().slice(0, 10)}`), 5)
  assert.equal(await shown('has=no-doi&is=retracted'), 0)
  for (const wrong of ['year=soon', 'added=2026', 'type=leaflet', 'oa=purple'])
    assert.equal((await as('cleo').get(`/papers/list?${wrong}`)).statusCode, 422, wrong)
})

test('PAP-7.3 an action on all that match keeps to every menu that was set', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  await addPapers(platform, hay)
  const search = {
    scope: 'all',
    type: 'book',
    year: '2011..',
    action: 'edit',
    new_field: 'journal',
    new_value: 'Field Notes',
  }

  const asked = await as('ada').post('/papers/list/bulk', search)
  assert.match(asked.body, /2 papers match/)
  assert.match(asked.body, /Journal: <strong>Field Notes<\/strong>/)
  const confirmed = /name="confirmed_at" value="([^"]*)"/.exec(asked.body)?.[1]
  const done = await as('ada').post('/papers/list/bulk', { ...search, confirmed_at: confirmed })

  assert.equal(done.headers.location, '/papers/list?type=book&year=2011..')
  const papers = await platform.db
    .selectFrom('papers')
    .select(['title', 'journal', 'sources_json'])
    .orderBy('seq')
    .execute()
  assert.deepEqual(
    papers.map(({ journal }) => journal),
    [null, 'Field Notes', 'Field Notes', null, null],
  )
  assert.match(String(papers[1]?.sources_json), /"journal":"user"/, 'as a person’s own, which no list replaces')
})

test('PAP-7.3 a value that no paper could take is refused before the first', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const ids = await addPapers(platform, hay)

  const wrong = { issn: '1234-5678', language: 'English', published_on: 'soon', type: 'leaflet' }
  for (const [field, value] of Object.entries(wrong)) {
    const answer = await as('ada').json('POST', '/api/v1/papers/papers/bulk', { action: 'edit', field, value, ids })
    assert.deepEqual([answer.statusCode, answer.json().code], [422, 'papers.value-invalid'], field)
  }
  const unchanged = await platform.db.selectFrom('papers').select('version').execute()
  assert.deepEqual(
    unchanged.map(({ version }) => version),
    [1, 1, 1, 1, 1],
  )
})

test('PAP-7.3 papers are handed to a person together, but for those whose status forbids it', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const ids = await addPapers(platform, [{ title: 'One' }, { title: 'Two', status: 'done' }])

  const answer = await as('ada').json('POST', '/api/v1/papers/papers/bulk', { action: 'manual', ids })

  assert.deepEqual(answer.json(), { done: 1, left: 1 })
  assert.match((await as('ada').get('/papers/manual')).body, /One/)
})
