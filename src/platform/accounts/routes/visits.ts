import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { pageOf } from '../../web/page.ts'
import { writeCookie } from '../cookies.ts'
import type { Asker } from '../registering.ts'
import { isFresh, type StartedSession, type Visit } from '../sessions.ts'

export const visitOf = (request: FastifyRequest): Visit => ({
  address: request.ip,
  userAgent: request.headers['user-agent'],
})

export const askerOf = (request: FastifyRequest): Asker => ({
  address: request.ip,
  language: pageOf(request).language,
})

export const keepSession = (
  reply: FastifyReply,
  { config }: Platform,
  { secret, maxAgeSeconds }: StartedSession,
): void => writeCookie(reply, config, 'session', secret, maxAgeSeconds)

/** What outlives a session (a token, another address) only somebody may make who signed in just now: no token does. */
export const needsSignIn = ({ now }: Platform, { session }: FastifyRequest): boolean =>
  !session || !isFresh(session, now())
