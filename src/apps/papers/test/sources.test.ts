import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'
import { until } from '../../../../test/support/until.ts'
import { emergencyStop } from '../collecting.ts'
import { findSources } from '../known-sources.ts'
import { noteContractError } from '../queries/sources.ts'
import type { SourceName } from '../sources/declarations.ts'
import { startSourceTest } from '../testing-sources.ts'
import { cause, contact, liveJobs, testCollecting } from './support.ts'

const environment = {
  LYCEUM_CONTACT: contact,
  LYCEUM_LOG_LEVEL: 'silent',
  LYCEUM_PAPERS_OPENALEX_KEY: 'open-sesame',
}

test('PAP-7.1 the page of sources says who is asked, how often, and what could not be read; who operates may test one', async (t) => {
  const { platform, as } = await openHouse(t, { environment })
  const day = platform.now().slice(0, 10)
  await platform.db
    .insertInto('papers_source_days')
    .values({ source: 'unpaywall', day, requests: 41, cost_micro_usd: 0, contract_detail: null, contract_sample: null })
    .execute()
  await noteContractError(platform.db, 'unpaywall', day, { detail: 'is_oa: missing', sample: '{}' })

  const { body } = await as('ada').get('/papers/sources')
  assert.ok(body.includes('41 of 100,000') && body.includes('is_oa: missing') && body.includes('3 s apart'))
  assert.match(body, /Semantic Scholar[\s\S]{0,200}Is asked only with a key/)
  assert.doesNotMatch(body, /open-sesame/)
  assert.equal(body.match(/\/test"/g)?.length, 11)
  assert.doesNotMatch((await as('cleo').get('/papers/sources')).body, /\/test"/)
  assert.equal((await as('cleo').post('/papers/sources/crossref/test', {})).statusCode, 403)
  assert.equal((await as('ada').post('/papers/sources/sci-hub/test', {})).statusCode, 404)

  const answer = await as('ada').post('/papers/sources/crossref/test', {})
  await as('ada').post('/papers/sources/crossref/test', {})

  assert.equal(answer.headers.location, '/papers/sources')
  assert.equal((await liveJobs(platform, 'papers.test-source')).length, 1, 'asked twice, tested once')
  assert.match((await as('cleo').get('/papers/sources')).body, /Is being asked/)
})

test('PAP-7.6 programs test a source, read how it answered, and are refused after an emergency', async (t) => {
  const { platform, as } = await openHouse(t, { environment })
  const address = '/api/v1/papers/sources/crossref/test'

  const { job } = (await as('ada').json('POST', address)).json()

  const { items } = (await as('cleo').json('GET', '/api/v1/papers/sources')).json()
  assert.deepEqual([items[0].name, items[0].lastTest.job, items[0].lastTest.state], ['crossref', job, 'queued'])
  assert.equal((await as('cleo').json('POST', address)).statusCode, 403)
  await emergencyStop(platform, cause)
  assert.equal((await as('ada').json('POST', address)).json().code, 'papers.collector-busy')
})

testCollecting(
  'PAP-7.1 a test asks a source once about a paper that it must know, and tells how it answered',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.7717/peerj.4375', title: 'The state of open access' })
    publishers.answer('/unpaywall/10.7717/peerj.4375', { error: true }, { status: 422 })
    publishers.answer('/openalex/works/doi:10.7717/peerj.4375', { id: 17 })
    publishers.answer('/pmc-ids/', { records: [{ doi: '10.7717/peerj.4375' }] })
    publishers.answer('/europe-pmc/search', 'no', { status: 403, type: 'text/plain' })
    const expected: readonly (readonly [SourceName, string, RegExp])[] = [
      ['crossref', 'ok', /^The state of open access$/],
      ['arxiv', 'not-found', /^$/],
      ['unpaywall', 'config-missing', /contact address/],
      ['openalex', 'contract-error', /id/],
      ['europe-pmc', 'blocked', /./],
      ['pmc-ids', 'ok', /^10\.7717\/peerj\.4375$/],
      ['semantic-scholar', 'not-applicable', /^$/],
    ]

    for (const [name] of expected) await startSourceTest(platform, 'ada', name, 'a-request')
    await until('all are tested', async () => (await liveJobs(platform, 'papers.test-source')).length === 0, 60_000)

    const found = await findSources(platform)
    for (const [name, kind, detail] of expected) {
      const source = found.find((one) => one.name === name)
      assert.equal(source?.lastTest?.result?.kind, kind, name)
      assert.match(source?.lastTest?.result?.detail ?? '', detail, name)
      assert.equal(source?.requestsToday, kind === 'not-applicable' ? 0 : 1, `${name} was asked once`)
    }
  },
)
