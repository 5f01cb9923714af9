import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import type { Publishers } from '../../../../test/support/publishers.ts'
import { until } from '../../../../test/support/until.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emergencyStop, startCollector, stopCollector } from '../collecting.ts'
import { placeOf } from '../downloading/staging.ts'
import { PERSON_SOURCE } from '../importing/merging.ts'
import { collect, set, settled } from '../processing/test/support.ts'
import { attemptsOf } from '../queries/attempts.ts'
import { findCollector } from '../queries/collector.ts'
import { filesOf } from '../queries/files.ts'
import { findPaper } from '../queries/papers.ts'
import { changeSchedule } from '../scheduling.ts'
import { stopGraceSetting } from '../settings.ts'
import { attachFile, processNow, retryPaper } from '../single-papers.ts'
import { answerCases as cases } from './collecting-cases.ts'
import { addPapers, cause, startPapersWorker, statusOf, testCollecting } from './support.ts'

testCollecting(
  'PAP-R-034 a paper is looked up, its file fetched, checked and stored, and everything is written down',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/a', title: 'The &lt;i&gt;right&lt;/i&gt; title', manner: 'pdf' })

    const paper = await collect(platform, { doi: '10.5555/a' })

    assert.equal(paper.status, 'done')
    assert.equal(paper.title, 'The right title')
    assert.equal(paper.journal, 'Journal of Local Servers')
    assert.equal(paper.published_on, '2020-05')
    assert.equal(paper.abstract, 'Words & more.')
    assert.equal(paper.oa_status, 'gold')
    assert.deepEqual([paper.metadata_state, paper.fulltext_state, paper.attempt_count], ['complete', 'stored', 1])
    const origins = JSON.parse(paper.sources_json ?? '{}')
    assert.deepEqual([origins.title, origins.oa_status], ['crossref', 'unpaywall'])
    const [file] = await filesOf(platform.db, paper.id)
    assert.deepEqual([file?.source, file?.license, file?.version], ['unpaywall', 'cc-by', 'published'])
    const [attempt] = await attemptsOf(platform.db, paper.id)
    assert.deepEqual([attempt?.outcome, attempt?.n, attempt?.failure_code], ['done', 1, null])
    assert.ok(JSON.parse(attempt?.steps_json ?? '[]').length >= 3)
  },
)

testCollecting(
  'PAP-P3 every request says who we are, and none brings cookies',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/who', manner: 'pdf' })

    await collect(platform, { doi: '10.5555/who' })

    assert.ok(publishers.asked.length >= 3)
    assert.ok(publishers.asked.every(({ userAgent }) => userAgent.includes('mailto:library@lyceum-tests.org')))
    assert.ok(publishers.asked.every(({ cookie }) => cookie === undefined))
    assert.ok(publishers.asked.some(({ path }) => path.includes('mailto=library%40lyceum-tests.org')))
  },
)

testCollecting('PAP-M4 each kind of answer gets its own verdict', async (_t, { platform, publishers }) => {
  publishers.know(...cases.map(({ known }) => known))
  const ids = await addPapers(
    platform,
    cases.map(({ known: { doi } }) => ({ doi })),
  )

  for (const id of ids) await processNow(platform, 'ada', id)

  const found = await Promise.all(ids.map((id) => settled(platform, id)))
  assert.deepEqual(
    found.map(({ status, failure_code }, n) => [cases[n]?.known.doi, status, failure_code]),
    cases.map(({ known, status, code }) => [known.doi, status, code]),
  )
})

testCollecting(
  'PAP-C3 a body that arrived whole is never fetched again, nor is anything else asked',
  async (t, { platform, publishers, worker }) => {
    const doi = '10.5555/ready'
    publishers.know({ doi, manner: 'pdf' })
    await worker.stop()
    const [id = ''] = await addPapers(platform, [{ doi }])
    const path = `/pdf/0/${doi}.pdf`
    const url = `http://${publishers.host}${path}`
    await stageReady(platform, id, url, publishers.bodyOf(path))
    await processNow(platform, 'ada', id)

    const second = await startPapersWorker(t, platform)
    await settled(platform, id)
    await second.stop()

    assert.equal(await statusOf(platform, id), 'done')
    assert.equal(publishers.asked.length, 0)
    assert.equal((await filesOf(platform.db, id))[0]?.source_url, url)
  },
)

