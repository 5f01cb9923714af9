import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crossref } from '../crossref.ts'
import { datacite } from '../datacite.ts'
import { doiOrg, findAgency, pathOf } from '../doi-org.ts'
import { openDesk, subject } from './asking.ts'
import { crossrefWork, cslItem, dataciteRecord, doi } from './recorded.ts'

const known = subject({ doi })

test('PAP-6.2 a work of Crossref gives its details, and links only under an open licence that is in force', async (t) => {
  const { asking, asked } = await openDesk(t, { '/works/10.5555%2Frecorded.4375': { body: crossrefWork } })

  const answer = await crossref.lookUp(known, asking)

  assert.ok(answer.kind === 'ok')
  const { details, candidates, identifiers, isOpen } = answer.value
  assert.deepEqual(
    { ...details, authors_json: JSON.parse(details.authors_json ?? '[]') },
    {
      title: 'The state of open records & copies',
      issn: '2167-8359',
      journal: 'Journal of Recorded Answers',
      publisher: 'Recorded Press',
      type: 'journal-article',
      type_raw: 'journal-article',
      language: 'en',
      published_on: '2018-02-13',
      published_year: 2018,
      volume: '6',
      issue: null,
      pages: 'e4375',
      article_number: null,
      abstract: 'Despite growing interest, little is known.',
      authors_json: [
        { family: 'Carberry', given: 'Josiah', orcid: '0000-0002-1825-0097' },
        { literal: 'The Recorded Collaboration' },
      ],
      license: 'cc-by-4.0',
      license_url: 'https://creativecommons.org/licenses/by/4.0/',
      registration_agency: 'Crossref',
    },
  )
  assert.deepEqual(
    candidates.map(({ url, version, license, host, format }) => [url, version, license, host, format]),
    [
      ['https://files.lyceum-tests.org/4375.pdf', 'published', 'cc-by-4.0', 'publisher', 'pdf'],
      ['https://files.lyceum-tests.org/4375.xml', 'published', 'cc-by-4.0', 'publisher', 'jats'],
    ],
  )
  assert.deepEqual([identifiers, isOpen], [[['issn', '2167-8359']], true])
  assert.equal(asked[0]?.query.get('mailto'), 'library@lyceum-tests.org')
  assert.equal(asked[0]?.headers['crossref-plus-api-token'], undefined)
})

test('PAP-6.2 an embargo of Crossref holds until its last day; a contract for mining is no licence, and an open one opens what is meant for mining', async (t) => {
  const [licence] = crossrefWork.message.license
  const withLicence = (changed: object) => ({
    ...crossrefWork,
    message: { ...crossrefWork.message, license: [{ ...licence, ...changed }] },
  })
  const later = { start: { 'date-parts': [[2026, 3, 1]] }, 'delay-in-days': 10 }
  const { asking } = await openDesk(t, {
    '/works/10.5555%2Fembargo': { body: withLicence(later) },
    '/works/10.5555%2Fcontract': { body: withLicence({ URL: 'https://publisher.lyceum-tests.org/tdm' }) },
    '/works/10.5555%2Fmining': { body: withLicence({ 'content-version': 'tdm' }) },
  })
  const linksOf = async (of: string, now: string) => {
    const answer = await crossref.lookUp(subject({ doi: of }), { ...asking, now })
    return answer.kind === 'ok' ? answer.value.candidates.map(({ format }) => format) : answer.kind
  }

  assert.deepEqual(await linksOf('10.5555/embargo', '2026-03-10T10:00:00.000Z'), [])
  assert.deepEqual(await linksOf('10.5555/embargo', '2026-03-11T10:00:00.000Z'), ['pdf', 'jats'])
  assert.deepEqual(await linksOf('10.5555/contract', '2026-03-11T10:00:00.000Z'), [])
  assert.deepEqual(await linksOf('10.5555/mining', '2026-03-11T10:00:00.000Z'), ['pdf'])
})

test('PAP-6.2 a preprint at Crossref has its server in place of a journal, and a token travels in its header', async (t) => {
  const { title, DOI } = crossrefWork.message
  const message = { DOI, title, type: 'posted-content', 'container-title': [], institution: [{ name: 'A server' }] }
  const path = '/works/10.5555%2Frecorded.4375'
  const { asking, asked } = await openDesk(t, { [path]: { body: { message } } }, { more: { key: 'a-plus-token' } })

  const answer = await crossref.lookUp(known, asking)

  assert.equal(answer.kind === 'ok' && answer.value.details.journal, 'A server')
  assert.equal(asked[0]?.headers['crossref-plus-api-token'], 'Bearer a-plus-token')
  assert.ok(!JSON.stringify([...(asked[0]?.query ?? [])]).includes('a-plus-token'))
})

