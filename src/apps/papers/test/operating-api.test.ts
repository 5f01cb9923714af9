import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'
import { addPapers, contact } from './support.ts'

const environment = { LYCEUM_CONTACT: contact, LYCEUM_LOG_LEVEL: 'silent' }
const jobs = '/api/v1/papers/jobs'

test('PAP-R-009 PAP-R-033 PAP-7.6 programs list jobs, read one, and call it off; jobs of other apps are none here', async (t) => {
  const { platform, as } = await openHouse(t, { environment })
  const [id] = await addPapers(platform, [{ doi: '10.1/a' }])
  await as('ada').json('POST', `/api/v1/papers/papers/${id}/process`)
  const other = await platform.db.transaction().execute(async (tx) => {
    const { clearOld } = await import('../../../platform/tasks/clearing-task.ts')
    return platform.tasks.enqueue(tx, clearOld, {}, { askedBy: 'system' })
  })

  const { items, next } = (await as('cleo').json('GET', `${jobs}?state=queued`)).json()

  assert.deepEqual(
    [items.length, items[0].task, items[0].subject, next],
    [1, 'papers.process', `papers/paper/${id}`, null],
  )
  assert.equal(items[0].input, undefined, 'what is inside is for administrators')
  assert.deepEqual((await as('dora').json('GET', `${jobs}/${items[0].id}`)).json().input, { paperId: id })
  assert.equal((await as('cleo').json('GET', `${jobs}/${other.id}`)).statusCode, 404)
  assert.equal((await as('cleo').json('POST', `${jobs}/${items[0].id}/revoke`)).statusCode, 403)
  assert.equal((await as('cleo').json('GET', `${jobs}?task=accounts.secret`)).statusCode, 422)

  const revoked = (await as('ada').json('POST', `${jobs}/${items[0].id}/revoke`)).json()
  assert.deepEqual([revoked.state, revoked.isRevoked], ['cancelled', true])
  assert.equal((await as('ada').json('POST', `${jobs}/${items[0].id}/revoke`)).json().isRevoked, false)
  assert.equal(
    (await as('cleo').json('GET', `/api/v1/papers/papers/${id}`)).json().status,
    'new',
    'its paper went back',
  )
})

test('PAP-R-012 PAP-7.6 programs page through jobs by key', async (t) => {
  const { platform, as } = await openHouse(t, { environment })
  const ids = await addPapers(
    platform,
    Array.from({ length: 5 }, (_, n) => ({ doi: `10.1/${n}` })),
  )
  for (const id of ids) await as('ada').json('POST', `/api/v1/papers/papers/${id}/process`)

  const seen: string[] = []
  let cursor = ''
  do {
    const { items, next } = (await as('cleo').json('GET', `${jobs}?limit=2${cursor}`)).json()
    seen.push(...items.map(({ subject }: { subject: string }) => subject))
    cursor = next === null ? '' : `&cursor=${next}`
  } while (cursor !== '')

  assert.deepEqual(seen, ids.map((id) => `papers/paper/${id}`).reverse())
})

test('PAP-7.6 programs take everything that a search finds, in each form', async (t) => {
  const { platform, as } = await openHouse(t, { environment })
  await addPapers(platform, [
    { doi: '10.1/a', title: 'Alpha' },
    { doi: '10.1/b', title: 'Beta', status: 'done' },
  ])
  const take = (name: string) => as('cleo').json('GET', `/api/v1/papers/exports/papers.${name}`)

  for (const form of ['csv', 'ris', 'bib', 'json', 'jsonl']) {
    const { body, statusCode } = await take(`${form}?status=done`)
    assert.equal(statusCode, 200, form)
    assert.ok(body.includes('Beta') && !body.includes('Alpha'), form)
  }
  assert.equal((await take('zip')).rawPayload.subarray(0, 2).toString(), 'PK')
  assert.equal((await take('csv?q=status:purple')).statusCode, 422)
  assert.equal((await as('anon').json('GET', '/api/v1/papers/exports/papers.csv')).statusCode, 401)
})

test('PAP-7.6 programs read which sources are asked, and an administrator sets their order and pace', async (t) => {
  const { as } = await openHouse(t, { environment: { ...environment, LYCEUM_PAPERS_OPENALEX_KEY: 'open-sesame' } })
  const sources = '/api/v1/papers/sources'
  const body = { order: ['unpaywall', 'crossref'], seconds: { unpaywall: 2 } }

  assert.equal((await as('ada').json('PUT', sources, body)).statusCode, 403)
  assert.equal((await as('dora').json('PUT', sources, { order: ['sci-hub'] })).statusCode, 422)
  assert.equal((await as('dora').json('PUT', sources, body)).statusCode, 200)

  const { items } = (await as('cleo').json('GET', sources)).json()
  assert.deepEqual(
    items
      .slice(0, 3)
      .map(({ name, isAsked, seconds }: Record<string, unknown>) => [name, isAsked, seconds])
      .slice(0, 2),
    [
      ['unpaywall', true, 2],
      ['crossref', true, null],
    ],
  )
  assert.ok(items.slice(2).every(({ isAsked }: { isAsked: boolean }) => !isAsked))
  assert.doesNotMatch(JSON.stringify(items), /open-sesame/)
})
