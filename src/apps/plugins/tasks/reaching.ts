import { HttpFailure } from '../../../platform/http/failures.ts'
import type { HttpAnswer, HttpRequest } from '../../../platform/http/http.ts'
import type { Platform } from '../../../platform/platform.ts'
import { askInside, type InsideAnswer } from './inside.ts'

/** For whom a plugin asks, and until when. */
export type Caller = Readonly<{
  platform: Platform
  /** Null: nobody in particular. */
  personId: string | null
  signal: AbortSignal
}>

export type Answer = Pick<HttpAnswer, 'status' | 'headers' | 'finalUrl' | 'redirects' | 'bytes' | 'json'>

/** Programs that talk to programs: side by side, and not asked by robots.txt. */
export const webPoliteness = { pace: { concurrency: 8, minIntervalMs: 0, jitter: 0 }, robots: false, waitMs: 5_000 }

const mostRedirects = 5

/**
 * Asks another program. Own addresses below the runner are answered inside, with the rights of whoever the plugin works
 * for: no connection, and no address in a private network to allow. Everything else goes the house's one way out.
 *
 * @throws HttpFailure in either case.
 */
export async function reach(caller: Caller, purpose: string, request: HttpRequest): Promise<Answer> {
  const { platform, personId, signal } = caller
  const redirects: string[] = []
  let asked = { ...request, url: rewritten(platform.config, request.url) }
  for (;;) {
    const { url, method = 'GET', body, accept = '*/*' } = asked
    const headers = { accept, ...asked.headers }
    const answer = await askInside(platform, personId, { method, url, headers, body, signal })
    if (!answer) {
      const outside = await platform.http.request(purpose, { politeness: webPoliteness, ...asked, signal })
      return { ...outside, redirects: [...redirects, ...outside.redirects] }
    }
    const next = redirectOf(url, answer)
    if (next === undefined || redirects.length >= (request.maxRedirects ?? mostRedirects))
      return checked(url, redirects, answer, request.expect ?? [])
    redirects.push(url)
    asked = followed(asked, next, answer.status)
  }
}

/** The address under which a program is reached from here, by the rules of LYCEUM_RUNNER_URL_MAP in their order. */
export const rewritten = ({ runner }: Platform['config'], url: string): string =>
  runner.urlMap.reduce((address, [pattern, to]) => address.replace(new RegExp(pattern), to), url)

function redirectOf(url: string, { status, headers }: InsideAnswer): string | undefined {
  const location = headers.get('location')
  return [301, 302, 303, 307, 308].includes(status) && location !== undefined ? new URL(location, url).href : undefined
}

/** @see RFC 9110, 15.4: only 307 and 308 keep method and body. */
function followed(request: HttpRequest, url: string, status: number): HttpRequest {
  if (status === 307 || status === 308) return { ...request, url }
  const { body: _body, method, headers, ...rest } = request
  const kept = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-type')
  return { ...rest, url, method: method === 'HEAD' ? 'HEAD' : 'GET', headers: Object.fromEntries(kept) }
}

function checked(url: string, redirects: string[], answer: InsideAnswer, expected: readonly number[]): Answer {
  const { status, headers, bytes } = answer
  const { host } = new URL(url)
  if ((status < 200 || status > 299) && !expected.includes(status))
    throw new HttpFailure(status >= 500 ? 'http_5xx' : 'http_4xx', host, { status })
  const json = (): unknown => {
    try {
      return JSON.parse(bytes.toString('utf8'))
    } catch (cause) {
      throw new HttpFailure('bad_response', host, { status, cause })
    }
  }
  return { status, headers, bytes, finalUrl: url, redirects, json }
}
