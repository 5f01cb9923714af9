import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import { requestSent } from '../metrics/measures.ts'
import { type AllowList, parseWebAddress } from './addresses.ts'
import { readBody } from './bodies.ts'
import type { Timeouts } from './exchange.ts'
import { HttpFailure } from './failures.ts'
import { type Arrival, bodyRules, type Errand, type House, runErrand } from './fetching.ts'
import { type Pace, politePace } from './host-state.ts'
import { type Identity, userAgent } from './identity.ts'
import { type Clock, type HostLedger, politenessKey, recordTrouble } from './pace.ts'
import { type Resolve, resolveBySystem } from './resolving.ts'
import type { RobotsCache } from './robots.ts'

/** The only way out of the house. Every failure is an `HttpFailure`. */
export interface Http {
  /** Asks, and reads the whole answer. `purpose` is for the log: `papers.crossref`. */
  request(purpose: string, request: HttpRequest): Promise<HttpAnswer>
  /** Asks, and hands the answer to `sink` piece by piece. What `sink` throws comes through as it is. */
  download<T>(purpose: string, request: DownloadRequest, sink: (download: Download) => Promise<T>): Promise<T>
  /** The last answer of this address was none (a challenge page, say): counts as that many failures of its host. */
  report(url: string, weight: number): Promise<void>
  /** What the pace of this address is kept under. */
  hostKey(url: string): string
  close(): Promise<void>
}

export interface HttpRequest {
  readonly url: string
  /** GET unless said otherwise. Only GET and HEAD are tried again. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Beyond the harmless few, they stay with the origin they are meant for. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly accept?: string
  /** 10 MB unless said otherwise, packed or unpacked. */
  readonly maxBytes?: number
  readonly timeouts?: Partial<Timeouts>
  readonly signal?: AbortSignal
  /** Statuses besides 2xx and 304 that are an answer rather than a failure. */
  readonly expect?: readonly number[]
  /** 5 unless said otherwise. */
  readonly maxRedirects?: number
  /** Asks for http addresses over https, those of the operator's own list excepted. */
  readonly upgrade?: boolean
  readonly politeness?: Politeness
}

/** What of the usual manners is otherwise for this host. */
export interface Politeness {
  /** One at a time and 10 to 15 s apart unless said otherwise. Redirects to other hosts keep to that in any case. */
  readonly pace?: Partial<Pace>
  /** False for documented interfaces, which robots.txt is not meant for. */
  readonly robots?: boolean
  /** Hosts of one owner: among all requests of the group there is the usual pace too, whatever host they are for. */
  readonly group?: string | undefined
  /** How long to wait for the host's turn; 30 s. */
  readonly waitMs?: number
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** Where the answer came from in the end. */
  readonly finalUrl: string
  /** The addresses on the way there. */
  readonly redirects: readonly string[]
  readonly bytes: Buffer
  /** In the charset of the content type, else UTF-8. */
  text(): string
  /** @throws HttpFailure `bad_response` */
  json(): unknown
}

export interface DownloadRequest extends HttpRequest {
  /** What is here already. It is only carried on where the host still has the same, else all comes again from 0. */
  readonly resume?: { readonly offset: number; readonly validator: string }
}

export interface Download {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly finalUrl: string
  readonly redirects: readonly string[]
  /** Where the first piece belongs: 0, or `resume.offset`. */
  readonly startsAt: number
  /** Of the whole, as declared; null where it was not. */
  readonly totalBytes: number | null
  /** What `resume.validator` may be next time: a strong ETag or a date; null where the host gives none. */
  readonly validator: string | null
  readonly chunks: AsyncIterable<Buffer>
}

export interface HttpOptions {
  readonly allow: AllowList
  /** LYCEUM_DEV: listed hosts have `developmentPace`, each port for itself. */
  readonly isDevelopment: boolean
  readonly developmentPace?: Pace
  /** Asked each time, so that a contact named later is used at once. */
  readonly identity: () => Identity | Promise<Identity>
  readonly ledger: HostLedger
  readonly robots: RobotsCache
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn'>
  /** Hears when the breaker of a host opens and closes; `until` is when it may be tried again. */
  readonly onBreaker?: (host: string, change: 'opened' | 'closed', until: string) => void
  readonly now: () => string
  readonly sleep?: Clock['sleep']
  readonly random?: () => number
  readonly resolve?: Resolve
  readonly connectMs?: number
  /** How long a process that died still counts as in flight; 20 s. */
  readonly leaseMs?: number
}

const pageTimeouts: Timeouts = { firstByteMs: 15_000, idleMs: 15_000, wholeMs: 60_000 }
const downloadTimeouts: Timeouts = { firstByteMs: 15_000, idleMs: 30_000, wholeMs: 600_000 }
const pageBytes = 10_000_000

/** Opens the way out. Nothing is connected before the first request. */
export function openHttp(options: HttpOptions): Http {
  const { allow, isDevelopment, log } = options
  const house = openHouse(options)
  const keyOf = (url: string) => politenessKey(parseWebAddress(url), allow, isDevelopment)

  return {
    request: (purpose, request) =>
      told(log, purpose, request.url, () => runErrand(house, errandOf(request, pageTimeouts), wholeAnswer)),
    download: (purpose, request, sink) =>
      told(log, purpose, request.url, () => {
        const plain = errandOf(request, downloadTimeouts)
        const errand = { ...plain, headers: { ...plain.headers, ...rangeHeaders(request) }, isTakenOnce: true }
        return runErrand(house, errand, (arrival) => sink(downloadOf(arrival, request)))
      }),
    report: (url, weight) => recordTrouble(house.pacing, keyOf(url), weight),
    hostKey: keyOf,
    close: () => house.close(),
  }
}

