import assert from 'node:assert/strict'
import { until } from '../../../../test/support/until.ts'
import { queuePapers } from '../queueing.ts'
import { addPapers, testCollecting } from './support.ts'

const papers = 8
const apartMs = 60

testCollecting(
  'PAP-B3 PAP-R-032 on the real clock every paper is taken up at its time, and none before',
  async (t, { platform, publishers }) => {
    const dois = Array.from({ length: papers }, (_, n) => `10.5555/timed-${n}`)
    publishers.know(...dois.map((doi) => ({ doi, unpaywall: 'closed' as const })))
    const ids = await addPapers(
      platform,
      dois.map((doi) => ({ doi })),
    )
    const runAt = new Map(
      ids.map((id, n) => [id, new Date(Date.parse(platform.now()) + 400 + n * apartMs).toISOString()] as const),
    )
    const appointments = [...runAt].map(([paperId, at]) => ({ paperId, runAt: at, deferredUntil: null, priority: 0 }))
    const cause = { by: 'ada', reason: 'a test', bucketStart: null }
    await platform.db.transaction().execute((tx) => queuePapers(platform, tx, appointments, cause))

    const starts = () => platform.db.selectFrom('papers_attempts').select(['paper_id', 'started_at']).execute()
    await until('each has been taken up and has ended', async () => {
      const { length } = await platform.db.selectFrom('papers').select('id').where('status', '=', 'failed').execute()
      return length === papers
    })

    const late = (await starts()).map(
      ({ paper_id, started_at }) => Date.parse(started_at) - Date.parse(runAt.get(paper_id) ?? ''),
    )
    t.diagnostic(`late by ${late.sort((a, b) => a - b).join(', ')} ms`)
    assert.equal(late.length, papers, 'each once')
    assert.ok(Math.min(...late) >= 0, `one began ${-Math.min(...late)} ms before its time`)
  },
)
