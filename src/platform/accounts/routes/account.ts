import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { sendLines } from '../../web/downloads.ts'
import { notFound } from '../../web/errors.ts'
import { emptyForm, type FormState, filledForm } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { clearCookie } from '../cookies.ts'
import { leave } from '../leaving.ts'
import { links } from '../links.ts'
import { askForAddress, changePassword, demandPassword, saveProfile } from '../own-account.ts'
import { accountPage } from '../pages/account.ts'
import { leavePage, leftPage, myDataPage } from '../pages/my-data.ts'
import { type SecurityStates, securityPage } from '../pages/security.ts'
import { actorOf } from '../person.ts'
import { personOf } from '../person-of.ts'
import { allPersonalData, exportOf } from '../personal-data.ts'
import { findPassword, findPerson } from '../queries/people.ts'
import { listSessions } from '../queries/sessions.ts'
import { EmailForm } from '../registration-schemas.ts'
import { IdParams, LeaveForm, PasswordForm, ProfileForm } from '../schemas.ts'
import { endOtherSessions, endSession } from '../sessions.ts'
import { graceSetting } from '../settings.ts'
import { dayMs, moved } from '../times.ts'
import { moreWays } from './more-ways.ts'
import { askerOf, keepSession, needsSignIn, visitOf } from './visits.ts'

const own = { rule: 'account.manage' } as const

/** The pages of one's own account, but tokens. */
export function addAccount(web: Web, platform: Platform): void {
  addProfile(web, platform)
  addSecurity(web, platform)
  addSessions(web, platform)
  addMyData(web, platform)
  addLeaving(web, platform)
}

function addProfile(web: Web, platform: Platform): void {
  async function draw(request: FastifyRequest, typed?: FormState): Promise<View> {
    const person = await findPerson(platform.db, personOf(request).id)
    if (!person) throw notFound()
    return accountPage(pageOf(request), typed ?? filledForm(person), person)
  }

  web.get(links.account(), { config: own }, async (request, reply) => sendPage(reply, await draw(request)))

  const options = { schema: { body: ProfileForm }, config: { ...own, form: draw } } as const
  web.post(links.account(), options, async (request, reply) => {
    await saveProfile(platform, personOf(request), request.body)
    if (request.body.theme) setTheme(reply, platform, request.body.theme)
    addNotice(reply, 'success', pageOf(request).t('Your profile was saved.'))
    return reply.redirect(links.account(), 303)
  })
}

/** This browser follows at once; others ask the profile until something is chosen there. */
function setTheme(reply: FastifyReply, { config }: Platform, theme: string): void {
  const secure = config.baseUrl.startsWith('https:')
  reply.setCookie('lyceum-theme', theme, {
    path: '/',
    maxAge: 365 * 24 * 3600,
    sameSite: 'lax',
    httpOnly: true,
    secure,
  })
}

function addSecurity(web: Web, platform: Platform): void {
  const { db, now } = platform

  async function draw(request: FastifyRequest, states: Partial<SecurityStates> = {}): Promise<View> {
    const person = personOf(request)
    const [sessions, password] = await Promise.all([listSessions(db, person.id, now()), findPassword(db, person.id)])
    const more = await moreWays(platform, request)
    const values = { sessions, currentId: request.session?.id, hasPassword: password !== undefined, more }
    return securityPage(pageOf(request), person, { password: emptyForm, address: emptyForm, ...states }, values)
  }

  web.get(links.security(), { config: own }, async (request, reply) => sendPage(reply, await draw(request)))

  const passwordForm = (request: FastifyRequest, password: FormState): Promise<View> => draw(request, { password })
  const passwordOptions = { schema: { body: PasswordForm }, config: { ...own, form: passwordForm } } as const
  web.post(links.password(), passwordOptions, async (request, reply) => {
    const session = await changePassword(platform, personOf(request), request.body, visitOf(request))
    if (request.session) keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('The password was changed, and you are signed out everywhere else.'))
    return reply.redirect(links.security(), 303)
  })

  const addressForm = (request: FastifyRequest, address: FormState): Promise<View> => draw(request, { address })
  const addressOptions = { schema: { body: EmailForm }, config: { ...own, form: addressForm } } as const
  web.post(links.address(), addressOptions, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.security()), 303)
    await askForAddress(platform, personOf(request), request.body.email, askerOf(request))
    addNotice(reply, 'success', pageOf(request).t('A link is on its way to the new address.'))
    return reply.redirect(links.security(), 303)
  })
}

function addSessions(web: Web, platform: Platform): void {
  web.post(links.otherSessions(), { config: own }, async (request, reply) => {
    const count = await endOtherSessions(platform, personOf(request), request.session?.id)
    addNotice(reply, 'success', pageOf(request).t('{{count}} other sessions were ended.', { count }))
    return reply.redirect(links.security(), 303)
  })

  web.post(links.endSession(':id'), { schema: { params: IdParams }, config: own }, async (request, reply) => {
    const { id } = request.params
    await endSession(platform, personOf(request), id)
    if (id === request.session?.id) clearCookie(reply, platform.config, 'session')
    addNotice(reply, 'success', pageOf(request).t('The session was ended.'))
    return reply.redirect(links.security(), 303)
  })
}

function addMyData(web: Web, platform: Platform): void {
  const { db, now } = platform

  web.get(links.myData(), { config: own }, async (request, reply) => {
    const data = await allPersonalData(platform.parts)
    return sendPage(reply, myDataPage(pageOf(request), data, await platform.settings.get(db, graceSetting)))
  })

  web.get(links.myDataFile(), { config: own }, async (request, reply) => {
    const person = personOf(request)
    const data = await allPersonalData(platform.parts)
    await platform.activity.record(db, {
      actor: actorOf(person),
      action: 'accounts.data-exported',
      target: `accounts/person/${person.id}`,
    })
    const file = { name: `lyceum-${now().slice(0, 10)}.json`, type: 'application/json' }
    return sendLines(reply, file, exportOf(db, person.id, data, now()))
  })
}

function addLeaving(web: Web, platform: Platform): void {
  async function draw(request: FastifyRequest, state: FormState): Promise<View> {
    const data = await allPersonalData(platform.parts)
    const graceDays = await platform.settings.get(platform.db, graceSetting)
    const hasPassword = (await findPassword(platform.db, personOf(request).id)) !== undefined
    return leavePage(pageOf(request), state, { data, graceDays, hasPassword })
  }

  web.get(links.leave(), { config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.leave()), 303)
    return sendPage(reply, await draw(request, emptyForm))
  })

  const options = { schema: { body: LeaveForm }, config: { ...own, form: draw } } as const
  web.post(links.leave(), options, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.leave()), 303)
    const person = personOf(request)
    const page = pageOf(request)
    if ((await findPassword(platform.db, person.id)) !== undefined)
      await demandPassword(platform, person, request.body.password, 'password')
    const day = await leave(platform, person, page.language)
    clearCookie(reply, platform.config, 'session')
    const isAtOnce = day < moved(platform.now(), dayMs)
    return sendPage(reply, leftPage({ ...page, person: undefined }, isAtOnce ? null : day))
  })
}
