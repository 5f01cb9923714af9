import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { demandStayLink, stay } from '../leaving.ts'
import { links } from '../links.ts'
import { addressToConfirm, confirmAddress } from '../own-account.ts'
import { forgottenPage, forgottenSentPage, newAddressPage, resetPage, stayPage } from '../pages/forgotten.ts'
import { EmailForm, NewPasswordForm } from '../registration-schemas.ts'
import { askForReset, personToReset, resetPassword } from '../resetting.ts'
import { SecretParams } from '../schemas.ts'
import { askerOf } from './visits.ts'

const open = { rule: 'open' } as const

/** Where links of letters lead that belong to an account which is there. */
export function addLinks(web: Web, platform: Platform): void {
  addForgotten(web, platform)
  addReset(web, platform)
  addOneButton(web, platform)
}

function addForgotten(web: Web, platform: Platform): void {
  const form = (request: FastifyRequest, state: FormState): View => forgottenPage(pageOf(request), state)
  web.get(links.forgotten(), { config: open }, (request, reply) => sendPage(reply, form(request, emptyForm)))

  web.post(links.forgotten(), { schema: { body: EmailForm }, config: { ...open, form } }, async (request, reply) => {
    await askForReset(platform, request.body.email, askerOf(request))
    return reply.redirect(links.forgottenSent(), 303)
  })

  web.get(links.forgottenSent(), { config: open }, (request, reply) =>
    sendPage(reply, forgottenSentPage(pageOf(request))),
  )
}

function addReset(web: Web, platform: Platform): void {
  const address = links.reset(':secret')
  const draw = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { secret } = SecretParams.parse(request.params)
    const { email } = await personToReset(platform, platform.db, secret)
    return resetPage(pageOf(request), state, secret, email)
  }

  web.get(address, { schema: { params: SecretParams }, config: open }, async (request, reply) => {
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, await draw(request, emptyForm))
  })

  const schema = { params: SecretParams, body: NewPasswordForm }
  web.post(address, { schema, config: { ...open, form: draw } }, async (request, reply) => {
    await resetPassword(platform, request.params.secret, request.body.password)
    addNotice(reply, 'success', pageOf(request).t('The new password counts. Sign in with it.'))
    return reply.redirect(links.signIn(), 303)
  })
}

/** Links that bring about one thing: a page that says what, and a button; programs that look at letters press none. */
function addOneButton(web: Web, platform: Platform): void {
  const schema = { params: SecretParams }

  web.get(links.newAddress(':secret'), { schema, config: open }, async (request, reply) => {
    const { secret } = request.params
    const email = await addressToConfirm(platform, secret)
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, newAddressPage(pageOf(request), secret, email))
  })

  web.post(links.newAddress(':secret'), { schema, config: open }, async (request, reply) => {
    await confirmAddress(platform, request.params.secret, request.session?.id)
    addNotice(reply, 'success', pageOf(request).t('Your account has its new address.'))
    return reply.redirect(request.person ? links.security() : links.signIn(), 303)
  })

  web.get(links.stay(':secret'), { schema, config: open }, async (request, reply) => {
    const { secret } = request.params
    await demandStayLink(platform, secret)
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, stayPage(pageOf(request), secret))
  })

  web.post(links.stay(':secret'), { schema, config: open }, async (request, reply) => {
    await stay(platform, request.params.secret)
    addNotice(reply, 'success', pageOf(request).t('Your account is open again. Welcome back!'))
    return reply.redirect(links.signIn(), 303)
  })
}
