import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { pageOf } from '../../web/page.ts'
import type { Admission } from '../admitting.ts'
import { writeCookie } from '../cookies.ts'
import { csrfTokenFor } from '../csrf.ts'
import { links } from '../links.ts'
import type { Asker } from '../registering.ts'
import { pendingMs } from '../second-factor/pending.ts'
import { isFresh, type StartedSession, type Visit } from '../sessions.ts'

export const visitOf = (request: FastifyRequest): Visit => ({
  address: request.ip,
  userAgent: request.headers['user-agent'],
})

export const askerOf = (request: FastifyRequest): Asker => ({
  address: request.ip,
  language: pageOf(request).language,
})

/** The browser goes on under a new session, and so do the forms of the page that this answer may be. */
export function keepSession(reply: FastifyReply, platform: Platform, { secret, maxAgeSeconds }: StartedSession): void {
  writeCookie(reply, platform.config, 'session', secret, maxAgeSeconds)
  reply.request.csrfToken = csrfTokenFor(platform.secret, secret)
}

/** On to where the visitor wanted to go, or to the second step before it. */
export function comeIn(reply: FastifyReply, platform: Platform, admission: Admission, next: string): FastifyReply {
  if (admission.kind === 'session') {
    keepSession(reply, platform, admission.session)
    return reply.redirect(next, 303)
  }
  keepPending(reply, platform, admission.secret)
  return reply.redirect(links.secondStep(next), 303)
}

export const keepPending = (reply: FastifyReply, { config }: Platform, secret: string): void =>
  writeCookie(reply, config, 'pending', secret, pendingMs / 1_000)

/**
 * What outlives a session (a token, another address) only somebody may make who signed in just now: no token does. Whom a
 * proxy signs in proves it with each request.
 */
export const needsSignIn = ({ now }: Platform, { session, proxyName }: FastifyRequest): boolean =>
  proxyName === undefined && (!session || !isFresh(session, now()))
