import assert from 'node:assert/strict'
import { findCollector } from '../../queries/collector.ts'
import { filesOf } from '../../queries/files.ts'
import { identifiersOf, type StoredPaper } from '../../queries/papers.ts'
import { sourceDays } from '../../queries/sources.ts'
import { bronzeSetting } from '../../settings.ts'
import { processNow } from '../../single-papers.ts'
import { sources } from '../../sources/list.ts'
import { fieldOrderSetting, skipRetractedSetting, sourceDaySetting, sourcesSetting } from '../../sources/settings.ts'
import { arxivFeed, cslItem, dataciteRecord, europePmcAnswer, openAlexWork } from '../../sources/test/recorded.ts'
import { addPapers, testCollecting } from '../../test/support.ts'
import { askingOf } from '../asking.ts'
import { hasRefusedUs } from '../source-trouble.ts'

import { collect, fileAt, pdf, set, settled, stepsOf } from './support.ts'

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
    const asking = await askingOf({ platform, contact, job, isByHand: false }, openalex)
    assert.equal(await hasRefusedUs(asking), true)
  },
)