testCollecting(
  'PAP-C3 a body that was cut off is carried on where the server allows it',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/cut', manner: 'cut-once' })

    const paper = await collect(platform, { doi: '10.5555/cut' })

    assert.equal(paper.status, 'done')
    const path = '/cut-once/0/10.5555/cut.pdf'
    const size = publishers.bodyOf(path).length
    assert.equal(publishers.count(path), 2)
    assert.ok(publishers.asked.some(({ range }) => range?.startsWith('bytes=')))
    assert.equal(publishers.bytes.get(path), size, 'no byte was sent twice')
    assert.equal((await filesOf(platform.db, paper.id))[0]?.size_bytes, size)
  },
)

testCollecting(
  'PAP-6.8 a paper that is put off waits, counts its tries, and fails when they are used up',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/later', crossref: 'found', manner: 'unavailable' })

    const paper = await collect(platform, { doi: '10.5555/later' })

    assert.deepEqual([paper.status, paper.failure_code], ['deferred', 'http_5xx'])
    const waitMs = Date.parse(paper.next_attempt_at ?? '') - Date.now()
    assert.ok(waitMs > 7_000_000 && waitMs <= 7_200_000, 'Retry-After wins over our own pace')
  },
)

testCollecting(
  'PAP-6.2 where Crossref refuses us the collector pauses and says why',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/blocked', crossref: 'blocked', manner: 'pdf' })
    await changeSchedule(platform, 'ada', { papersPerDay: 0 })
    await startCollector(platform, cause)

    const [id = ''] = await addPapers(platform, [{ doi: '10.5555/blocked' }])
    await processNow(platform, 'ada', id)
    await until('paused', async () => (await findCollector(platform.db)).state === 'paused')

    assert.match((await findCollector(platform.db)).reason ?? '', /Crossref/)
    await settled(platform, id)
    assert.ok(['deferred', 'done'].includes(await statusOf(platform, id)))
    await stopCollector(platform, cause)
  },
)

testCollecting(
  'PAP-6.1 a paper without a DOI is found by its title, and a similar one is for a person to judge',
  async (_t, { platform, publishers }) => {
    publishers.know(
      {
        doi: '10.5555/titled',
        title: 'Heliocentric perturbations of distant comets',
        manner: 'pdf',
        record: { author: [] },
      },
      { doi: '10.5555/similar', title: 'Spectroscopic survey of bright galaxies: first results', manner: 'pdf' },
    )

    const exact = await collect(platform, { title: 'Heliocentric Perturbations of Distant Comets' })
    const similar = await collect(platform, { title: 'Spectroscopic survey of bright galaxies: third results' })
    const none = await collect(platform, { title: 'Nothing of the kind exists anywhere' })

    assert.deepEqual([exact.doi, exact.status], ['10.5555/titled', 'done'])
    assert.deepEqual([similar.status, similar.failure_code], ['manual', 'ambiguous_match'])
    assert.deepEqual([none.status, none.failure_code], ['failed', 'no_identifier'])
  },
)

testCollecting(
  'PAP-6.1 what a person edited stays, and the log of sources knows it',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/edited', title: 'From the registry', manner: 'pdf' })
    const [id = ''] = await addPapers(platform, [{ doi: '10.5555/edited', title: 'By hand' }])
    await platform.db
      .updateTable('papers')
      .set({ sources_json: JSON.stringify({ title: PERSON_SOURCE }) })
      .where('id', '=', id)
      .execute()
    await processNow(platform, 'ada', id)
    await settled(platform, id)

    const paper = await findPaper(platform.db, id)
    assert.equal(paper?.title, 'By hand')
    assert.equal(JSON.parse(paper?.sources_json ?? '{}').title, PERSON_SOURCE)
  },
)

testCollecting(
  'PAP-6.5 the same body for more than three papers is a notice, not a paper',
  async (_t, { platform, publishers }) => {
    const dois = [1, 2, 3, 4].map((n) => `10.5555/same-${n}`)
    publishers.know(...dois.map((doi) => ({ doi, manner: 'same-body' as const })))
    const ids: string[] = []
    for (const doi of dois) ids.push((await collect(platform, { doi })).id)

    for (const id of ids.slice(0, 3))
      assert.deepEqual(await verdictOf(platform, id), ['done', 'suspect_shared_body'], 'all of them say so')
    assert.deepEqual(await verdictOf(platform, ids[3] ?? ''), ['manual', 'suspect_shared_body'])
  },
)

testCollecting(
  'PAP-12.2 a Done paper that is looked up again in vain keeps its file and stays Done',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/again', manner: 'pdf' })
    const { id } = await collect(platform, { doi: '10.5555/again' })
    publishers.know({ doi: '10.5555/again', unpaywall: 'closed' })

    await processNow(platform, 'ada', id)
    await settled(platform, id)

    assert.equal(await statusOf(platform, id), 'done')
    assert.equal((await filesOf(platform.db, id)).length, 1)
    assert.deepEqual(
      (await attemptsOf(platform.db, id)).map(({ outcome }) => outcome),
      ['failed', 'done'],
    )
  },
)

