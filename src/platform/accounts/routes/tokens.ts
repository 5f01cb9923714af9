import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { links } from '../links.ts'
import { newTokenPage, tokenMadePage, tokensPage } from '../pages/tokens.ts'
import { actorOf } from '../person.ts'
import { personOf } from '../person-of.ts'
import { listTokens } from '../queries/tokens.ts'
import { IdParams } from '../schemas.ts'
import { TokenForm } from '../token-scopes.ts'
import { makeToken, revokeToken } from '../tokens.ts'
import { needsSignIn } from './visits.ts'

const own = { rule: 'account.manage' } as const

export function addTokens(web: Web, platform: Platform): void {
  web.get(links.tokens(), { config: own }, async (request, reply) =>
    sendPage(reply, tokensPage(pageOf(request), await listTokens(platform.db, personOf(request).id))),
  )

  web.get(links.newToken(), { config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newToken()), 303)
    return sendPage(reply, newTokenPage(pageOf(request), emptyForm))
  })

  const form = (request: FastifyRequest, state: FormState): View => newTokenPage(pageOf(request), state)
  const options = { schema: { body: TokenForm }, config: { ...own, form } } as const
  web.post(links.tokens(), options, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newToken()), 303)
    const person = personOf(request)
    const made = await makeToken(platform, person.id, request.body, actorOf(person))
    // The one answer that holds the secret: a redirect would have to keep it somewhere.
    return sendPage(reply.code(201), tokenMadePage(pageOf(request), made))
  })

  const schema = { params: IdParams }
  web.post(links.revokeToken(':id'), { schema, config: own }, async (request, reply) => {
    const person = personOf(request)
    await revokeToken(platform, person.id, request.params.id, actorOf(person))
    addNotice(reply, 'success', pageOf(request).t('The token was revoked.'))
    return reply.redirect(links.tokens(), 303)
  })
}
