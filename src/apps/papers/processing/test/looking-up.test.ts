import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Publishers } from '../../../../../test/support/publishers.ts'
import type { Platform } from '../../../../platform/platform.ts'
import type { Setting } from '../../../../platform/settings/settings.ts'
import { attemptsOf } from '../../queries/attempts.ts'
import { findCollector } from '../../queries/collector.ts'
import { filesOf } from '../../queries/files.ts'
import { findPaper, identifiersOf, insertIdentifiers, type StoredPaper } from '../../queries/papers.ts'
import { sourceDays } from '../../queries/sources.ts'
import { bronzeSetting } from '../../settings.ts'
import { processNow } from '../../single-papers.ts'
import { sources } from '../../sources/list.ts'
import {
  fieldOrderSetting,
  markupSetting,
  skipRetractedSetting,
  sourceDaySetting,
  sourcesSetting,
} from '../../sources/settings.ts'
import {
  arxivFeed,
  cslItem,
  dataciteRecord,
  europePmcAnswer,
  openAlexWork,
  pmcArticle,
  pmcListing,
} from '../../sources/test/recorded.ts'
import { addPapers, type PaperFields, testCollecting, until } from '../../test/support.ts'
import { askingOf } from '../asking.ts'
import { hasRefusedUs } from '../source-trouble.ts'
import type { Step } from '../steps.ts'
import type { Work } from '../work.ts'

const pdf = { type: 'application/pdf' } as const

/** Adds the paper, processes it, and gives back what became of it. */
async function collect(
  platform: Platform,
  fields: PaperFields,
  identifiers: readonly (readonly [string, string])[] = [],
): Promise<StoredPaper> {
  const [id = ''] = await addPapers(platform, [fields])
  const rows = identifiers.map(([scheme, value]) => ({ paper_id: id, scheme, value }))
  await insertIdentifiers(platform.db, rows)
  await processNow(platform, 'ada', id)
  return settled(platform, id)
}

async function settled(platform: Platform, id: string): Promise<StoredPaper> {
  await until(`paper ${id} is settled`, async () => {
    const { status } = (await findPaper(platform.db, id)) ?? {}
    return status !== 'pending' && status !== 'running'
  })
  const paper = await findPaper(platform.db, id)
  assert.ok(paper)
  return paper
}

const set = <Value>(platform: Platform, setting: Setting<Value>, value: Value): Promise<void> =>
  platform.db.transaction().execute((tx) => platform.settings.set(tx, setting, value, 'ada'))

async function stepsOf(platform: Platform, { id }: StoredPaper): Promise<Step[]> {
  const [attempt] = await attemptsOf(platform.db, id)
  return JSON.parse(attempt?.steps_json ?? '[]')
}

const fileAt = (publishers: Publishers, path: string): string => publishers.bodyOf(path).toString('latin1')

testCollecting(
  'PAP-6.1 a DOI is looked up with the agency that registered it, and arXiv gives its own files',
  async (_t, { platform, publishers }) => {
    publishers.answer('/doi/doiRA/10.48550', [{ DOI: '10.48550', RA: 'DataCite' }])
    publishers.answer('/datacite/dois/10.48550/arxiv.2101.00001', dataciteRecord)
    publishers.answer('/arxiv/api/query', arxivFeed)
    publishers.answer('/arxiv/pdf/2101.00001v3', fileAt(publishers, '/preprint'), pdf)

    const paper = await collect(platform, { doi: '10.48550/arxiv.2101.00001' })

    assert.deepEqual([paper.status, paper.failure_code], ['done', null])
    assert.deepEqual(
      [paper.registration_agency, paper.doi_state, paper.metadata_state, paper.title],
      ['DataCite', 'registered', 'complete', 'A recorded preprint'],
    )
    assert.equal(publishers.count('/crossref'), 0)
    const [file] = await filesOf(platform.db, paper.id)
    assert.deepEqual([file?.source, file?.license, file?.use_note], ['arxiv', 'arxiv', 'internal use'])
    const origins = JSON.parse(paper.sources_json ?? '{}')
    assert.deepEqual([origins.title, origins.journal], ['datacite', 'arxiv'])
    assert.deepEqual(
      (await identifiersOf(platform.db, paper.id)).map(({ scheme, value }) => [scheme, value]),
      [['arxiv', '2101.00001']],
    )
  },
)

