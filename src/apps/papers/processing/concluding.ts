import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { bucketsOfRows, paperSubject } from '../changing-status.ts'
import { settleDraining } from '../draining.ts'
import { failureWords } from '../failure-codes.ts'
import { type AttemptEnd, closeAttempts } from '../queries/attempts.ts'
import { findPaper, type StoredPaper, updatePaper } from '../queries/papers.ts'
import { takePlanned } from '../queries/planned.ts'
import { recountPlans } from '../queries/plans.ts'
import { statusLabels } from '../statuses.ts'
import type { Verdict } from './verdicts.ts'

const longestDetail = 2_000

/**
 * Writes down how the work on a paper ended: paper, attempt and log together. False where the paper was taken back from
 * this job meanwhile; then nothing changes.
 */
export async function conclude(
  platform: Platform,
  tx: Db,
  jobId: string,
  verdict: Verdict,
  facts: AttemptEnd & { fulltextState?: 'stored' | 'unavailable' | 'blocked' } = {},
): Promise<boolean> {
  const row = await takePlanned(tx, jobId)
  const paper = row && (await findPaper(tx, row.paper_id))
  if (!row || !paper || (paper.status !== 'running' && paper.status !== 'pending')) return false

  const now = platform.now()
  const { fulltextState, ...attempt } = facts
  const after = statusAfter(paper, verdict)
  await updatePaper(tx, paper.id, paper.status, {
    status: after,
    previous_status: null,
    status_changed_at: now,
    updated_at: now,
    attempt_count: paper.attempt_count + 1,
    next_attempt_at: verdict.outcome === 'deferred' && after === 'deferred' ? verdict.nextAttemptAt : null,
    failure_code: after === 'done' ? null : codeOf(verdict),
    failure_detail: after === 'done' ? null : detailOf(verdict),
    ...(fulltextState && { fulltext_state: fulltextState }),
  })
  await closeAttempts(tx, [paper.id], {
    ...attempt,
    ended_at: now,
    outcome: verdict.outcome,
    failure_code: codeOf(verdict),
  })
  await recountPlans(tx, bucketsOfRows([row]))
  await recordVerdict(platform, tx, paper, after, verdict, { jobId, host: facts.host, source: facts.source })
  await settleDraining(platform, tx)
  return true
}

/** A paper that is Done keeps its file, and stays Done where a second look brings nothing. */
function statusAfter(paper: StoredPaper, { outcome }: Verdict) {
  return paper.previous_status === 'done' && paper.fulltext_state === 'stored' ? 'done' : outcome
}

function recordVerdict(
  platform: Platform,
  tx: Db,
  paper: StoredPaper,
  after: Verdict['outcome'],
  verdict: Verdict,
  about: Readonly<{ jobId: string; host?: string | null | undefined; source?: string | null | undefined }>,
): Promise<void> {
  const code = codeOf(verdict)
  const why = code === null ? 'everything that was wanted is there.' : failureWords[code].sentence
  return platform.activity.record(tx, {
    actor: 'system',
    action: `papers.${verdict.outcome}`,
    status: verdict.outcome === 'done' ? 'success' : 'warning',
    target: paperSubject(paper.id),
    message: `${statusLabels[paper.status]} → ${statusLabels[after]}: ${why}`,
    before: { status: paper.status },
    after: { status: after, failure_code: code },
    jobId: about.jobId,
    host: about.host ?? null,
    source: about.source ?? null,
  })
}

const codeOf = (verdict: Verdict) => (verdict.outcome === 'done' ? null : verdict.code)
const detailOf = (verdict: Verdict) => (verdict.outcome === 'done' ? null : verdict.detail.slice(0, longestDetail))
