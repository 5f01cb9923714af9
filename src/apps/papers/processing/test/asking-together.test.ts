import assert from 'node:assert/strict'
import type { Publishers } from '../../../../../test/support/publishers.ts'
import { until } from '../../../../../test/support/until.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { insertPlan } from '../../queries/plans.ts'
import { queuePapers } from '../../queueing.ts'
import { addPapers, startPapersWorker, statusOf, testCollecting } from '../../test/support.ts'
import { collect, settled, stepsOf } from './support.ts'

const hourMs = 60 * 60_000

/** Papers that an hour has chosen, all due now. */
async function plan(platform: Platform, dois: readonly string[]): Promise<string[]> {
  const ids = await addPapers(
    platform,
    dois.map((doi) => ({ doi })),
  )
  const runAt = platform.now()
  const bucketStart = new Date(Math.floor(Date.parse(runAt) / hourMs) * hourMs).toISOString()
  await platform.db.transaction().execute(async (tx) => {
    await insertPlan(tx, {
      bucket_start: bucketStart,
      bucket_end: new Date(Date.parse(bucketStart) + hourMs).toISOString(),
      local_date: bucketStart.slice(0, 10),
      hour: Number(bucketStart.slice(11, 13)),
      timezone: 'UTC',
      quota: dois.length,
      planned: 0,
      started: 0,
      rng_key: 'a test',
      state: 'planned',
      reason: null,
      created_at: runAt,
    })
    const appointments = ids.map((paperId) => ({ paperId, runAt, deferredUntil: null, priority: 0 }))
    await queuePapers(platform, tx, appointments, { by: 'system', reason: 'a test', bucketStart })
  })
  return ids
}

const doisOf = (count: number): string[] => Array.from({ length: count }, (_, n) => `10.5555/many.${n}`)

/** Single records that Crossref was asked for. */
const single = (publishers: Publishers): number => publishers.count('/crossref/works/')
/** Questions to Crossref for many. */
const many = (publishers: Publishers): number => publishers.count('/crossref/works?')

testCollecting(
  'PAP-6.2 papers of an hour are asked for together, and each has its own outcome and reason',
  async (_t, { platform, publishers }) => {
    const dois = doisOf(24)
    publishers.know(...dois.map((doi) => ({ doi, manner: 'pdf' as const })))
    publishers.know({ doi: '10.5555/many.3', crossref: 'missing', unpaywall: 'missing' })
    publishers.know({ doi: '10.5555/many.5', manner: 'paywall' })

    const ids = await plan(platform, dois)
    const papers = await Promise.all(ids.map((id) => settled(platform, id)))

    const failures = papers.flatMap(({ doi, failure_code }) => (failure_code === null ? [] : [[doi, failure_code]]))
    assert.deepEqual(failures.sort(), [
      ['10.5555/many.3', 'doi_not_found'],
      ['10.5555/many.5', 'paywalled'],
    ])
    assert.ok(papers.every(({ title, doi, status }) => status !== 'done' || title === `On ${doi}`))
    // 24 questions before; now two for 20 at most each, and one of its own for the DOI that was in no list.
    assert.deepEqual([many(publishers), single(publishers)], [2, 1])
    const [first] = papers
    assert.ok(first)
    assert.ok((await stepsOf(platform, first)).some(({ sentence }) => sentence === 'Crossref knows the paper.'))
  },
)

testCollecting(
  'PAP-6.2 where a source refuses a list each paper asks for itself, and the list is not tried again with each',
  async (_t, { platform, publishers }) => {
    const dois = doisOf(5)
    publishers.know(...dois.map((doi) => ({ doi, manner: 'pdf' as const })))
    publishers.answer('/crossref/works', 'no such filter', { status: 400, type: 'text/plain' })

    const ids = await plan(platform, dois)
    const papers = await Promise.all(ids.map((id) => settled(platform, id)))

    assert.deepEqual([...new Set(papers.map(({ status }) => status))], ['done'])
    assert.deepEqual([many(publishers), single(publishers)], [1, 5])
  },
)

testCollecting(
  'PAP-6.2 a paper that a person asks for is asked for alone, and anew',
  async (_t, { platform, publishers }) => {
    publishers.know({ doi: '10.5555/hand', manner: 'pdf' })

    const paper = await collect(platform, { doi: '10.5555/hand' })

    assert.equal(paper.status, 'done')
    assert.deepEqual([many(publishers), single(publishers)], [0, 1])
  },
)

testCollecting(
  'PAP-I2 PAP-I18 a worker that goes while it asks for many leaves no paper behind, and the next one asks again',
  async (t, { platform, publishers, worker }) => {
    const dois = doisOf(6)
    publishers.know(...dois.map((doi) => ({ doi, manner: 'pdf' as const })))
    const agency = publishers.hold()
    const ids = await plan(platform, dois)
    await until('the agency is asked for', async () => publishers.count('/doi/doiRA') > 0)
    agency.open()
    const list = publishers.hold()
    await until('the list is asked for', async () => many(publishers) > 0)

    await worker.stop(0)
    const between = await Promise.all(ids.map((id) => statusOf(platform, id)))
    list.open()
    const next = await startPapersWorker(t, platform)
    const papers = await Promise.all(ids.map((id) => settled(platform, id)))
    await next.stop(2_000)

    assert.deepEqual([...new Set(between)], ['pending'], 'nothing is stuck, and nothing is lost')
    assert.deepEqual([...new Set(papers.map(({ status }) => status))], ['done'])
    assert.deepEqual([many(publishers), single(publishers)], [2, 0])
  },
)
