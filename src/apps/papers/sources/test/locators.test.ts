import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arxiv, arxivOfDoi } from '../arxiv.ts'
import { europePmc } from '../europe-pmc.ts'
import { abstractOf, openalex } from '../openalex.ts'
import { pmc } from '../pmc.ts'
import { pmcIds } from '../pmc-ids.ts'
import { semanticScholar } from '../semantic-scholar.ts'
import type { Findings, SourceAnswer } from '../source.ts'
import { unpaywall } from '../unpaywall.ts'
import { openDesk, subject } from './asking.ts'
import {
  arxivFeed,
  arxivMistake,
  doi,
  europePmcAnswer,
  openAlexWork,
  pmcArticle,
  pmcIdTable,
  pmcListing,
  semanticScholarPaper,
  unpaywallRecord,
} from './recorded.ts'

const known = subject({ doi })

function found(answer: SourceAnswer<Findings>): Findings {
  assert.ok(answer.kind === 'ok', JSON.stringify(answer))
  return answer.value
}

const filesOf = ({ candidates }: Findings) =>
  candidates
    .filter(({ format }) => format !== 'jats')
    .map(({ url, version, license, host }) => [url, version, license, host])

const markupIn = ({ candidates }: Findings) =>
  candidates.filter(({ format }) => format === 'jats').map(({ url }) => url)

test('PAP-6.3 Unpaywall names its files, the best one first, and is believed longer where a paper is open', async (t) => {
  const { asking, asked, kept } = await openDesk(t, {
    '/10.5555%2Frecorded.4375': { body: unpaywallRecord },
    '/10.5555%2Fclosed': { body: { doi: '10.5555/closed', is_oa: false, oa_status: 'closed', best_oa_location: null } },
    '/10.5555%2Fbronze': {
      body: {
        ...unpaywallRecord,
        oa_status: 'bronze',
        best_oa_location: { url_for_pdf: 'https://a.org/1.pdf', host_type: 'publisher' },
      },
    },
  })

  const findings = found(await unpaywall.lookUp(known, asking))
  const closed = found(await unpaywall.lookUp(subject({ doi: '10.5555/closed' }), asking))
  const bronze = found(await unpaywall.lookUp(subject({ doi: '10.5555/bronze' }), asking))

  assert.deepEqual(filesOf(findings), [
    ['https://repository.lyceum-tests.org/1.pdf', 'accepted', null, 'repository'],
    ['https://preprints.lyceum-tests.org/7.pdf', 'submitted', 'cc-by-nc', 'repository'],
  ])
  assert.deepEqual([findings.candidates[0]?.isBest, findings.isOpen, findings.details.oa_status], [true, true, 'green'])
  assert.deepEqual([findings.details.published_on, findings.details.issn], ['2018-02-13', '2167-8359'])
  assert.deepEqual([closed.isOpen, closed.candidates, closed.details.oa_status], [false, [], 'closed'])
  assert.equal(bronze.candidates[0]?.isBronze, true)
  assert.equal(asked[0]?.query.get('email'), 'library@lyceum-tests.org')
  const days = (of: string) => (kept.get(of)?.forMs ?? 0) / 86_400_000
  assert.deepEqual([days(doi), days('10.5555/closed')], [30, 7])
})

test('PAP-6.2 OpenAlex fills gaps, knows other numbers, and names what is open alone', async (t) => {
  const { asking, asked } = await openDesk(t, { '/works/doi:10.5555/recorded.4375': { body: openAlexWork } })

  const findings = found(await openalex.lookUp(known, asking))

  const { details } = findings
  assert.deepEqual(
    [details.title, details.journal, details.language, details.abstract, details.oa_status, details.pages],
    [
      'The state of open records & copies',
      'Journal of Recorded Answers',
      'en',
      'Despite growing interest in interest',
      'gold',
      'e4375',
    ],
  )
  assert.deepEqual(JSON.parse(details.authors_json ?? '[]'), [
    { literal: 'Josiah Carberry', orcid: '0000-0002-1825-0097' },
  ])
  assert.deepEqual(findings.identifiers, [
    ['openalex', 'W2741809807'],
    ['pmid', '29456894'],
    ['pmcid', 'PMC5815332'],
  ])
  assert.deepEqual(filesOf(findings), [
    ['https://files.lyceum-tests.org/4375.pdf', 'published', 'cc-by', 'publisher'],
    ['https://repository.lyceum-tests.org/1.pdf', 'accepted', null, 'repository'],
  ])
  assert.ok(asked[0]?.query.get('select')?.split(',').includes('abstract_inverted_index'))
  assert.equal(asked[0]?.query.get('api_key'), null)
})

