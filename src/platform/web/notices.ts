import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A sentence about what just happened, shown once. */
export type Notice = Readonly<{ level: 'success' | 'info' | 'warning' | 'danger'; text: string }>

const cookieName = 'lyceum-notices'
const mostNotices = 5
const longestText = 300
const shown = new WeakMap<FastifyRequest, Notice[]>()

/** Says something on this answer, or, where it is a redirect, on the page that follows. The text is translated already. */
export function addNotice(reply: FastifyReply, level: Notice['level'], text: string): void {
  const notices = waiting(reply.request)
  notices.push({ level, text: text.slice(0, longestText) })
}

/** What is to be shown on this page: what the last answer left, and what this one has said so far. */
export function takeNotices(request: FastifyRequest): readonly Notice[] {
  return waiting(request)
}

/** Keeps notices for the next page when this answer is a redirect, and forgets those that were shown. */
export function settleNotices(request: FastifyRequest, reply: FastifyReply): void {
  const notices = shown.get(request)
  const isRedirect = reply.statusCode >= 300 && reply.statusCode < 400
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) } as const
  if (isRedirect && notices && notices.length > 0) reply.setCookie(cookieName, seal(notices, secretOf(request)), cookie)
  else if (notices && request.cookies?.[cookieName] !== undefined) reply.clearCookie(cookieName, cookie)
}

function waiting(request: FastifyRequest): Notice[] {
  const known = shown.get(request)
  if (known) return known
  const fresh = unseal(request.cookies?.[cookieName], secretOf(request))
  shown.set(request, fresh)
  return fresh
}

const secretOf = (request: FastifyRequest): string => request.server.house.platform.secret
const isSecure = (request: FastifyRequest): boolean => request.server.house.platform.config.baseUrl.startsWith('https:')

function seal(notices: readonly Notice[], secret: string): string {
  const text = Buffer.from(JSON.stringify(notices.slice(-mostNotices))).toString('base64url')
  return `${text}.${sign(text, secret)}`
}

/** Anything that does not bear our signature is as good as nothing: nobody may put words into the house's mouth. */
function unseal(cookie: string | undefined, secret: string): Notice[] {
  if (cookie === undefined) return []
  const [text = '', signature = ''] = cookie.split('.')
  const expected = Buffer.from(sign(text, secret))
  const given = Buffer.from(signature)
  if (text === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) return []
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}

const sign = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(`notices\n${text}`).digest('base64url')
