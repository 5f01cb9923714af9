import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { listHosts } from '../../../../platform/http/listing-hosts.ts'
import { attemptsOf } from '../../queries/attempts.ts'
import { filesOf } from '../../queries/files.ts'
import { processNow } from '../../single-papers.ts'
import { filesADaySetting, markupSetting, readThrottleGroups, throttleGroupsSetting } from '../../sources/settings.ts'
import { europePmcAnswer, openAlexWork, pmcArticle, pmcListing } from '../../sources/test/recorded.ts'
import { testCollecting } from '../../test/support.ts'

import { collect, fileAt, pdf, set, settled, stepsOf } from './support.ts'

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

testCollecting(
  'PAP-6.4 PAP-6.7 markup that an open page names is taken, unless page, file or site reserve text mining',
  async (_t, { platform, publishers }) => {
    await set(platform, markupSetting, true)
    const article = '<?xml version="1.0"?><article><front/><body><p>Text.</p></body></article>'
    const license = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    const pages = { open: '', reserving: '<meta name="tdm-reservation" content="1">', late: '', ruled: '' }
    publishers.answer('/.well-known/tdmrep.json', [
      { location: '/markup/*', 'tdm-reservation': 0 },
      { location: '/markup/ruled*', 'tdm-reservation': 1 },
    ])
    for (const [name, mark] of Object.entries(pages)) {
      publishers.know({ doi: `10.5555/${name}`, unpaywall: 'missing' })
      const file = `<meta name="citation_xml_url" content="http://${publishers.host}/markup/${name}.xml">`
      const html = `<html><head><meta name="citation_title" content="On a page">${mark}${license}${file}</head></html>`
      publishers.answer(`/doi/10.5555/${name}`, html, { type: 'text/html' })
      const headers = { 'tdm-reservation': name === 'late' ? '1' : '0' }
      publishers.answer(`/markup/${name}.xml`, article, { type: 'application/xml', headers })
    }

    const open = await collect(platform, { doi: '10.5555/open' })
    const reserving = await collect(platform, { doi: '10.5555/reserving' })
    const late = await collect(platform, { doi: '10.5555/late' })
    const ruled = await collect(platform, { doi: '10.5555/ruled' })

    const [file] = await filesOf(platform.db, open.id)
    assert.deepEqual(
      [open.status, file?.kind, file?.license, file?.source],
      ['done', 'jats_xml', 'cc-by-4.0', 'landing-page'],
    )
    assert.deepEqual([reserving.status, reserving.failure_code], ['failed', 'no_open_copy'])
    assert.deepEqual([ruled.status, publishers.count('/markup/ruled.xml')], ['failed', 0])
    assert.deepEqual([late.status, (await filesOf(platform.db, late.id)).length], ['failed', 0])
    assert.ok((await stepsOf(platform, late)).some(({ sentence }) => sentence === 'The site reserves text mining.'))
    assert.deepEqual([publishers.count('/markup/open.xml'), publishers.count('/markup/reserving.xml')], [1, 0])
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

testCollecting(
  'PAP-12.2 papers of one publisher share a pace where the settings name its prefixes, those in repositories excepted',
  async (_t, { platform, publishers }) => {
    await set(platform, throttleGroupsSetting, 'local 10.5555 10.5556')
    publishers.know(
      { doi: '10.5556/repository', manner: 'pdf' },
      { doi: '10.5557/other', manner: 'pdf', unpaywall: 'bronze' },
      { doi: '10.5555/publisher', manner: 'pdf', unpaywall: 'bronze' },
    )
    const groups = async () =>
      (await listHosts(platform.db, platform.now())).map(({ host }) => host).filter((host) => host.startsWith('group'))

    await collect(platform, { doi: '10.5556/repository' })
    await collect(platform, { doi: '10.5557/other' })
    const before = await groups()
    const paper = await collect(platform, { doi: '10.5555/publisher' })

    assert.deepEqual([paper.status, before, await groups()], ['done', [], ['group local']])
  },
)

test('PAP-12.2 groups of prefixes are read as they are written, and nothing else is one', () => {
  assert.deepEqual(
    [...(readThrottleGroups('one 10.1016 10.1006, other 10.1002') ?? [])],
    [
      ['10.1016', 'one'],
      ['10.1006', 'one'],
      ['10.1002', 'other'],
    ],
  )
  for (const text of ['one', '10.1016', 'one 10.1016, two 10.1016', 'one 11.5', 'One 10.1016'])
    assert.equal(readThrottleGroups(text), undefined, text)
})

testCollecting(
  'PAP-6.7 a host gives no more files in a day than the settings say',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/first', manner: 'pdf' }, { doi: '10.5555/second', manner: 'pdf' })
    await set(platform, filesADaySetting, 1)

    const first = await collect(platform, { doi: '10.5555/first' })
    const second = await collect(platform, { doi: '10.5555/second' })

    assert.deepEqual([first.status, second.status, second.failure_code], ['done', 'deferred', 'rate_limited'])
    assert.ok((second.next_attempt_at ?? '') > `${new Date().toISOString().slice(0, 10)}T23:59:59`)
    assert.equal(publishers.count('/pdf'), 1)
  },
)
