import type { FastifyReply, FastifyRequest } from 'fastify'
import { databaseFailure } from '../database/failures.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { formExpired } from '../web/errors.ts'
import { wantsFragment } from '../web/page.ts'
import { safePath } from '../web/safe-path.ts'
import { isForProgram } from '../web/security.ts'
import type { Guard } from '../web/web.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { csrfTokenFor, isSameToken, isUnsafe, refuseForeignOrigin, sentToken } from './csrf.ts'
import { listGroupsThatMay } from './groups/queries/groups.ts'
import { badToken, bearerOf, prepareIdentify, type Visitor } from './identifying.ts'
import { links } from './links.ts'
import { can, notAllowed } from './permissions.ts'
import type { LiveSession } from './queries/sessions.ts'
import { isFactorDemanded } from './second-factor/requiring.ts'
import { newSecret } from './secrets.ts'
import { factorSetting } from './settings.ts'
import { demandScope } from './token-scopes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Also for who has to set a second factor up first: what that takes, and the way out. */
    isBeforeFactor?: true
  }
  interface FastifyRequest {
    /** The session by which `person` is known; undefined for an API token and for nobody. */
    session: LiveSession | undefined
    /** What a trusted proxy calls the person; undefined where none has signed them in. */
    proxyName: string | undefined
  }
}

/**
 * Stands in front of every route: finds out who asks, and lets nobody through whom the route's rule does not name. What
 * changes something must besides come from our own pages, and bring the token of this very visitor.
 */
export const guard =
  (platform: Platform): Guard =>
  (web) => {
    const identify = prepareIdentify(platform)
    web.decorateRequest('session', undefined)
    web.decorateRequest('proxyName', undefined)

    web.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config?.vital || request.routeOptions.config?.apart) return
      const visitor = await orRefuse(request, () => identify(request))
      request.person = visitor.person
      request.session = visitor.session
      request.proxyName = visitor.proxyName
      giveToken(platform, request, reply, visitor)
      if (request.is404) return
      const { byLink } = request.routeOptions.config
      if (isUnsafe(request) && !visitor.isByBearer && !byLink) refuseForeignOrigin(request, platform.config.baseUrl)
      if (request.routeOptions.config.rule === 'open') return
      if (!visitor.person) return sendToSignIn(request, reply, visitor)
      await orRefuse(request, () => demandRule(platform, request, visitor))
      if (await orRefuse(request, () => lacksFactor(platform, request, visitor))) return sendToFactor(request, reply)
    })

    web.addHook('preValidation', async (request) => {
      if (!isUnsafe(request) || request.is404 || bearerOf(request) !== undefined) return
      if (request.routeOptions.config.byLink) return
      if (!isTokenInStream(request)) request.checkToken(sentToken(request))
    })
  }

/** Who is no person-to-be-refused gets an exception of ours; anything else that goes wrong in the guard is a refusal too. */
async function orRefuse<Result>(request: FastifyRequest, ask: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof UserError) throw error
    const failure = databaseFailure(error)
    if (failure) throw failure
    request.log.error({ err: error, requestId: request.id }, 'guard failed')
    const sentence = 'The house could not find out whether you may do this. Please try again.'
    throw new UserError('forbidden', 'accounts.guard-failed', sentence, { cause: error })
  }
}

async function demandRule({ db }: Platform, request: FastifyRequest, { person, scope }: Visitor): Promise<void> {
  const { rule } = request.routeOptions.config
  if (rule === undefined || rule === 'open') throw new Error('A route without a rule was reached.')
  if (!can(person, rule)) throw notAllowed(rule, await listGroupsThatMay(db, rule))
  if (scope) demandScope(scope, rule, isUnsafe(request))
}

/** Whoever the house wants a second factor of does nothing else before there is one; a token was made by who had it. */
async function lacksFactor({ settings, db }: Platform, request: FastifyRequest, visitor: Visitor): Promise<boolean> {
  if (!visitor.session || visitor.session.factor_since !== null) return false
  if (request.routeOptions.config.isBeforeFactor) return false
  return isFactorDemanded(await settings.get(db, factorSetting), visitor.session.role)
}

function sendToFactor(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isForProgram(request))
    throw new UserError('forbidden', 'accounts.factor-needed', 'Please set up a second factor for your account first.')
  if (wantsFragment(request)) return reply.code(403).header('hx-redirect', links.factor()).send()
  return reply.redirect(links.factor(), 303)
}

/** Sets `csrfToken` and `checkToken`. A visitor without a cookie gets one with the first page that asks for a token. */
function giveToken(platform: Platform, request: FastifyRequest, reply: FastifyReply, visitor: Visitor): void {
  const { config, secret } = platform
  if (visitor.isByBearer) return
  const cookie = visitor.session ? readCookie(request, config, 'session') : readCookie(request, config, 'visit')
  if (cookie !== undefined) request.csrfToken = csrfTokenFor(secret, cookie)
  else giveTokenLater(platform, request, reply)
  if (!isUnsafe(request)) return

  request.checkToken = (token) => {
    if (cookie !== undefined && isSameToken(csrfTokenFor(secret, cookie), token)) return
    request.log.warn(
      { requestId: request.id, route: request.routeOptions.url, address: request.ip },
      'request without token refused',
    )
    throw formExpired()
  }
}

function giveTokenLater(platform: Platform, request: FastifyRequest, reply: FastifyReply): void {
  let token: string | undefined
  const make = (): string => {
    const fresh = newSecret()
    writeCookie(reply, platform.config, 'visit', fresh)
    return csrfTokenFor(platform.secret, fresh)
  }
  Object.defineProperty(request, 'csrfToken', { configurable: true, get: () => (token ??= make()) })
}

/** An upload brings its token as the first field of the stream, where `uploads.ts` looks at it before any file. */
const isTokenInStream = (request: FastifyRequest): boolean =>
  request.routeOptions.config.upload !== undefined &&
  request.headers['x-csrf-token'] === undefined &&
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')

/** A person goes to the sign-in page and comes back; a program is told. */
function sendToSignIn(request: FastifyRequest, reply: FastifyReply, visitor: Visitor): FastifyReply {
  if (visitor.isByBearer || isForProgram(request)) {
    reply.header('www-authenticate', 'Bearer')
    throw visitor.isByBearer ? badToken() : signInNeeded()
  }
  const address = links.signIn(placeToReturnTo(request))
  if (wantsFragment(request)) return reply.code(401).header('hx-redirect', address).send()
  return reply.redirect(address, 303)
}

const signInNeeded = (): UserError =>
  new UserError('unauthenticated', 'accounts.sign-in-needed', 'Please sign in first.')

/** The page that the visitor sees: what was asked for, or, for a form or a fragment, the page on which it stands. */
function placeToReturnTo(request: FastifyRequest): string {
  if (!isUnsafe(request) && !wantsFragment(request)) return safePath(request.url)
  const seen = URL.parse(String(request.headers['hx-current-url'] ?? request.headers.referer ?? ''))
  return seen ? safePath(seen.pathname + seen.search) : '/'
}