testCollecting(
  'PAP-6.1 doi.org answers for all other agencies, and where it knows no such DOI nobody else is asked',
  async (_t, { platform, publishers }) => {
    publishers.answer('/doi/doiRA/10.1430', [{ DOI: '10.1430', RA: 'mEDRA' }])
    publishers.answer('/doi/10.1430/recorded', cslItem)

    const paper = await collect(platform, { doi: '10.1430/recorded' })
    const before = publishers.count('/unpaywall')
    const nothing = await collect(platform, { doi: '10.1430/nothing' })

    assert.deepEqual([paper.journal, paper.registration_agency], ['Rivista delle risposte', 'mEDRA'])
    assert.deepEqual([paper.metadata_state, paper.failure_code], ['complete', 'no_open_copy'])
    assert.deepEqual([nothing.failure_code, nothing.doi_state], ['doi_not_found', 'not_found'])
    assert.equal(publishers.count('/unpaywall'), before)
    assert.equal(publishers.count('/crossref'), 0)
    assert.equal(publishers.count('/doi/doiRA'), 1, 'the agency of a prefix is remembered, for people too')
  },
)

testCollecting(
  'PAP-6.1 others fill the gaps that the registry leaves, in the order of the settings, and what is complete is asked of nobody',
  async (_t, { platform, publishers }) => {
    await set(platform, fieldOrderSetting, 'abstract europe-pmc')
    const doi = '10.5555/recorded.4375'
    publishers.know(
      { doi, manner: 'pdf', record: { language: null, abstract: null } },
      { doi: '10.5555/full', manner: 'pdf' },
    )
    publishers.answer('/openalex/works/doi:10.5555/recorded.4375', openAlexWork)
    publishers.answer('/europe-pmc/search', europePmcAnswer)

    const paper = await collect(platform, { doi })
    const asked = publishers.count('/openalex') + publishers.count('/europe-pmc')
    await set(platform, fieldOrderSetting, '')
    await collect(platform, { doi: '10.5555/full' })

    const origins = JSON.parse(paper.sources_json ?? '{}')
    assert.deepEqual(
      [paper.language, origins.language, origins.journal, origins.abstract],
      ['en', 'openalex', 'crossref', 'europe-pmc'],
    )
    assert.match(paper.abstract ?? '', /^Background/)
    assert.equal(publishers.count('/openalex') + publishers.count('/europe-pmc'), asked)
  },
)

testCollecting(
  'PAP-6.2 the store of PubMed Central is asked in place of its website, and a file with the wrong checksum is not kept',
  async (_t, { platform, publishers }) => {
    const doi = '10.5555/recorded.4375'
    const body = fileAt(publishers, '/article')
    const md5 = createHash('md5').update(body, 'latin1').digest('hex')
    const pdf_url = (sum: string) => `s3://pmc-oa-opendata/PMC5815332.2/PMC5815332.2.pdf?md5=${sum}`
    publishers.know({ doi })
    publishers.answer(`/unpaywall/${doi}`, {
      is_oa: true,
      oa_status: 'green',
      oa_locations: [
        { url_for_pdf: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC5815332/pdf/main.pdf', host_type: 'repository' },
      ],
    })
    publishers.answer('/pmc/', pmcListing)
    publishers.answer('/pmc/PMC5815332.2/PMC5815332.2.pdf', body, pdf)
    const article = { ...pmcArticle, version: 2 }
    publishers.answer('/pmc/metadata/PMC5815332.2.json', { ...article, pdf_url: pdf_url('0'.repeat(32)) })
    const wrong = await collect(platform, { doi })
    publishers.answer('/pmc/metadata/PMC5815332.2.json', { ...article, pdf_url: pdf_url(md5) })

    await processNow(platform, 'ada', wrong.id)
    const right = await settled(platform, wrong.id)

    assert.deepEqual([wrong.status, wrong.failure_code], ['deferred', 'truncated'])
    assert.deepEqual([right.status, (await filesOf(platform.db, right.id))[0]?.source], ['done', 'pmc'])
  },
)

testCollecting(
  'PAP-6.1 a paper with a PubMed number alone gets its DOI by it, and one with an arXiv number the DOI of arXiv',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/recorded.4375', manner: 'pdf' })
    publishers.answer('/europe-pmc/search', europePmcAnswer)
    publishers.answer('/doi/doiRA/10.48550', [{ DOI: '10.48550', RA: 'DataCite' }])

    const numbered = await collect(platform, { title: 'Who knows' }, [['pmid', '29456894']])
    const preprint = await collect(platform, { title: 'Who knows' }, [['arxiv', '2101.00001']])
    const unknown = await collect(platform, { title: 'Nothing of the kind' }, [['pmid', '4']])

    assert.deepEqual([numbered.doi, numbered.status], ['10.5555/recorded.4375', 'done'])
    assert.equal(preprint.doi, '10.48550/arxiv.2101.00001')
    assert.deepEqual([unknown.doi, unknown.failure_code], [null, 'no_identifier'])
  },
)

