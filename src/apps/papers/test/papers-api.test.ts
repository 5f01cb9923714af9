import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'
import { addPapers, importEnded, openPapersHouse, sample, sendFile } from './pages-support.ts'

const papers = '/api/v1/papers/papers'
const imports = '/api/v1/papers/imports'

test('PAP-7.6 papers are listed page by page, added, changed by version, deleted and restored', async (t) => {
  const { as } = await openPapersHouse(t)
  const ada = as('ada')

  const made = await ada.json('POST', papers, {
    title: 'One',
    doi: 'https://doi.org/10.5555/ONE',
    authors: 'Doe, Jane',
  })
  assert.equal(made.statusCode, 201)
  const { id, doi, authors, version } = made.json()
  assert.deepEqual([doi, authors, version], ['10.5555/one', [{ family: 'Doe', given: 'Jane' }], 1])
  const twice = await ada.json('POST', papers, { doi: '10.5555/one' })
  assert.deepEqual([twice.statusCode, twice.json().title], [409, 'That does not fit the present state'])
  assert.equal((await ada.json('POST', papers, {})).statusCode, 422)

  const changed = await ada.inject({
    method: 'PATCH',
    url: `${papers}/${id}`,
    headers: { 'if-match': '"1"', 'content-type': 'application/json' },
    payload: '{"journal":"Nature","priority":3}',
  })
  assert.deepEqual([changed.statusCode, changed.json().journal, changed.json().priority], [200, 'Nature', 3])
  const late = await ada.json('PATCH', `${papers}/${id}`, { journal: 'Science', version: 1 })
  assert.deepEqual([late.statusCode, late.json().code], [409, 'papers.edited-meanwhile'])
  assert.equal(late.json().title, 'Somebody was faster')

  await ada.json('POST', papers, { title: 'Two' })
  const first = (await ada.get(`${papers}?limit=1&sort=title`)).json()
  assert.deepEqual(
    first.items.map(({ title }: { title: string }) => title),
    ['One'],
  )
  const second = (await ada.get(`${papers}?limit=1&sort=title&cursor=${first.next}`)).json()
  assert.deepEqual([second.items[0].title, second.next], ['Two', null])
  assert.equal((await ada.get(`${papers}?q=status:lost`)).statusCode, 422)

  assert.equal((await ada.json('DELETE', `${papers}/${id}`)).statusCode, 204)
  assert.equal((await ada.json('POST', `${papers}/${id}/restore`)).json().status, 'new')
  assert.equal((await ada.json('POST', `${papers}/${id}/process`)).statusCode, 202)
})

test('R-V15 fields that are nobody\u2019s to set change nothing', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'One' }])
  for (const field of ['status', 'id', 'seq', 'created_at', 'import_id', 'sources_json', 'attempt_count', 'doi_state'])
    assert.equal((await as('ada').json('PATCH', `${papers}/${id}`, { [field]: 'x' })).statusCode, 422, field)
})

test('PAP-7.6 a list goes from upload to papers without a page', async (t) => {
  const { as, platform } = await openPapersHouse(t, { worker: true })
  const ada = as('ada')
  const uploaded = await sendFile(ada, imports, sample('papers_minimal.csv'), { accept: 'application/json' })
  assert.equal(uploaded.statusCode, 202)
  const { id } = uploaded.json().import
  assert.equal(uploaded.json().import.preview.headers[0], 'title')

  assert.equal((await ada.json('PATCH', `${imports}/${id}`, { policy: 'fill' })).json().policy, 'fill')
  assert.equal((await ada.json('POST', `${imports}/${id}/cancel`)).statusCode, 409)
  const started = await ada.json('POST', `${imports}/${id}/start`)
  assert.equal(started.statusCode, 202)
  assert.equal(await importEnded(platform, id), 'done')
  assert.ok((await ada.get(`${imports}/${id}`)).json().inserted > 0)
  assert.equal((await ada.get(imports)).json().items.length, 1)
  assert.equal((await ada.json('POST', `${imports}/dois`, { dois: ['10.5555/x'] })).statusCode, 202)
})

test('PAP-7.6 many papers are acted on by id, or by a search as a job', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const ids = await addPapers(platform, [{ title: 'One', status: 'failed' }, { title: 'Two' }])
  const bulk = (body: object, who: 'ada' | 'cleo' = 'ada') => as(who).json('POST', `${papers}/bulk`, body)

  assert.deepEqual((await bulk({ action: 'retry', ids })).json(), { done: 2, left: 0 })
  const job = await bulk({ action: 'delete', q: 'title' })
  assert.equal(job.statusCode, 202)
  assert.equal((await bulk({ action: 'delete' })).statusCode, 422, 'neither ids nor a search')
  assert.equal((await bulk({ action: 'delete', ids }, 'cleo')).statusCode, 403)
})

test('R-T1 two different searches in one millisecond are two jobs, and the same one is one', async (t) => {
  const { as } = await openHouse(t, { now: () => '2026-03-10T10:00:00.000Z' })
  const bulk = async (q: string) => (await as('ada').json('POST', `${papers}/bulk`, { action: 'delete', q })).json().job

  const [one, other, again] = [await bulk('one'), await bulk('other'), await bulk('one')]

  assert.notEqual(one, other)
  assert.equal(again, one)
})

test('R-V8 the API is closed to nobody in particular, and to readers who would write', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id = ''] = await addPapers(platform, [{ title: 'One' }])
  for (const url of [papers, `${papers}/${id}`, imports]) {
    assert.equal((await as('anon').get(url, { accept: 'application/json' })).statusCode, 401, url)
    assert.equal((await as('cleo').get(url)).statusCode, 200, url)
  }
  const writes: readonly ['POST' | 'PATCH' | 'DELETE', string, object?][] = [
    ['POST', papers, { title: 'x' }],
    ['PATCH', `${papers}/${id}`, { title: 'x' }],
    ['DELETE', `${papers}/${id}`],
    ['POST', `${papers}/${id}/process`],
    ['POST', `${papers}/${id}/retry`],
    ['POST', `${imports}/dois`, { dois: ['10.5555/x'] }],
  ]
  for (const [method, url, body] of writes)
    assert.equal((await as('cleo').json(method, url, body)).statusCode, 403, url)
  assert.equal((await as('ada').get(`${papers}/unknown`)).statusCode, 404)
})
