import type { Platform } from '../../platform/platform.ts'
import { recordChanges } from './changing-status.ts'
import { findClosedLongAgo, updatePapers } from './queries/papers.ts'
import { forgetSourceAnswers } from './queries/sources.ts'

const waitMs = 90 * 24 * 60 * 60_000
/** Embargoes end; after that many looks a paper stays closed until a person asks. */
const mostLooks = 3
const papersAtOnce = 500
const answersAtOnce = 2_000

/** Removes answers of sources that hold no longer; answers how many. */
export async function forgetAnswers(platform: Platform, signal?: AbortSignal): Promise<number> {
  let forgotten = 0
  for (;;) {
    signal?.throwIfAborted()
    const some = await forgetSourceAnswers(platform.db, platform.now(), answersAtOnce)
    forgotten += some
    if (some < answersAtOnce) return forgotten
  }
}

/**
 * Makes papers New again that had no open copy ninety days ago, at most twice each; answers how many.
 */
export async function recheckClosed(platform: Platform, signal?: AbortSignal): Promise<number> {
  let renewed = 0
  for (;;) {
    signal?.throwIfAborted()
    const some = await recheckSome(platform)
    renewed += some
    if (some < papersAtOnce) return renewed
  }
}

function recheckSome(platform: Platform): Promise<number> {
  const now = platform.now()
  const before = new Date(Date.parse(now) - waitMs).toISOString()
  return platform.db.transaction().execute(async (tx) => {
    const ids = await findClosedLongAgo(tx, { before, mostLooks, limit: papersAtOnce })
    const renewed = await updatePapers(tx, ids, ['failed'], {
      status: 'new',
      failure_code: null,
      failure_detail: null,
      status_changed_at: now,
      updated_at: now,
    })
    const changes = renewed.map((id) => ({ id, before: 'failed', after: 'new' }) as const)
    await recordChanges(
      platform,
      tx,
      changes,
      { by: 'system', reason: 'looked for again after 90 days' },
      { action: 'papers.retried' },
    )
    return renewed.length
  })
}