test('PAP-6.2 a title is searched for at OpenAlex with a key alone, and the price is counted', async (t) => {
  const paper = { title: 'The state of open records: copies, or not' } as Parameters<
    NonNullable<typeof openalex.match>
  >[0]
  const { asking, asked, costs } = await openDesk(t, { '/works': { body: { results: [openAlexWork], meta: {} } } })

  const withoutKey = await openalex.match?.(paper, asking)
  const withKey = await openalex.match?.(paper, { ...asking, key: 'open-sesame' })

  assert.equal(withoutKey?.kind, 'not-applicable')
  assert.deepEqual(withKey?.kind === 'ok' && withKey.value, [
    { doi, title: 'The state of open records & copies', year: 2018, issns: ['2167-8359'], firstFamily: 'Carberry' },
  ])
  assert.equal(asked[0]?.query.get('filter'), 'title.search:The state of open records  copies  or not')
  assert.equal(asked[0]?.query.get('api_key'), 'open-sesame')
  assert.deepEqual(costs, [1_000])
})

test('PAP-6.2 an abstract of OpenAlex that is no abstract takes neither time nor room', () => {
  assert.equal(abstractOf({ a: [1_000_000_000, -1, 0.5], b: [0] }), 'b')
  assert.equal(abstractOf(null), null)
  assert.equal(
    abstractOf(Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`word-${n}`, [n]])))?.length,
    50_000,
  )
})

test('PAP-6.2 Europe PMC is believed only where the record bears the very DOI, and takes what is open, not what is free', async (t) => {
  const { asking, asked } = await openDesk(t, { '/search': { body: europePmcAnswer } })

  const findings = found(await europePmc.lookUp(known, asking))
  const other = await europePmc.lookUp(subject({ doi: '10.5555/nobody' }), asking)

  assert.deepEqual(
    [findings.details.title, findings.details.language, findings.details.abstract, findings.details.type],
    ['The state of open records & copies', 'en', 'Background\nDespite growing interest.', 'journal-article'],
  )
  assert.deepEqual(JSON.parse(findings.details.authors_json ?? '[]'), [
    { family: 'Carberry', given: 'Josiah' },
    { literal: 'Recorded Collaboration' },
  ])
  assert.deepEqual(filesOf(findings), [
    ['https://europepmc.org/articles/PMC5815332?pdf=render', 'published', 'cc-by', 'repository'],
  ])
  assert.deepEqual(findings.identifiers, [
    ['pmid', '29456894'],
    ['pmcid', 'PMC5815332'],
  ])
  assert.deepEqual(markupIn(findings), [`${asking.baseUrl}/PMC5815332/fullTextXML`])
  assert.equal(other.kind, 'not-found')
  assert.deepEqual(
    [asked[0]?.query.get('query'), asked[0]?.query.get('resultType'), asked[0]?.query.get('email')],
    [`DOI:"${doi}"`, 'core', 'library@lyceum-tests.org'],
  )
})

test('PAP-6.1 a PubMed number leads to its DOI by Europe PMC, or by the table of PubMed Central', async (t) => {
  const { asking, asked } = await openDesk(t, { '/search': { body: europePmcAnswer }, '/': { body: pmcIdTable } })
  const numbered = subject({ pmid: '29456894' })

  assert.deepEqual(await europePmc.resolve?.(numbered, asking), { kind: 'ok', value: doi })
  assert.deepEqual(await europePmc.resolve?.(subject({ pmid: '7' }), asking), { kind: 'ok', value: null })
  assert.deepEqual(await pmcIds.resolve?.(subject({ pmcid: 'PMC5815332' }), asking), { kind: 'ok', value: doi })
  assert.equal((await pmcIds.resolve?.(subject({}), asking))?.kind, 'not-applicable')
  assert.equal(asked[0]?.query.get('query'), 'EXT_ID:29456894 AND SRC:MED')
  assert.deepEqual([asked.at(-1)?.query.get('tool'), asked.at(-1)?.query.get('ids')], ['lyceum', 'PMC5815332'])
})

test('PAP-6.2 the store of PubMed Central gives the newest open version with its checksum', async (t) => {
  const { asking, asked } = await openDesk(t, {
    '/': { body: pmcListing },
    '/metadata/PMC5815332.2.json': { body: { ...pmcArticle, version: 2, is_pmc_openaccess: false } },
    '/metadata/PMC5815332.1.json': { body: pmcArticle },
  })

  const findings = found(await pmc.lookUp(subject({ doi, pmcid: 'PMC5815332' }), asking))

  assert.deepEqual(filesOf(findings), [
    [`${asking.baseUrl}/PMC5815332.1/PMC5815332.1.pdf`, 'published', 'cc-by', 'repository'],
  ])
  assert.equal(findings.candidates[0]?.md5, '4a8a08f09d37b73795649038408b5f33')
  assert.deepEqual(markupIn(findings), [`${asking.baseUrl}/PMC5815332.1/PMC5815332.1.xml`])
  assert.equal(asked[0]?.query.get('prefix'), 'PMC5815332.')
  assert.equal((await pmc.lookUp(subject({ doi: '10.5555/other', pmcid: 'PMC5815332' }), asking)).kind, 'not-found')
  assert.equal((await pmc.lookUp(known, asking)).kind, 'not-applicable')
})

