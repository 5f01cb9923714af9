import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState, filledForm } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { type Page, pageOf, sendFragment, sendPage, type View, wantsFragment } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { confirmRegistration, registrationToConfirm } from '../confirming.ts'
import { readCookie } from '../cookies.ts'
import { acceptInvitation, demandInvitation } from '../inviting.ts'
import { links } from '../links.ts'
import { confirmPage, invitationPage } from '../pages/confirm.ts'
import { type RegisterValues, registeredPage, registerPage, verdictPart } from '../pages/register.ts'
import { termsPage } from '../pages/terms.ts'
import { askForConfirmation, judgeHere, register } from '../registering.ts'
import {
  AcceptInvitationForm,
  AskingForm,
  ConfirmForm,
  EmailForm,
  RegisterForm,
  SentQuery,
} from '../registration-schemas.ts'
import { SecretParams } from '../schemas.ts'
import { registrationSetting, termsSetting, vouchingSetting } from '../settings.ts'
import { askerOf, keepSession, visitOf } from './visits.ts'

const open = { rule: 'open' } as const

export function addRegistering(web: Web, platform: Platform): void {
  addRegister(web, platform)
  addConfirm(web, platform)
  addInvitation(web, platform)
  web.get(links.terms(), { config: open }, async (request, reply) =>
    sendPage(reply, termsPage(pageOf(request), await platform.settings.get(platform.db, termsSetting))),
  )
}

function addRegister(web: Web, platform: Platform): void {
  const draw = async (request: FastifyRequest, state: FormState): Promise<View> =>
    registerPage(pageOf(request), state, await valuesFor(platform, state))

  web.get(links.register(), { config: open }, async (request, reply) => sendPage(reply, await draw(request, emptyForm)))

  web.post(links.verdict(), { schema: { body: AskingForm }, config: open }, async (request, reply) => {
    const state = filledForm(request.body)
    if (!wantsFragment(request)) return sendPage(reply, await draw(request, state))
    return sendFragment(reply, verdictPart(pageOf(request), state, await valuesFor(platform, state)))
  })

  web.post(
    links.register(),
    { schema: { body: RegisterForm }, config: { ...open, form: draw } },
    async (request, reply) => {
      // Whoever fills in what nobody sees is a program, and learns nothing from the answer.
      const isProgram = (request.body.website ?? '') !== ''
      const taken = isProgram ? 'sent' : await register(platform, request.body, askerOf(request))
      return reply.redirect(`${links.registered()}${taken === 'waiting' ? '?waiting=1' : ''}`, 303)
    },
  )

  const schema = { querystring: SentQuery }
  web.get(links.registered(), { schema, config: open }, (request, reply) =>
    sendPage(reply, registeredPage(pageOf(request), emptyForm, request.query.waiting === '1')),
  )

  const again = (request: FastifyRequest, state: FormState): View => registeredPage(pageOf(request), state, false)
  web.post(
    links.confirmAgain(),
    { schema: { body: EmailForm }, config: { ...open, form: again } },
    async (request, reply) => {
      await askForConfirmation(platform, request.body.email, askerOf(request))
      addNotice(reply, 'success', pageOf(request).t('If somebody waits for a letter there, it is on its way again.'))
      return reply.redirect(links.registered(), 303)
    },
  )
}

/** What the page of the form needs to know; the verdict is on the address as it stands in it. */
async function valuesFor({ db, settings, ...rest }: Platform, { values }: FormState): Promise<RegisterValues> {
  const email = typeof values.email === 'string' ? values.email.trim().slice(0, 254) : ''
  return {
    mode: await settings.get(db, registrationSetting),
    hasTerms: (await settings.get(db, termsSetting)) !== '',
    mayVouch: await settings.get(db, vouchingSetting),
    verdict: /.@./.test(email) ? await judgeHere({ db, settings, ...rest }, email) : undefined,
  }
}

function addConfirm(web: Web, platform: Platform): void {
  const address = links.confirm(':secret')
  const draw = async (page: Page, state: FormState, secret: string): Promise<View> =>
    confirmPage(page, state, secret, await registrationToConfirm(platform, secret))
  const form = (request: FastifyRequest, state: FormState): Promise<View> =>
    draw(pageOf(request), state, SecretParams.parse(request.params).secret)

  web.get(address, { schema: { params: SecretParams }, config: open }, async (request, reply) => {
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, await draw(pageOf(request), emptyForm, request.params.secret))
  })

  const schema = { params: SecretParams, body: ConfirmForm }
  web.post(address, { schema, config: { ...open, form } }, async (request, reply) => {
    const before = readCookie(request, platform.config, 'session')
    const session = await confirmRegistration(platform, request.params.secret, request.body, visitOf(request), before)
    keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('Your address is confirmed. Welcome!'))
    return reply.redirect('/', 303)
  })
}

function addInvitation(web: Web, platform: Platform): void {
  const address = links.invitation(':secret')
  const draw = async (page: Page, state: FormState, secret: string): Promise<View> => {
    const hasTerms = (await platform.settings.get(platform.db, termsSetting)) !== ''
    return invitationPage(page, state, secret, await demandInvitation(platform, secret), hasTerms)
  }
  const form = (request: FastifyRequest, state: FormState): Promise<View> =>
    draw(pageOf(request), state, SecretParams.parse(request.params).secret)

  web.get(address, { schema: { params: SecretParams }, config: open }, async (request, reply) => {
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, await draw(pageOf(request), emptyForm, request.params.secret))
  })

  const schema = { params: SecretParams, body: AcceptInvitationForm }
  web.post(address, { schema, config: { ...open, form } }, async (request, reply) => {
    const before = readCookie(request, platform.config, 'session')
    const { language } = askerOf(request)
    const session = await acceptInvitation(
      platform,
      request.params.secret,
      request.body,
      visitOf(request),
      language,
      before,
    )
    keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('Welcome!'))
    return reply.redirect('/', 303)
  })
}
