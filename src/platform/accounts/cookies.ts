import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'

/**
 * Who is signed in; who only looks at a form (a visitor's token needs something to be bound to before sign-in too); and
 * who is in the middle of something, such as the second step of a sign-in.
 */
type CookieKind = 'session' | 'visit' | 'pending'

const plainNames: Readonly<Record<CookieKind, string>> = {
  session: 'lyceum',
  visit: 'lyceum-visit',
  pending: 'lyceum-pending',
}
const secretForm = /^[\w-]{43}$/

/** What a cookie holds; undefined where it is absent, or nothing that we could have made. */
export function readCookie(request: FastifyRequest, config: Config, kind: CookieKind): string | undefined {
  const value = request.cookies[cookieName(config, kind)]
  return value !== undefined && secretForm.test(value) ? value : undefined
}

/** Without an age it goes when the browser is closed. */
export function writeCookie(
  reply: FastifyReply,
  config: Config,
  kind: CookieKind,
  secret: string,
  maxAgeSeconds?: number,
): void {
  reply.setCookie(cookieName(config, kind), secret, { ...cookieOptions(config), maxAge: maxAgeSeconds })
}

export function clearCookie(reply: FastifyReply, config: Config, kind: CookieKind): void {
  reply.clearCookie(cookieName(config, kind), cookieOptions(config))
}

/** Over https the browser itself sees to it that no neighbouring host or page without encryption can plant it. */
export const cookieName = (config: Config, kind: CookieKind): string =>
  isSecure(config) ? `__Host-${plainNames[kind]}` : plainNames[kind]

const cookieOptions = (config: Config) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config) }) as const

const isSecure = (config: Config): boolean => config.baseUrl.startsWith('https:')
