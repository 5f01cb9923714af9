import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../platform.ts'
import { emptyForm, type FormState } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendPage, type View } from '../web/page.ts'
import { safePath } from '../web/safe-path.ts'
import type { Web } from '../web/web.ts'
import { clearCookie, readCookie, writeCookie } from './cookies.ts'
import { demandFirstAdministratorLink, makeFirstAdministrator } from './first-administrator.ts'
import { links } from './links.ts'
import { accountPage } from './pages/account.ts'
import { firstAdministratorPage } from './pages/first-administrator.ts'
import { signInPage } from './pages/sign-in.ts'
import { newTokenPage, tokenMadePage } from './pages/tokens.ts'
import { actorOf } from './person.ts'
import { personOf } from './person-of.ts'
import { listSessions } from './queries/sessions.ts'
import { listTokens } from './queries/tokens.ts'
import { FirstAdministratorForm, IdParams, NextQuery, SecretParams, SignInForm, TokenForm } from './schemas.ts'
import { endOtherSessions, endSession, isFresh, type StartedSession, signOut, type Visit } from './sessions.ts'
import { signIn } from './signing-in.ts'
import { makeToken, revokeToken } from './tokens.ts'

/** Every address of accounts. */
export function addRoutes(web: Web, platform: Platform): void {
  addSignIn(web, platform)
  addFirstAdministrator(web, platform)
  addAccount(web, platform)
  addTokens(web, platform)
  web.get(
    '/api/v1/me',
    { config: { rule: 'account.manage', about: { summary: 'Who the token or session speaks for' } } },
    async (request) => {
      const { id, name, email, role, language, timezone } = personOf(request)
      return { id, name, email, role, language, timezone }
    },
  )
}

function addSignIn(web: Web, platform: Platform): void {
  const { config } = platform

  web.get(links.signIn(), { schema: { querystring: NextQuery }, config: { rule: 'open' } }, async (request, reply) => {
    const next = safePath(request.query.next)
    if (request.person && request.query.again === undefined) return reply.redirect(next, 303)
    return sendPage(reply, signInPage(pageOf(request), emptyForm, next))
  })

  const form = (request: FastifyRequest, state: FormState): View =>
    signInPage(pageOf(request), state, safePath(state.values.next))
  web.post(links.signIn(), { schema: { body: SignInForm }, config: { rule: 'open', form } }, async (request, reply) => {
    const session = await signIn(platform, request.body, visitOf(request), readCookie(request, config, 'session'))
    keepSession(reply, platform, session)
    return reply.redirect(safePath(request.body.next), 303)
  })

  web.post(links.signOut(), { config: { rule: 'account.manage' } }, async (request, reply) => {
    if (request.session) await signOut(platform, personOf(request), request.session.id)
    clearCookie(reply, config, 'session')
    addNotice(reply, 'success', pageOf(request).t('You are signed out.'))
    return reply.redirect(links.signIn(), 303)
  })
}

function addFirstAdministrator(web: Web, platform: Platform): void {
  const address = links.firstAdministrator(':secret')
  const form = (request: FastifyRequest, state: FormState): View => {
    const { secret } = SecretParams.parse(request.params)
    return firstAdministratorPage(pageOf(request), state, secret)
  }

  web.get(address, { schema: { params: SecretParams }, config: { rule: 'open' } }, async (request, reply) => {
    await demandFirstAdministratorLink(platform, platform.db, request.params.secret)
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, firstAdministratorPage(pageOf(request), emptyForm, request.params.secret))
  })

  const schema = { params: SecretParams, body: FirstAdministratorForm }
  web.post(address, { schema, config: { rule: 'open', form } }, async (request, reply) => {
    const session = await makeFirstAdministrator(platform, request.params.secret, request.body, visitOf(request))
    keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('You are the administrator of this house now. Welcome!'))
    return reply.redirect('/', 303)
  })
}

function addAccount(web: Web, platform: Platform): void {
  const { db, now, config } = platform

  web.get(links.account(), { config: { rule: 'account.manage' } }, async (request, reply) => {
    const person = personOf(request)
    const [sessions, tokens] = await Promise.all([listSessions(db, person.id, now()), listTokens(db, person.id)])
    return sendPage(reply, accountPage(pageOf(request), person, { sessions, tokens, currentId: request.session?.id }))
  })

  web.post(links.otherSessions(), { config: { rule: 'account.manage' } }, async (request, reply) => {
    const count = await endOtherSessions(platform, personOf(request), request.session?.id)
    addNotice(reply, 'success', pageOf(request).t('{{count}} other sessions were ended.', { count }))
    return reply.redirect(links.account(), 303)
  })

  const schema = { params: IdParams }
  web.post(links.endSession(':id'), { schema, config: { rule: 'account.manage' } }, async (request, reply) => {
    const { id } = request.params
    await endSession(platform, personOf(request), id)
    if (id === request.session?.id) clearCookie(reply, config, 'session')
    addNotice(reply, 'success', pageOf(request).t('The session was ended.'))
    return reply.redirect(links.account(), 303)
  })
}

function addTokens(web: Web, platform: Platform): void {
  web.get(links.newToken(), { config: { rule: 'account.manage' } }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newToken()), 303)
    return sendPage(reply, newTokenPage(pageOf(request), emptyForm))
  })

  const form = (request: FastifyRequest, state: FormState): View => newTokenPage(pageOf(request), state)
  const options = { schema: { body: TokenForm }, config: { rule: 'account.manage', form } } as const
  web.post(links.tokens(), options, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newToken()), 303)
    const person = personOf(request)
    const made = await makeToken(platform, person.id, request.body, actorOf(person))
    // The one answer that holds the secret: a redirect would have to keep it somewhere.
    return sendPage(reply.code(201), tokenMadePage(pageOf(request), made))
  })

  const schema = { params: IdParams }
  web.post(links.revokeToken(':id'), { schema, config: { rule: 'account.manage' } }, async (request, reply) => {
    const person = personOf(request)
    await revokeToken(platform, person.id, request.params.id, actorOf(person))
    addNotice(reply, 'success', pageOf(request).t('The token was revoked.'))
    return reply.redirect(links.account(), 303)
  })
}

/** A token outlives the session that made it, so only somebody who signed in just now may make one: no token makes tokens. */
const needsSignIn = ({ now }: Platform, { session }: FastifyRequest): boolean => !session || !isFresh(session, now())

const visitOf = (request: FastifyRequest): Visit => ({ address: request.ip, userAgent: request.headers['user-agent'] })

const keepSession = (reply: FastifyReply, { config }: Platform, { secret, maxAgeSeconds }: StartedSession): void =>
  writeCookie(reply, config, 'session', secret, maxAgeSeconds)