testCollecting(
  'PAP-T11 a file that a person adds makes a Manual paper Done, and something else than a PDF is refused',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/wall', manner: 'challenge' })
    const { id } = await collect(platform, { doi: '10.5555/wall' })
    const given = (text: string) => ({ name: 'a.pdf', mediaType: 'application/pdf', bytes: oneChunk(text) })
    await assert.rejects(attachFile(platform, 'ada', id, given('<html>')), { code: 'papers.not-a-pdf' })

    await attachFile(platform, 'ada', id, given('%PDF-1.7 by hand'))

    const paper = await findPaper(platform.db, id)
    assert.deepEqual([paper?.status, paper?.fulltext_state, paper?.failure_code], ['done', 'stored', null])
    assert.equal((await filesOf(platform.db, id))[0]?.kind, 'manual')
  },
)

testCollecting(
  'PAP-C1 a stop gives running papers their grace, and then calls them off',
  async (_t, { platform, publishers }) => {
    await set(platform, stopGraceSetting, 1)
    const { id, gate } = await holdOne(platform, publishers)

    assert.equal((await stopCollector(platform, cause)).state, 'draining')
    await until('stopped', async () => (await findCollector(platform.db)).state === 'stopped')

    assert.equal(await statusOf(platform, id), 'new')
    assert.deepEqual(
      (await attemptsOf(platform.db, id)).map(({ outcome }) => outcome),
      ['aborted'],
    )
    const asked = publishers.asked.length
    gate.open()
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.equal(publishers.asked.length, asked, 'no further connection while stopped')
  },
)

testCollecting(
  'PAP-C1 an emergency stop cuts what runs, and what comes late changes nothing',
  async (_t, { platform, publishers }) => {
    const { id, gate } = await holdOne(platform, publishers)

    await emergencyStop(platform, cause)

    assert.equal(await statusOf(platform, id), 'new', 'at once')
    gate.open()
    await new Promise((resolve) => setTimeout(resolve, 700))
    assert.equal(await statusOf(platform, id), 'new')
    assert.equal((await filesOf(platform.db, id)).length, 0)
    await assert.rejects(startCollector(platform, cause), { code: 'papers.emergency' })
    await startCollector(platform, cause, true)
    await stopCollector(platform, cause)
  },
)

testCollecting(
  'PAP-T10 a paper that failed is tried again when a person says so',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/closed', unpaywall: 'closed' })
    const { id } = await collect(platform, { doi: '10.5555/closed' })
    assert.deepEqual(await verdictOf(platform, id), ['failed', 'no_open_copy'])

    await retryPaper(platform, 'ada', id)

    const paper = await findPaper(platform.db, id)
    assert.deepEqual([paper?.status, paper?.failure_code, paper?.reset_count], ['new', null, 1])
  },
)

/** The collector runs, and one paper waits for the answer of a publisher until the gate is opened. */
async function holdOne(platform: Platform, publishers: Publishers) {
  await changeSchedule(platform, 'ada', { papersPerDay: 0 })
  publishers.know({ doi: '10.5555/held', manner: 'pdf' })
  const gate = publishers.hold()
  await startCollector(platform, cause)
  const [id = ''] = await addPapers(platform, [{ doi: '10.5555/held' }])
  await processNow(platform, 'ada', id)
  await until('running', async () => (await statusOf(platform, id)) === 'running')
  return { id, gate }
}

async function verdictOf(platform: Platform, id: string): Promise<unknown[]> {
  const paper = await findPaper(platform.db, id)
  return [paper?.status, paper?.failure_code]
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** What a process that was killed right after the last byte leaves behind. */
async function stageReady(platform: Platform, id: string, url: string, body: Buffer): Promise<void> {
  const place = placeOf(platform.files.stagingFolder, id, { url })
  await mkdir(platform.files.stagingFolder, { recursive: true })
  await writeFile(place.ready, body)
  const arrived = {
    url,
    finalUrl: url,
    source: 'unpaywall',
    version: 'published',
    license: 'cc-by',
    sha256: createHash('sha256').update(body).digest('hex'),
    sizeBytes: body.length,
    etag: null,
    lastModified: null,
    host: '127.0.0.1',
    status: 200,
    fetchedAt: new Date().toISOString(),
  }
  await writeFile(`${place.ready}.json`, JSON.stringify(arrived))
}
