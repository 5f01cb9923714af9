import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export const isUnsafe = (request: FastifyRequest): boolean => !safeMethods.has(request.method)

const knownTokens = new Map<string, string>()
const mostTokens = 1_000
/** Ours have 43 characters; nobody fills the memory with longer ones. */
const longestCookie = 100

/** The token that goes along with every form of the visitor who holds this cookie; remembered, since each page asks. */
export function csrfTokenFor(secret: string, cookie: string): string {
  const key = `${secret}\n${cookie}`
  const known = knownTokens.get(key)
  if (known !== undefined) return known
  const token = createHmac('sha256', secret).update(`csrf\n${cookie}`).digest('base64url')
  if (knownTokens.size >= mostTokens) knownTokens.clear()
  if (cookie.length <= longestCookie) knownTokens.set(key, token)
  return token
}

export function isSameToken(expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Refuses what another site sent. Browsers say by themselves, in a header that no page can write, where a request comes
 * from; those too old for it say at least the origin.
 *
 * @throws UserError `accounts.foreign-origin`
 */
export function refuseForeignOrigin(request: FastifyRequest, baseUrl: string): void {
  const site = request.headers['sec-fetch-site']
  const isOurs =
    site === undefined
      ? request.headers.origin === URL.parse(baseUrl)?.origin
      : site === 'same-origin' || site === 'none'
  if (isOurs) return
  throw new UserError(
    'forbidden',
    'accounts.foreign-origin',
    'This was sent from another site. Please load the page again and send it from here.',
  )
}

/** Where the visitor's token stands in an ordinary request; undefined where there is none. */
export function sentToken(request: FastifyRequest): unknown {
  const header = request.headers['x-csrf-token']
  if (header !== undefined) return header
  const { body } = request
  return typeof body === 'object' && body !== null && '_token' in body ? body._token : undefined
}
