import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { notFound } from '../../web/errors.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { acceptRegistration, refuseRegistration, registrationToVouch, resendConfirmation, vouch } from '../deciding.ts'
import { invite, withdrawInvitation } from '../inviting.ts'
import { links } from '../links.ts'
import { invitationsPage } from '../pages/invitations.ts'
import { type RegistrationStates, registrationPage, registrationsPage } from '../pages/registrations.ts'
import { vouchPage } from '../pages/vouch.ts'
import { actorOf } from '../person.ts'
import { personOf } from '../person-of.ts'
import { listInvitations } from '../queries/invitations.ts'
import { findRegistration, listRegistrations } from '../queries/registrations.ts'
import { AcceptForm, InvitationForm, RefuseForm } from '../registration-schemas.ts'
import { IdParams } from '../schemas.ts'
import { registrationSetting } from '../settings.ts'

const config = { rule: 'house.administer' } as const

/** Who comes in: requests, invitations, and a member's word. */
export function addRegistrations(web: Web, platform: Platform): void {
  addQueue(web, platform)
  addDecisions(web, platform)
  addInvitations(web, platform)
  addVouching(web, platform)
}

function addQueue(web: Web, platform: Platform): void {
  const { db, settings } = platform

  web.get(links.registrations(), { config }, async (request, reply) => {
    const [mode, waiting, confirming, refused] = await Promise.all([
      settings.get(db, registrationSetting),
      listRegistrations(db, 'waiting'),
      listRegistrations(db, 'confirming'),
      listRegistrations(db, 'refused'),
    ])
    return sendPage(reply, registrationsPage(pageOf(request), { mode, waiting, confirming, refused }))
  })

  web.post(links.resend(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    await resendConfirmation(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The link was sent again; the one before no longer works.'))
    return reply.redirect(links.registrations(), 303)
  })
}

function addDecisions(web: Web, platform: Platform): void {
  async function draw(request: FastifyRequest, states: Partial<RegistrationStates> = {}): Promise<View> {
    const { id } = IdParams.parse(request.params)
    const registration = await findRegistration(platform.db, id)
    if (!registration) throw notFound()
    return registrationPage(pageOf(request), registration, { accept: emptyForm, refuse: emptyForm, ...states })
  }

  web.get(links.registration(':id'), { schema: { params: IdParams }, config }, async (request, reply) =>
    sendPage(reply, await draw(request)),
  )

  const acceptAgain = (request: FastifyRequest, accept: FormState): Promise<View> => draw(request, { accept })
  const accepting = {
    schema: { params: IdParams, body: AcceptForm },
    config: { ...config, form: acceptAgain },
  } as const
  web.post(links.accept(':id'), accepting, async (request, reply) => {
    const count = await acceptRegistration(platform, request.params.id, request.body, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('{{count}} people got a link that lets them in.', { count }))
    return reply.redirect(links.registrations(), 303)
  })

  const refuseAgain = (request: FastifyRequest, refuse: FormState): Promise<View> => draw(request, { refuse })
  const refusing = { schema: { params: IdParams, body: RefuseForm }, config: { ...config, form: refuseAgain } } as const
  web.post(links.refuse(':id'), refusing, async (request, reply) => {
    await refuseRegistration(platform, request.params.id, request.body.reason, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The request was declined; the reason goes by mail.'))
    return reply.redirect(links.registrations(), 303)
  })
}

function addInvitations(web: Web, platform: Platform): void {
  const draw = async (request: FastifyRequest, state: FormState): Promise<View> =>
    invitationsPage(pageOf(request), state, await listInvitations(platform.db))

  web.get(links.invitations(), { config }, async (request, reply) => sendPage(reply, await draw(request, emptyForm)))

  const options = { schema: { body: InvitationForm }, config: { ...config, form: draw } } as const
  web.post(links.invitations(), options, async (request, reply) => {
    const { email } = await invite(platform, personOf(request), request.body, pageOf(request).language)
    addNotice(reply, 'success', pageOf(request).t('{{email}} is invited.', { email }))
    return reply.redirect(links.invitations(), 303)
  })

  web.post(links.withdraw(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    await withdrawInvitation(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The invitation was withdrawn; its link no longer works.'))
    return reply.redirect(links.invitations(), 303)
  })
}

function addVouching(web: Web, platform: Platform): void {
  const options = { schema: { params: IdParams }, config: { rule: 'account.vouch' } } as const

  web.get(links.vouch(':id'), options, async (request, reply) => {
    const registration = await registrationToVouch(platform, platform.db, personOf(request), request.params.id)
    return sendPage(reply, vouchPage(pageOf(request), registration))
  })

  web.post(links.vouch(':id'), options, async (request, reply) => {
    const { name } = await vouch(platform, personOf(request), request.params.id)
    addNotice(reply, 'success', pageOf(request).t('Thank you. {{name}} gets a link that lets them in.', { name }))
    return reply.redirect('/', 303)
  })
}
