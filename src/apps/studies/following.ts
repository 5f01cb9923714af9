import type { RunEnd, RunFollower } from '../../platform/analyses.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { madeWith } from '../../platform/provenance/record.ts'
import { administrators } from './administrators.ts'
import { links } from './links.ts'
import { analysisEnded, analysisEndedQuietly, analysisFailedInHouse } from './notices.ts'
import { listHeld, moveByRun } from './queries/analyses.ts'
import { holdLimits } from './queries/quotas.ts'
import { findStudyById } from './queries/studies.ts'
import type { AnalysisRow, FailureClass } from './tables.ts'
import { settleAnalysis, startWaiting } from './tasks.ts'

/** An analysis moves together with its run, in the same transaction. */
export const follower: RunFollower = {
  began: async (tx, runs, platform) => {
    await moveByRun(tx, runs, ['queued'], {
      state: 'running',
      started_at: platform.now(),
      made_with: madeWith,
    })
  },
  returned: async (tx, run) => {
    await moveByRun(tx, [run], ['running'], { state: 'queued' })
  },
  ended: async (tx, run, end, platform) => {
    const { failure, sentence } = end.state === 'failed' ? whyItFailed(end) : { failure: null, sentence: null }
    const changes = { state: end.state, failure, sentence, finished_at: platform.now() }
    for (const row of await moveByRun(tx, [run], ['queued', 'running'], changes)) {
      if (end.state === 'failed') await tellFailure(platform, tx, row)
      await platform.tasks.enqueue(
        tx,
        settleAnalysis,
        { analysisId: row.id },
        { subject: `studies/analysis/${row.id}` },
      )
      // Whoever asks for another one at this moment has either been seen here, or sees that there is place now.
      await holdLimits(tx, row.owner_id, platform.now())
      if ((await listHeld(tx, row.owner_id, 1)).length > 0)
        await platform.tasks.enqueue(tx, startWaiting, { personId: row.owner_id })
    }
  },
}

/** Whose matter a failure is, and what its owner may read of it. */
function whyItFailed({ code, message }: RunEnd): Readonly<{ failure: FailureClass; sentence: string }> {
  const said = message ?? 'It was not said why.'
  if (code === 'plugins.failed') return { failure: 'input', sentence: said }
  if (code === 'plugins.stopped') return { failure: said.includes('longer') ? 'timeout' : 'limits', sentence: said }
  if (code === 'plugins.unloaded' || code === 'plugins.open') return { failure: 'tool', sentence: said }
  if (code === 'timeout') return { failure: 'timeout', sentence: said }
  return {
    failure: 'internal',
    sentence:
      'The analysis met a mistake that is not yours. Administrators know of it, and have everything it left behind.',
  }
}

async function tellFailure(platform: Platform, tx: Db, row: AnalysisRow): Promise<void> {
  const study = await findStudyById(tx, row.study_id)
  await platform.notify(tx, {
    person: row.owner_id,
    kind: row.tell_by_mail === 1 ? analysisEnded : analysisEndedQuietly,
    text: 'failed',
    values: { analysis: row.title, study: study?.title ?? '', sentence: row.sentence ?? '' },
    href: links.analysis(row.id),
  })
  if (row.failure !== 'internal') return
  for (const person of await administrators(tx))
    await platform.notify(tx, {
      person,
      kind: analysisFailedInHouse,
      text: 'crashed',
      values: { analysis: row.title, kind: row.kind },
      href: links.analysis(row.id),
      batch: `studies/crashed/${row.kind}`,
    })
}
