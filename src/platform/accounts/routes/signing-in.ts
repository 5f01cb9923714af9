import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import { safePath } from '../../web/safe-path.ts'
import type { Web } from '../../web/web.ts'
import { clearCookie, readCookie } from '../cookies.ts'
import { links } from '../links.ts'
import { signInPage } from '../pages/sign-in.ts'
import { personOf } from '../person-of.ts'
import { signedOutPage } from '../proxy/pages.ts'
import { NextQuery, SignInForm } from '../schemas.ts'
import { signOut } from '../sessions.ts'
import { registrationSetting } from '../settings.ts'
import { signIn } from '../signing-in.ts'
import { otherEntrances } from './more-ways.ts'
import { comeIn, visitOf } from './visits.ts'

export function addSignIn(web: Web, platform: Platform): void {
  const { config, db, settings } = platform

  /** The page tells of registering only where that is possible. */
  async function draw(request: FastifyRequest, state: FormState, next: string): Promise<View> {
    const mode = await settings.get(db, registrationSetting)
    const more = await otherEntrances(platform, request, next)
    return signInPage(pageOf(request), state, next, mode === 'academic' || mode === 'open', more)
  }

  web.get(links.signIn(), { schema: { querystring: NextQuery }, config: { rule: 'open' } }, async (request, reply) => {
    const next = safePath(request.query.next)
    if (request.person && request.query.again === undefined) return reply.redirect(next, 303)
    return sendPage(reply, await draw(request, emptyForm, next))
  })

  const form = (request: FastifyRequest, state: FormState): Promise<View> =>
    draw(request, state, safePath(state.values.next))
  web.post(links.signIn(), { schema: { body: SignInForm }, config: { rule: 'open', form } }, async (request, reply) => {
    const admission = await signIn(platform, request.body, visitOf(request), readCookie(request, config, 'session'))
    return comeIn(reply, platform, admission, safePath(request.body.next))
  })

  web.post(links.signOut(), { config: { rule: 'account.manage', isBeforeFactor: true } }, async (request, reply) => {
    if (request.session) await signOut(platform, personOf(request), request.session.id)
    clearCookie(reply, config, 'session')
    if (request.proxyName !== undefined) return sendOut(reply, config.proxySignOutUrl)
    addNotice(reply, 'success', pageOf(request).t('You are signed out.'))
    return reply.redirect(links.signIn(), 303)
  })
}

/** A form may lead to our own pages alone, so that the browser is sent on by a header. */
function sendOut(reply: FastifyReply, address: string | undefined): FastifyReply {
  if (address !== undefined) reply.header('refresh', `0; url=${address}`)
  return sendPage(reply, signedOutPage({ ...pageOf(reply.request), person: undefined }, address))
}