testCollecting(
  'PAP-6.4 the landing page is asked last, where a source says that the paper is open, and never where it is closed',
  async (_t, { platform, publishers }) => {
    const page = (
      doi: string,
    ) => `<head><meta name="citation_doi" content="${doi}"><meta name="citation_title" content="T">
      <meta name="citation_pdf_url" content="/pdf/landed/${doi}.pdf"></head>`
    const [open, closed, silent] = ['10.5555/open', '10.5555/shut', '10.5555/silent']
    publishers.know({ doi: open }, { doi: closed, unpaywall: 'closed' }, { doi: silent, unpaywall: 'missing' })
    publishers.answer(`/unpaywall/${open}`, { is_oa: true, oa_status: 'hybrid', oa_locations: [] })
    for (const doi of [open, closed, silent]) publishers.answer(`/doi/${doi}`, page(doi), { type: 'text/html' })

    const papers = [
      await collect(platform, { doi: open }),
      await collect(platform, { doi: closed }),
      await collect(platform, { doi: silent }),
    ]

    assert.deepEqual(
      papers.map(({ status, failure_code }) => [status, failure_code]),
      [
        ['done', null],
        ['failed', 'no_open_copy'],
        ['failed', 'no_open_copy'],
      ],
    )
    const [file] = await filesOf(platform.db, papers[0]?.id ?? '')
    assert.deepEqual(
      [file?.source, file?.source_url],
      ['landing-page', `http://${publishers.host}/pdf/landed/${open}.pdf`],
    )
    assert.deepEqual(
      [open, closed, silent].map((doi) => publishers.count(`/doi/${doi}`)),
      [1, 0, 1],
      'a page that says nothing of a licence opens nothing',
    )
  },
)

testCollecting(
  'PAP-6.3 of a copy whose file nobody names the page is looked at, and what is known of the copy holds for its file',
  async (_t, { platform, publishers }) => {
    const doi = '10.5555/copied'
    const copy = `http://${publishers.host}/repository/7`
    publishers.know({ doi })
    publishers.answer(`/unpaywall/${doi}`, {
      is_oa: true,
      oa_status: 'green',
      oa_locations: [
        { url_for_landing_page: 'https://doi.org/10.5555/copied', host_type: 'publisher' },
        { url_for_landing_page: copy, host_type: 'repository', version: 'acceptedVersion', license: 'cc-by-nc' },
      ],
    })
    publishers.answer('/repository/7', '<head><meta name="eprints.document_url" content="/pdf/7/copied.pdf"></head>', {
      type: 'text/html',
    })

    const paper = await collect(platform, { doi })

    const [file] = await filesOf(platform.db, paper.id)
    assert.deepEqual(
      [paper.status, file?.source, file?.version, file?.license],
      ['done', 'landing-page', 'accepted', 'cc-by-nc'],
    )
    assert.equal(publishers.count(`/doi/${doi}`), 0, 'the page of the publisher was not needed')
  },
)