test('PAP-6.2 arXiv gives the file of the newest version at its host for programs, to be read and not passed on', async (t) => {
  const { asking, asked } = await openDesk(t, { '/api/query': { body: arxivFeed } })

  const findings = found(await arxiv.lookUp(subject({ doi: '10.48550/arxiv.2101.00001' }), asking))
  const published = found(await arxiv.lookUp(subject({ doi, arxiv: '2101.00001' }), asking))

  assert.deepEqual(filesOf(findings), [[`${asking.baseUrl}/pdf/2101.00001v3`, 'submitted', 'arxiv', 'repository']])
  const { details } = findings
  assert.deepEqual(
    [details.title, details.abstract, details.published_on, details.type, details.oa_status],
    ['A recorded preprint & its title', 'Abstract of the preprint.', '2021-01-01', 'posted-content', 'green'],
  )
  assert.deepEqual(JSON.parse(details.authors_json ?? '[]'), [
    { family: 'Carberry', given: 'Josiah' },
    { literal: 'The Recorded Collaboration' },
  ])
  assert.deepEqual(
    [published.details.published_on, published.details.journal, published.details.oa_status],
    [undefined, undefined, undefined],
    'a preprint says nothing of when and where its paper appeared',
  )
  assert.equal(asked.length, 1, 'within a day nothing changes at arXiv')
  assert.equal(asked[0]?.query.get('id_list'), '2101.00001')
  assert.equal(arxivOfDoi('10.48550/arxiv.hep-th/9901001'), 'hep-th/9901001')
})

test('PAP-6.2 a mistake that arXiv reports, an unknown id and a page that is no feed are told apart', async (t) => {
  const empty = '<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>'
  const kindOf = async (body: string) => {
    const { asking } = await openDesk(t, { '/api/query': { body } })
    return (await arxiv.lookUp(subject({ arxiv: '2101.00001' }), asking)).kind
  }

  assert.deepEqual(
    [await kindOf(arxivMistake), await kindOf(empty), await kindOf('<html>Rate exceeded.</html>')],
    ['not-found', 'not-found', 'contract-error'],
  )
})

test('PAP-6.2 Semantic Scholar is asked with a key alone, and an empty address is none', async (t) => {
  const full = {
    ...semanticScholarPaper,
    openAccessPdf: { url: 'https://a.org/1.pdf', status: 'GREEN', license: null },
  }
  const { asking, asked } = await openDesk(t, {
    '/paper/DOI:10.5555/recorded.4375': { body: semanticScholarPaper },
    '/paper/PMID:29456894': { body: full },
  })
  const withKey = { ...asking, key: 'open-sesame' }

  const findings = found(await semanticScholar.lookUp(known, withKey))
  const other = found(await semanticScholar.lookUp(subject({ pmid: '29456894' }), withKey))

  assert.equal((await semanticScholar.lookUp(known, asking)).kind, 'not-applicable')
  assert.deepEqual([findings.candidates, findings.isOpen, findings.details.oa_status], [[], true, 'gold'])
  assert.deepEqual([findings.details.volume, findings.details.type], ['6', 'journal-article'])
  assert.deepEqual(filesOf(other), [['https://a.org/1.pdf', 'unknown', null, 'repository']])
  assert.deepEqual(findings.identifiers.slice(0, 3), [
    ['s2', '204e3073870fae3d05bcbc2f6a8e263d9b72e776'],
    ['pmid', '29456894'],
    ['pmcid', 'PMC5815332'],
  ])
  assert.equal(asked[0]?.headers['x-api-key'], 'open-sesame')
})

test('PAP-6.2 a work of OpenAlex that went into another one is followed there', async (t) => {
  const { asking, asked } = await openDesk(t, {
    '/works/doi:10.5555/recorded.4375': { status: 301, headers: { location: '/works/W2741809807' }, body: '' },
    '/works/W2741809807': { body: openAlexWork },
  })

  const { identifiers } = found(await openalex.lookUp(known, asking))

  assert.ok(identifiers.some(([scheme]) => scheme === 'openalex'))
  assert.equal(asked.length, 2)
})