test('PAP-6.2 a record of DataCite gives its details, and the arXiv id in the DOI', async (t) => {
  const arxivDoi = '10.48550/arxiv.2101.00001'
  const { asking, asked } = await openDesk(t, { '/dois/10.48550%2Farxiv.2101.00001': { body: dataciteRecord } })

  const answer = await datacite.lookUp(subject({ doi: arxivDoi }), asking)

  assert.ok(answer.kind === 'ok')
  const { details, identifiers, isOpen } = answer.value
  assert.deepEqual(
    [details.title, details.publisher, details.published_on, details.published_year, details.type],
    ['A recorded preprint', 'arXiv', '2021-01', 2021, 'posted-content'],
  )
  assert.deepEqual(
    [details.abstract, details.license, details.registration_agency],
    ['Abstract of the preprint.', 'cc-by-4.0', 'DataCite'],
  )
  assert.deepEqual(JSON.parse(details.authors_json ?? '[]'), [
    { family: 'Carberry', given: 'Josiah' },
    { literal: 'The Recorded Collaboration' },
  ])
  assert.deepEqual([identifiers, isOpen], [[['arxiv', '2101.00001']], true])
  assert.equal(asked[0]?.query.get('mailto'), 'library@lyceum-tests.org')
})

test('PAP-6.2 doi.org answers for every agency, in the words of citation programs', async (t) => {
  const { asking, asked } = await openDesk(t, { '/10.1430/recorded': { body: cslItem } })

  const answer = await doiOrg.lookUp(subject({ doi: '10.1430/recorded', agency: 'mEDRA' }), asking)

  assert.ok(answer.kind === 'ok')
  const { details } = answer.value
  assert.deepEqual(
    [details.title, details.journal, details.published_on, details.volume, details.language, details.issn],
    ['Come la risoluzione risponde', 'Rivista delle risposte', '2014-03', '12', 'it', '0392-2839'],
  )
  assert.equal(details.type, 'journal-article')
  assert.equal(asked[0]?.headers.accept, 'application/vnd.citationstyles.csl+json')
})

test('PAP-6.2 doi.org says with authority that a DOI does not exist, and 204 or 406 say something else', async (t) => {
  const { asking } = await openDesk(t, {
    '/10.5555/empty': { status: 204, body: '' },
    '/10.5555/formless': { status: 406, body: '' },
  })
  const kindOf = async (of: string) => (await doiOrg.lookUp(subject({ doi: of }), asking)).kind

  assert.deepEqual(await Promise.all(['10.5555/none', '10.5555/empty', '10.5555/formless'].map(kindOf)), [
    'not-found',
    'not-applicable',
    'not-applicable',
  ])
})

test('PAP-6.2 who registers a prefix is asked once in thirty days', async (t) => {
  const { asking, asked, kept } = await openDesk(t, {
    '/doiRA/10.1430': { body: [{ DOI: '10.1430', RA: 'mEDRA' }] },
    '/doiRA/10.9999': { body: [{ DOI: '10.9999', status: 'DOI does not exist' }] },
  })

  const answers = [
    await findAgency('10.1430/a', asking),
    await findAgency('10.1430/b', asking),
    await findAgency('10.9999/a', asking),
  ]

  assert.deepEqual(answers, [
    { kind: 'ok', value: 'mEDRA' },
    { kind: 'ok', value: 'mEDRA' },
    { kind: 'ok', value: null },
  ])
  assert.equal(asked.length, 2)
  assert.equal(kept.get('agency 10.1430')?.forMs, 30 * 24 * 60 * 60_000)
})

test('PAP-5.6 in an address a DOI keeps its slashes, and loses nothing that would end or change the path', () => {
  assert.equal(
    pathOf('10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2'),
    '10.1002/(sici)1097-0258(19980815)17%3A15%3C1661%3A%3Aaid-sim968%3E3.0.co%3B2-2',
  )
  assert.equal(pathOf('10.5555/a#b?c%d&e f'), '10.5555/a%23b%3Fc%25d%26e%20f')
})
