import type { Dispatcher } from 'undici'
import { type AllowList, isListed, parseWebAddress, refuseEarly } from './addresses.ts'
import { acceptedCodings, type BodyRules, codingOf, readBody } from './bodies.ts'
import { exchange, type RawAnswer, type Timeouts } from './exchange.ts'
import { HttpFailure, type HttpFailureCode } from './failures.ts'
import { type Outcome, type Pace, politePace } from './host-state.ts'
import { type PaceOptions, politenessKey, takeTurn } from './pace.ts'
import { followRedirect, isRedirect, type Step } from './redirects.ts'
import { retryAfterMs } from './retry-after.ts'
import { retryPauseMs } from './retrying.ts'
import { askRobots, longestRobotsBytes, mostRobotsRedirects, type RobotsCache } from './robots.ts'

/** What all requests share. */
export interface House {
  readonly allow: AllowList
  readonly isDevelopment: boolean
  readonly developmentPace: Pace
  readonly robots: RobotsCache
  readonly userAgent: () => Promise<string>
  /** Made with the first request. */
  readonly dispatcher: () => Promise<Dispatcher>
  readonly pacing: PaceOptions
}

/** A request with nothing left open. */
export interface Errand {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly maxBytes: number
  readonly timeouts: Timeouts
  readonly signal: AbortSignal
  readonly expect: readonly number[]
  readonly maxRedirects: number
  readonly isUpgraded: boolean
  readonly pace: Pace
  readonly group: string | undefined
  readonly isRobotsAsked: boolean
  readonly waitMs: number
  /** What was taken of an answer cannot be given back, so that there is no second try once the taking has begun. */
  readonly isTakenOnce: boolean
}

/** An answer that is no redirect and no failure, with its body still on the wire. */
export interface Arrival extends RawAnswer {
  readonly errand: Errand
  readonly method: string
  readonly url: URL
  /** The addresses before this one. */
  readonly redirects: readonly string[]
}

type Use<T> = (arrival: Arrival) => Promise<T>
type Result<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'redirect'; readonly step: Step }

/** Sets by us alone: who we are, and how the message is framed. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-authorization',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

/** Failures for which the host answers; the other codes say that it is there and well, or are our own. */
const hostsFaults: ReadonlySet<HttpFailureCode> = new Set([
  'connection',
  'dns',
  'http_5xx',
  'rate_limited',
  'timeout',
  'tls_error',
  'truncated',
])

/**
 * Asks until there is an answer, or a failure that does not pass by itself.
 *
 * @throws HttpFailure, or whatever `use` throws.
 */
export async function runErrand<T>(house: House, errand: Errand, use: Use<T>): Promise<T> {
  const { clock, random } = house.pacing
  const isSafe = errand.method === 'GET' || errand.method === 'HEAD'
  let isBegun = false
  const begin: Use<T> = (arrival) => {
    isBegun = true
    return use(arrival)
  }

  for (let tries = 1; ; tries++) {
    try {
      return await chase(house, errand, begin)
    } catch (error) {
      const isRepeatable = isSafe && !(errand.isTakenOnce && isBegun)
      const pauseMs = isRepeatable ? retryPauseMs(error, tries, random(), errand.waitMs) : undefined
      if (pauseMs === undefined) throw error
      await clock.sleep(pauseMs, errand.signal).catch((cause) => {
        throw new HttpFailure('aborted', new URL(errand.url).host, { cause })
      })
    }
  }
}

/** What is known beforehand of an arrival's body. */
export function bodyRules({ errand, headers, method, url, watch, explain }: Arrival): BodyRules {
  const declared = headers.get('content-length')
  const hasBody = method !== 'HEAD' && declared !== undefined && /^\d{1,15}$/.test(declared)
  return {
    host: url.host,
    maxBytes: errand.maxBytes,
    coding: codingOf(headers.get('content-encoding'), url.host),
    declaredBytes: hasBody ? Number(declared) : undefined,
    watch,
    explain,
  }
}

/** Follows redirects by hand: each address on the way passes every check, robots.txt and pace included. */
async function chase<T>(house: House, errand: Errand, use: Use<T>): Promise<T> {
  const place = (url: URL) => (errand.isUpgraded ? upgraded(url, house.allow) : url)
  const passed: string[] = []
  const asked = new Set<string>()
  let step = firstStep(errand, place, await house.userAgent())

  for (;;) {
    const result = await visit(house, errand, { step, passed, place }, use)
    if (result.kind === 'done') return result.value

    passed.push(step.url.href)
    asked.add(`${step.method} ${step.url.href}`)
    step = result.step
    if (asked.has(`${step.method} ${step.url.href}`) || passed.length > errand.maxRedirects)
      throw new HttpFailure('redirect_loop', step.url.host)
  }
}

function firstStep(errand: Errand, place: (url: URL) => URL, userAgent: string): Step {
  const headers = Object.entries(errand.headers).filter(([name]) => !ownHeaders.has(name))
  return {
    method: errand.method,
    url: place(parseWebAddress(errand.url)),
    headers: { 'accept-encoding': acceptedCodings, ...Object.fromEntries(headers), 'user-agent': userAgent },
    body: errand.body,
  }
}

