import { HttpFailure, type HttpFailureCode } from './failures.ts'
import { isAllowedByRobots, parseRobots, type RobotsRule } from './robots-rules.ts'

/** What is known of one robots.txt. */
export interface RobotsRecord {
  /** Scheme, host and port: what a robots.txt speaks for. */
  readonly origin: string
  /** `all` is allowed where there is none, nothing (`none`) where it could not be read. */
  readonly verdict: 'rules' | 'all' | 'none'
  readonly rules: readonly RobotsRule[]
  /** Null where none is given. */
  readonly crawlDelayMs: number | null
  readonly fetchedAt: string
  readonly expiresAt: string
}

export interface RobotsCache {
  find(origin: string): Promise<RobotsRecord | undefined>
  keep(record: RobotsRecord): Promise<void>
}

/**
 * Gets a robots.txt: its text, cut at `longestRobotsBytes`.
 *
 * @throws HttpFailure
 */
export type FetchRobots = (url: URL) => Promise<string>

export const longestRobotsBytes = 500 * 1_024
export const mostRobotsRedirects = 5

const dayMs = 24 * 60 * 60_000
const hourMs = 60 * 60_000

/** Failures that say nothing about the robots.txt: they are the caller's to see, and are not remembered. */
const notTheirs: ReadonlySet<HttpFailureCode> = new Set([
  'aborted',
  'host_busy',
  'host_paused',
  'bad_address',
  'blocked_address',
])

/**
 * What robots.txt says on this address: the crawl delay in milliseconds, 0 for none.
 *
 * @throws HttpFailure `robots_disallowed`; `robots_unreachable` for an hour where it could not be read; whatever is the
 * caller's own affair, such as `aborted`.
 */
export async function askRobots(url: URL, cache: RobotsCache, now: () => string, fetch: FetchRobots): Promise<number> {
  const known = await cache.find(url.origin)
  const record = known && known.expiresAt > now() ? known : await readRobots(url, cache, now, fetch)

  if (record.verdict === 'none') {
    const retryAfterMs = Math.max(0, Date.parse(record.expiresAt) - Date.parse(now()))
    throw new HttpFailure('robots_unreachable', url.host, { retryAfterMs })
  }
  if (!isAllowedByRobots(record.rules, url)) throw new HttpFailure('robots_disallowed', url.host)
  return record.crawlDelayMs ?? 0
}

async function readRobots(url: URL, cache: RobotsCache, now: () => string, fetch: FetchRobots): Promise<RobotsRecord> {
  const keep = async (what: Pick<RobotsRecord, 'verdict' | 'rules' | 'crawlDelayMs'>, forMs: number) => {
    const fetchedAt = now()
    const expiresAt = new Date(Date.parse(fetchedAt) + forMs).toISOString()
    const record = { origin: url.origin, ...what, fetchedAt, expiresAt }
    await cache.keep(record)
    return record
  }

  try {
    return await keep({ verdict: 'rules', ...parseRobots(await fetch(new URL('/robots.txt', url))) }, dayMs)
  } catch (error) {
    if (!(error instanceof HttpFailure) || notTheirs.has(error.code)) throw error
    if (isAbsent(error)) return keep({ verdict: 'all', rules: [], crawlDelayMs: null }, dayMs)
    return keep({ verdict: 'none', rules: [], crawlDelayMs: null }, Math.max(hourMs, error.retryAfterMs ?? 0))
  }
}

/** RFC 9309, 2.3.1: "unavailable" means that there are no rules, "unreachable" that nothing may be fetched. */
const isAbsent = ({ code }: HttpFailure): boolean => code === 'http_4xx' || code === 'redirect_loop'