testCollecting(
  'PAP-6.7 a file that is stored is asked for under the condition that it changed',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/same', manner: 'pdf' })
    const paper = await collect(platform, { doi: '10.5555/same' })
    const path = '/pdf/0/10.5555/same.pdf'
    const sent = publishers.bytes.get(path)

    await processNow(platform, 'ada', paper.id)
    const again = await settled(platform, paper.id)

    assert.deepEqual([again.status, again.fulltext_state, again.attempt_count], ['done', 'stored', 2])
    assert.equal(publishers.count(path), 2)
    assert.equal(publishers.bytes.get(path), sent, 'no byte was sent again')
    assert.equal((await filesOf(platform.db, paper.id)).length, 1)
    assert.deepEqual(
      (await attemptsOf(platform.db, paper.id)).map(({ outcome }) => outcome),
      ['done', 'done'],
    )
  },
)

testCollecting(
  'PAP-5.6 a short DOI is resolved, and one that stands for nothing is looked for by its title',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/long', manner: 'pdf' })
    const handle = {
      responseCode: 1,
      handle: '10/abcde',
      values: [{ index: 1, type: 'HS_ALIAS', data: { format: 'string', value: '10.5555/LONG' } }],
    }
    publishers.answer('/doi/api/handles/10/abcde', handle)
    publishers.answer('/doi/api/handles/10/zzzzz', { responseCode: 100, handle: '10/zzzzz' }, { status: 404 })
    const papers: StoredPaper[] = []
    for (const doi_raw of ['10/ABCDE', '10/zzzzz']) {
      const [id = ''] = await addPapers(platform, [{ title: 'Nothing of the kind' }])
      await platform.db.updateTable('papers').set({ doi_raw }).where('id', '=', id).execute()
      await processNow(platform, 'ada', id)
      papers.push(await settled(platform, id))
    }

    assert.deepEqual(
      papers.map(({ doi, status, failure_code }) => [doi, status, failure_code]),
      [
        ['10.5555/long', 'done', null],
        [null, 'failed', 'no_identifier'],
      ],
    )
  },
)

testCollecting(
  'PAP-6.1 the text is taken as XML too where the settings want it, and is enough where there is no PDF',
  async (_t, { platform, publishers }) => {
    const doi = '10.5555/recorded.4375'
    const article = '<?xml version="1.0"?><article><front/><body><p>Text.</p></body></article>'
    const [xml, front] = ['/europe-pmc/PMC5815332/fullTextXML', '<article><front/></article>']
    publishers.know({ doi })
    publishers.answer('/europe-pmc/search', europePmcOf(`http://${publishers.host}/gone/1.pdf`))
    publishers.answer(xml, article, { type: 'application/xml' })
    const unwanted = await collect(platform, { doi })
    const before = publishers.count(xml)
    await set(platform, markupSetting, true)
    await processNow(platform, 'ada', unwanted.id)
    const wanted = await settled(platform, unwanted.id)
    publishers.answer(xml, front, { type: 'application/xml' })
    await platform.db.updateTable('papers').set({ doi: null }).where('id', '=', unwanted.id).execute()
    const empty = await collect(platform, { doi })

    assert.deepEqual([unwanted.status, before], ['failed', 0])
    const [file] = await filesOf(platform.db, wanted.id)
    assert.deepEqual([wanted.status, file?.kind, file?.media_type], ['done', 'jats_xml', 'application/xml'])
    assert.deepEqual([empty.status, empty.failure_code], ['failed', 'http_4xx'], 'front matter is no text')
  },
)

/** The record of Europe PMC, with its file elsewhere. */
const europePmcOf = (url: string) => ({
  ...europePmcAnswer,
  resultList: {
    result: europePmcAnswer.resultList.result.map((one) => ({
      ...one,
      fullTextUrlList: { fullTextUrl: [{ availabilityCode: 'OA', documentStyle: 'pdf', site: 'Europe_PMC', url }] },
    })),
  },
})