/** Http without a port of its own is asked for over https. What the operator listed is taken as written. */
function upgraded(url: URL, allow: AllowList): URL {
  if (url.protocol !== 'http:' || url.port !== '' || isListed(url, allow)) return url
  const secure = new URL(url)
  secure.protocol = 'https:'
  return secure
}

interface Place {
  readonly step: Step
  readonly passed: readonly string[]
  readonly place: (url: URL) => URL
}

/** One address: is it the turn of its group, if it has one, and then its own. */
async function visit<T>(house: House, errand: Errand, place: Place, use: Use<T>): Promise<Result<T>> {
  const { url } = place.step
  refuseEarly(url, house.allow)
  if (errand.group === undefined) return visitHost(house, errand, place, use)
  const turn = await takeTurn(house.pacing, {
    key: `group ${errand.group}`,
    host: url.host,
    pace: usualPace(house, url),
    waitMs: errand.waitMs,
    signal: errand.signal,
  })
  try {
    return await visitHost(house, errand, place, use)
  } finally {
    await turn.settle('void')
  }
}

/** One host: may it be asked, is it its turn, what does it say. */
async function visitHost<T>(
  house: House,
  errand: Errand,
  { step, passed, place }: Place,
  use: Use<T>,
): Promise<Result<T>> {
  const { url } = step
  const crawlDelayMs = errand.isRobotsAsked ? await askFirst(house, errand, url) : 0

  const turn = await takeTurn(house.pacing, {
    key: politenessKey(url, house.allow, house.isDevelopment),
    host: url.host,
    pace: paceAt(house, errand, url, crawlDelayMs),
    waitMs: errand.waitMs,
    signal: errand.signal,
  })
  let outcome: Outcome = 'void'
  let quietMs: number | undefined
  try {
    return await exchange(await house.dispatcher(), step, errand, async (answer) => {
      outcome = 'answered'
      turn.answered()
      if (isRedirect(answer.status) && !errand.expect.includes(answer.status)) {
        return { kind: 'redirect', step: followRedirect(step, answer.status, answer.headers.get('location'), place) }
      }
      refuseStatus(answer, url, errand, house.pacing.clock.now())
      const value = await use({ ...answer, errand, method: step.method, url, redirects: [...passed] })
      return { kind: 'done', value }
    })
  } catch (error) {
    if (error instanceof HttpFailure && hostsFaults.has(error.code)) outcome = 'failed'
    if (error instanceof HttpFailure) quietMs = error.retryAfterMs
    throw error
  } finally {
    await turn.settle(outcome, quietMs)
  }
}

/** The crawl delay, after asking robots.txt whether we may come at all. */
function askFirst(house: House, errand: Errand, url: URL): Promise<number> {
  const { robots, pacing } = house
  return askRobots(url, robots, pacing.clock.now, (robotsUrl) => {
    const ask: Errand = {
      ...errand,
      url: robotsUrl.href,
      method: 'GET',
      headers: { accept: 'text/plain, */*;q=0.1' },
      body: undefined,
      maxBytes: longestRobotsBytes,
      expect: [],
      maxRedirects: mostRobotsRedirects,
      pace: paceAt(house, errand, url, 0),
      // Whoever asks has the turn of the group already.
      group: undefined,
      isRobotsAsked: false,
      isTakenOnce: false,
    }
    return runErrand(house, ask, beginningOf)
  })
}

async function beginningOf(arrival: Arrival): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of readBody(arrival.body, { ...bodyRules(arrival), isCut: true })) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const isHurried = (house: House, url: URL): boolean => house.isDevelopment && isListed(url, house.allow)

const usualPace = (house: House, url: URL): Pace => (isHurried(house, url) ? house.developmentPace : politePace)

/** The pace a caller asks for is for the host it asks; whoever that host sends us to is met politely. */
function paceAt(house: House, errand: Errand, url: URL, crawlDelayMs: number): Pace {
  if (isHurried(house, url)) return slower(house.developmentPace, crawlDelayMs)
  const keyAt = (at: URL) => politenessKey(at, house.allow, house.isDevelopment)
  return slower(keyAt(url) === keyAt(new URL(errand.url)) ? errand.pace : politePace, crawlDelayMs)
}

const slower = (pace: Pace, minIntervalMs: number): Pace =>
  minIntervalMs > pace.minIntervalMs ? { ...pace, concurrency: 1, minIntervalMs } : pace

/** @throws HttpFailure for every status that is neither an answer by itself nor expected. */
function refuseStatus({ status, headers }: RawAnswer, url: URL, { expect }: Errand, now: string): void {
  if ((status >= 200 && status < 300) || status === 304 || expect.includes(status)) return
  const facts = { status, retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.parse(now)) }
  throw new HttpFailure(codeOf(status), url.host, facts)
}

function codeOf(status: number): HttpFailureCode {
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'http_5xx'
  return status >= 400 ? 'http_4xx' : 'bad_response'
}
