import { parseWebAddress } from './addresses.ts'
import { HttpFailure } from './failures.ts'

/** One request on the way. */
export interface Step {
  readonly method: string
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

const redirectCodes: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** What may be said to anyone. All else may be a key or a name, and stays with the origin it was meant for. */
const harmless: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'if-range',
  'range',
  'user-agent',
])

export const isRedirect = (status: number): boolean => redirectCodes.has(status)

/**
 * The request that a redirect asks for (RFC 9110, 15.4): 303 turns all but HEAD into GET, 301 and 302 do so with POST, 307
 * and 308 repeat what was sent. `place` may turn http into https where the house wants it so.
 *
 * @throws HttpFailure `bad_response` without a Location, `insecure_redirect`, `bad_address`, `blocked_address`.
 */
export function followRedirect(
  step: Step,
  status: number,
  location: string | undefined,
  place: (url: URL) => URL,
): Step {
  if (!location) throw new HttpFailure('bad_response', step.url.host, { status })
  const url = place(parseWebAddress(location, step.url))
  if (step.url.protocol === 'https:' && url.protocol === 'http:') throw new HttpFailure('insecure_redirect', url.host)

  const becomesGet = status === 303 ? step.method !== 'HEAD' : status <= 302 && step.method === 'POST'
  const kept = Object.entries(step.headers).filter(
    ([name]) => (url.origin === step.url.origin || harmless.has(name)) && !(becomesGet && name === 'content-type'),
  )
  return {
    method: becomesGet ? 'GET' : step.method,
    url,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : step.body,
  }
}