testCollecting(
  'PAP-6.9 settings and silent sources have reasons of their own',
  async (_t, { platform, publishers }) => {
    publishers.know(
      { doi: '10.5555/bronze', manner: 'pdf', unpaywall: 'bronze' },
      { doi: '10.5555/withdrawn', manner: 'pdf', record: { title: ['RETRACTED: On nothing'] } },
      { doi: '10.5555/strange' },
      { doi: '10.5555/nameless' },
    )
    await set(platform, bronzeSetting, false)
    await set(platform, skipRetractedSetting, true)
    publishers.answer('/unpaywall/10.5555/strange', { is_oa: 'perhaps' })
    publishers.answer('/unpaywall/10.5555/nameless', { error: true, message: 'e-mail' }, { status: 422 })

    const papers = []
    for (const doi of ['bronze', 'withdrawn', 'strange', 'nameless'])
      papers.push(await collect(platform, { doi: `10.5555/${doi}` }))

    assert.deepEqual(
      papers.map(({ status, failure_code }) => [status, failure_code]),
      [
        ['manual', 'licence_unclear'],
        ['failed', 'retracted_skip'],
        ['failed', 'adapter_contract'],
        ['failed', 'config_missing'],
      ],
    )
    const day = await sourceDays(platform.db, platform.now().slice(0, 10))
    assert.match(day.find(({ source }) => source === 'unpaywall')?.contract_detail ?? '', /is_oa/)
  },
)

testCollecting(
  'PAP-6.1 a source that the settings leave out is not asked, and one that was asked enough waits for the next day',
  async (_t, { platform, publishers }) => {
    await set(platform, sourcesSetting, 'crossref, unpaywall')
    await set(platform, sourceDaySetting, 'unpaywall 1')
    publishers.know({ doi: '10.5555/first', manner: 'pdf' }, { doi: '10.5555/second', manner: 'pdf' })

    const first = await collect(platform, { doi: '10.5555/first' })
    const second = await collect(platform, { doi: '10.5555/second' })

    assert.equal(first.status, 'done')
    assert.deepEqual([second.status, second.failure_code], ['deferred', 'rate_limited'])
    assert.ok((second.next_attempt_at ?? '') > `${new Date().toISOString().slice(0, 10)}T23:59:59`)
    assert.equal(publishers.count('/doi'), 0)
    assert.ok(
      (await stepsOf(platform, second)).some(({ sentence }) => sentence.includes('Unpaywall was asked 1 times today')),
    )
  },
)

testCollecting(
  'PAP-6.2 a catalogue that refuses us is left out for a day, and the collector goes on',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/refused', unpaywall: 'missing' })
    publishers.answer('/openalex/works/doi:10.5555/refused', 'no', { status: 403, type: 'text/plain' })

    const paper = await collect(platform, { doi: '10.5555/refused' })

    assert.deepEqual([paper.status, paper.failure_code], ['failed', 'no_open_copy'])
    const steps = await stepsOf(platform, paper)
    assert.ok(steps.some(({ source, result }) => source === 'openalex' && result === 'forbidden'))
    assert.equal((await findCollector(platform.db)).reason, null)
    const contact = { mail: 'library@lyceum-tests.org', project: null }
    const job = { signal: new AbortController().signal }
    const openalex = sources.find(({ name }) => name === 'openalex')
    assert.ok(openalex)
    const asking = await askingOf({ platform, contact, job, isByHand: false } as Work, openalex)
    assert.equal(await hasRefusedUs(asking), true)
  },
)

testCollecting(
  'PAP-10.1 where the best address gives nothing those are asked too that were spared, and their copy is taken',
  async (_t, { platform, publishers }) => {
    const doi = '10.5555/recorded.4375'
    publishers.know({ doi, manner: 'challenge' }, { doi: '10.5555/fine', manner: 'pdf' })
    publishers.answer(`/openalex/works/doi:${doi}`, {
      ...openAlexWork,
      best_oa_location: null,
      locations: [{ is_oa: true, pdf_url: `http://${publishers.host}/pdf/elsewhere.pdf`, version: 'acceptedVersion' }],
    })

    const fine = await collect(platform, { doi: '10.5555/fine' })
    const spared = publishers.count('/openalex')
    const paper = await collect(platform, { doi })

    assert.deepEqual([fine.status, spared], ['done', 0])
    const [file] = await filesOf(platform.db, paper.id)
    assert.deepEqual([paper.status, file?.source, file?.version], ['done', 'openalex', 'accepted'])
  },
)
