import type { Platform } from '../../../platform/platform.ts'
import type { JobContext } from '../../../platform/tasks/tasks.ts'
import type { Contact } from '../contact.ts'
import type { Rejection } from '../downloading/rejection.ts'
import type { Identifier } from '../importing/identifiers.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { AttemptRow } from '../tables.ts'
import { type Step, withoutQuery } from './steps.ts'

/** One paper in hand. `paper`, `identifiers` and `steps` grow as the work goes on. */
export type Work = {
  readonly platform: Platform
  readonly job: JobContext
  readonly contact: Contact
  /** A person asked for this paper: what is there already is looked up again. */
  readonly isByHand: boolean
  /** Newest first, the one under way included. */
  readonly attempts: readonly AttemptRow[]
  readonly steps: Step[]
  paper: StoredPaper
  /** Besides the DOI; they grow as sources tell more. */
  identifiers: readonly Identifier[]
}

/** Notes what was done, for the paper's page and the job's log. */
export function note(work: Work, step: Omit<Step, 'at'>): void {
  const { url, ...rest } = step
  work.steps.push({ at: work.platform.now(), ...rest, ...(url !== undefined && { url: withoutQuery(url) }) })
  work.job.log(step.result === 'ok' ? 'info' : 'warn', `${step.source}: ${step.sentence}`)
}

export const noteRejection = (
  work: Work,
  what: Step['what'],
  source: string,
  { code, detail, status }: Rejection,
  url?: string,
): void => note(work, { what, source, result: code, sentence: detail, status, ...(url !== undefined && { url }) })

/** Tries in a row that were put off, without those that only waited for a host that rests; they carry no status. */
export function earlierTries(attempts: readonly AttemptRow[]): number {
  let tries = 0
  for (const { outcome, failure_code, http_status } of attempts) {
    if (outcome === null || outcome === 'aborted' || outcome === 'crashed') continue
    if (outcome !== 'deferred') break
    if (failure_code !== 'rate_limited' || http_status !== null) tries += 1
  }
  return tries
}

/** When the work on this paper last came to a verdict; null where it never did. */
export function lastVerdictAt(attempts: readonly AttemptRow[]): string | null {
  const concluded = ['done', 'deferred', 'failed', 'manual']
  return attempts.find(({ outcome }) => outcome !== null && concluded.includes(outcome))?.ended_at ?? null
}
