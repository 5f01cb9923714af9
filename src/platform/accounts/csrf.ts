import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export const isUnsafe = (request: FastifyRequest): boolean => !safeMethods.has(request.method)

/** The token that goes along with every form of the visitor who holds this cookie. */
export const csrfTokenFor = (secret: string, cookie: string): string =>
  createHmac('sha256', secret).update(`csrf\n${cookie}`).digest('base64url')

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
