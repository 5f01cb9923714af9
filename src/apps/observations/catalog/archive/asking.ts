import { UserError } from '../../../../platform/errors.ts'
import { HttpFailure } from '../../../../platform/http/failures.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { isOpenStatus } from '../catalog.ts'
import { CatalogAway } from '../errors.ts'
import { findAnswer, keepAnswer } from './queries/answers.ts'
import { readTextTable, type TextRow } from './text-table.ts'

/** What is asked of the service of details; each name is one of its documented parameters. */
export type Question = Readonly<Record<string, string>>

export type AskArchive = (question: Question) => Promise<readonly TextRow[]>

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** The service is no interface with guarantees: one question at a time, and a second between two. */
const politeness = { robots: false, pace: { concurrency: 1, minIntervalMs: 1_000, jitter: 0.2 }, waitMs: 20_000 }

/** Asks the archive, or remembers what it said: a day where all of it is closed, five minutes where anything may change. */
export function openArchive(platform: Pick<Platform, 'http' | 'db' | 'now' | 'config'>): AskArchive {
  /** Those under way: who asks the same meanwhile gets the same answer. */
  const asking = new Map<string, Promise<readonly TextRow[]>>()
  return (question) => {
    const url = addressOf(platform.config.observations.archiveUrl, question)
    const known = asking.get(url)
    if (known) return known
    const answer = remembered(platform, url).finally(() => asking.delete(url))
    asking.set(url, answer)
    return answer
  }
}

async function remembered(platform: Pick<Platform, 'http' | 'db' | 'now'>, url: string): Promise<readonly TextRow[]> {
  const kept = await findAnswer(platform.db, url, platform.now())
  if (kept) return JSON.parse(kept.answer_json) as readonly TextRow[]

  const rows = await ask(platform, url)
  const now = platform.now()
  const expires_at = new Date(Date.parse(now) + lifetimeMs(rows)).toISOString()
  await keepAnswer(platform.db, { question: url, answer_json: JSON.stringify(rows), expires_at }, now)
  return rows
}

/** Coordinates in sexagesimal form: decimal ones have three places only. */
function addressOf(base: string, question: Question): string {
  const asked = new URLSearchParams({ format: 'text', outputCoordUnits: 'sexagesimal', ...question })
  asked.sort()
  return `${base}/ocatDetails.do?${asked}`
}

async function ask(platform: Pick<Platform, 'http'>, url: string): Promise<readonly TextRow[]> {
  try {
    const answer = await platform.http.request('observations.archive', {
      url,
      accept: 'text/plain',
      maxBytes: 30_000_000,
      timeouts: { firstByteMs: 60_000, wholeMs: 60_000 },
      politeness,
    })
    return readTextTable(answer.text())
  } catch (error) {
    if (error instanceof UserError) throw error
    const retryAfterMs = error instanceof HttpFailure ? error.retryAfterMs : undefined
    throw new CatalogAway(error, Math.ceil((retryAfterMs ?? minuteMs) / 1_000))
  }
}

/** Nothing found is as good as open: it may appear. */
const lifetimeMs = (rows: readonly TextRow[]): number =>
  rows.length > 0 && rows.every(({ status }) => status !== undefined && !isOpenStatus(status)) ? dayMs : 5 * minuteMs