function openHouse(options: HttpOptions): House & { close: () => Promise<void> } {
  const { allow, log, isDevelopment } = options
  let dispatcher: Promise<Dispatcher> | undefined
  const connecting = { allow, resolve: options.resolve ?? resolveBySystem, connectMs: options.connectMs ?? 5_000 }
  return {
    dispatcher: () => {
      dispatcher ??= import('./dispatcher.ts').then(({ openDispatcher }) => openDispatcher(connecting))
      return dispatcher
    },
    close: async () => (await dispatcher)?.destroy(),
    allow,
    isDevelopment,
    developmentPace: options.developmentPace ?? { concurrency: 8, minIntervalMs: 0, jitter: 0 },
    robots: options.robots,
    userAgent: async () => userAgent(await options.identity()),
    pacing: {
      ledger: options.ledger,
      clock: { now: options.now, sleep: options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal })) },
      random: options.random ?? (() => randomInt(2 ** 32) / 2 ** 32),
      leaseMs: options.leaseMs ?? 20_000,
      onBreaker: (key, change, until) => {
        if (change === 'opened') log.warn({ host: key, until }, 'breaker of a host opened')
        else log.info({ host: key }, 'breaker of a host closed')
        options.onBreaker?.(key, change, until)
      },
    },
  }
}

function errandOf(request: HttpRequest, timeouts: Timeouts): Errand {
  const { pace, robots = true, group, waitMs = 30_000 } = request.politeness ?? {}
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return {
    url: request.url,
    method: request.method ?? 'GET',
    headers: { accept: request.accept ?? '*/*', ...Object.fromEntries(headers) },
    body: request.body,
    maxBytes: request.maxBytes ?? pageBytes,
    timeouts: { ...timeouts, ...request.timeouts },
    signal: request.signal ?? new AbortController().signal,
    expect: request.expect ?? [],
    maxRedirects: request.maxRedirects ?? 5,
    isUpgraded: request.upgrade ?? false,
    pace: { ...politePace, ...pace },
    group,
    isRobotsAsked: robots,
    waitMs,
    isTakenOnce: false,
  }
}

async function told<T>(log: HttpOptions['log'], purpose: string, url: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const host = URL.canParse(url) ? new URL(url).host : ''
  const facts = () => ({ purpose, host, durationMs: Math.round(performance.now() - startedAt) })
  try {
    const result = await work()
    requestSent.tell({ purpose, end: 'answered', ms: performance.now() - startedAt })
    log.debug(facts(), 'outgoing request answered')
    return result
  } catch (error) {
    requestSent.tell({ purpose, end: 'failed', ms: performance.now() - startedAt })
    log.debug({ ...facts(), code: error instanceof HttpFailure ? error.code : 'other' }, 'outgoing request failed')
    throw error
  }
}

async function wholeAnswer(arrival: Arrival): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  for await (const chunk of readBody(arrival.body, bodyRules(arrival))) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const { status, headers, url, redirects } = arrival

  return {
    status,
    headers,
    finalUrl: url.href,
    redirects,
    bytes,
    text: () => decoded(bytes, headers.get('content-type')),
    json() {
      try {
        return JSON.parse(decoded(bytes, undefined))
      } catch (cause) {
        throw new HttpFailure('bad_response', url.host, { status, cause })
      }
    },
  }
}

/** Bytes that are wrong in the charset become replacement characters; a charset nobody knows is read as UTF-8. */
function decoded(bytes: Buffer, contentType: string | undefined): string {
  const label = /;\s*charset\s*=\s*"?([\w:.-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** A weak ETag says that two bodies mean the same, not that their bytes may be joined. */
const isStrong = (validator: string): boolean => validator !== '' && !validator.startsWith('W/')

function rangeHeaders({ resume }: DownloadRequest): Record<string, string> {
  if (!resume || resume.offset === 0 || !isStrong(resume.validator)) return { 'accept-encoding': 'identity' }
  return { 'accept-encoding': 'identity', range: `bytes=${resume.offset}-`, 'if-range': resume.validator }
}

/** @throws HttpFailure `bad_response` where a part comes that was not asked for. */
function downloadOf(arrival: Arrival, { resume }: DownloadRequest): Download {
  const { status, headers, url, redirects, errand } = arrival
  const rules = bodyRules(arrival)
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  const startsAt = status === 206 ? Number(range?.[1]) : 0
  if (status === 206 && (!resume || startsAt !== resume.offset)) throw new HttpFailure('bad_response', url.host)

  const etag = headers.get('etag') ?? ''
  const ranged = range && range[2] !== '*' ? Number(range[2]) : null
  const declared = rules.declaredBytes === undefined ? null : startsAt + rules.declaredBytes
  return {
    status,
    headers,
    finalUrl: url.href,
    redirects,
    startsAt,
    totalBytes: status === 206 ? (ranged ?? declared) : declared,
    validator: isStrong(etag) ? etag : (headers.get('last-modified') ?? null),
    chunks: readBody(arrival.body, { ...rules, maxBytes: errand.maxBytes - startsAt }),
  }
}
