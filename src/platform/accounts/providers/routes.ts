import type { FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { type FormState, filledForm } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import { safePath } from '../../web/safe-path.ts'
import type { Web } from '../../web/web.ts'
import { clearCookie, readCookie } from '../cookies.ts'
import { links } from '../links.ts'
import { personOf } from '../person-of.ts'
import { comeIn, keepPending, needsSignIn, visitOf } from '../routes/visits.ts'
import { IdParams } from '../schemas.ts'
import { termsSetting } from '../settings.ts'
import { arrive, type Departure, depart, unlink } from './entering.ts'
import { connectFirstPage, leavingPage, registerFirstPage, welcomePage } from './pages.ts'
import { CallbackQuery, SlugParams, StartForm, WelcomeForm } from './schemas.ts'
import { prospectOf, welcome } from './welcoming.ts'

const open = { rule: 'open' } as const
const own = { rule: 'account.manage' } as const

/** In by way of a service, and connecting an account with one. */
export function addProviderEntrance(web: Web, platform: Platform): void {
  addLeaving(web, platform)
  addReturn(web, platform)
  addNewcomers(web, platform)
}

function addLeaving(web: Web, platform: Platform): void {
  const place = `${links.security()}#services`

  web.post(
    links.provideFor(':slug'),
    { schema: { params: SlugParams, body: StartForm }, config: open },
    async (request, reply) => {
      const next = safePath(request.body.next)
      const isAnew = request.person !== undefined
      return sendAway(platform, reply, await depart(platform, request.params.slug, next, visitOf(request), { isAnew }))
    },
  )

  web.post(links.linkProvider(':slug'), { schema: { params: SlugParams }, config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(place), 303)
    const linking = personOf(request)
    return sendAway(platform, reply, await depart(platform, request.params.slug, place, visitOf(request), { linking }))
  })

  web.post(links.unlinkIdentity(':id'), { schema: { params: IdParams }, config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(place), 303)
    await unlink(platform, personOf(request), request.params.id)
    addNotice(reply, 'success', pageOf(request).t('The two are disconnected.'))
    return reply.redirect(place, 303)
  })
}

/** A form may lead to our own pages alone, so that the browser is sent on by a header of a page of ours. */
function sendAway(platform: Platform, reply: FastifyReply, { provider, address, secret }: Departure): FastifyReply {
  keepPending(reply, platform, secret)
  reply.header('refresh', `0; url=${address}`)
  return sendPage(reply, leavingPage(pageOf(reply.request), provider.name, address))
}

function addReturn(web: Web, platform: Platform): void {
  const { config } = platform
  const schema = { params: SlugParams, querystring: CallbackQuery }

  web.get(links.providerReturn(':slug'), { schema, config: open }, async (request, reply) => {
    const query = request.url.split('?', 2)[1] ?? ''
    const arrival = await arrive(platform, request.params.slug, query, {
      secret: readCookie(request, config, 'pending'),
      visit: visitOf(request),
      person: request.session ? request.person : undefined,
      replaced: readCookie(request, config, 'session'),
    }).catch((error) => sayWhy(platform, request, reply, error))
    clearCookie(reply, config, 'pending')
    if (!arrival) return reply.redirect(request.person ? links.security() : links.signIn(), 303)
    if (arrival.kind === 'in') return comeIn(reply, platform, arrival.admission, arrival.next)
    if (arrival.kind === 'new') {
      keepPending(reply, platform, arrival.secret)
      return reply.redirect(links.newcomer(), 303)
    }
    const { name } = arrival.provider
    addNotice(reply, 'success', pageOf(request).t('From now on you can come in by way of {{name}}.', { name }))
    return reply.redirect(`${links.security()}#services`, 303)
  })
}

const spoken = ['accounts.provider-refused', 'accounts.step-over', 'accounts.identity-taken', 'accounts.locked-out']

/** What went wrong is for the log; the visitor gets a sentence on a page from which there is a way on. */
async function sayWhy(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<undefined> {
  if (!(error instanceof UserError) || !spoken.includes(error.code)) throw error
  request.log.warn({ err: error.cause, code: error.code, requestId: request.id }, 'sign-in by a service refused')
  // Who was never sent there has refused nothing: that is an address that somebody opened.
  if (error.code !== 'accounts.step-over') await noteRefusal(platform, request, error.code)
  addNotice(reply, 'danger', request.server.house.languages.translateKnown(pageOf(request).language, error.message))
}

const noteRefusal = (platform: Platform, request: FastifyRequest, code: string): Promise<void> =>
  platform.activity.record(platform.db, {
    actor: 'nobody',
    action: 'accounts.sign-in-refused',
    status: 'warning',
    details: { address: request.ip, code },
  })

function addNewcomers(web: Web, platform: Platform): void {
  const { config, db, settings } = platform

  async function draw(request: FastifyRequest, typed?: FormState): Promise<View> {
    const page = pageOf(request)
    const prospect = await prospectOf(platform, readCookie(request, config, 'pending'))
    const { newcomer, provider } = prospect
    const [name, email] = [newcomer.name ?? '', newcomer.email ?? '']
    if (prospect.kind === 'known') return connectFirstPage(page, provider.name)
    if (prospect.kind === 'register') return registerFirstPage(page, provider.name, { name, email })
    const hasTerms = (await settings.get(db, termsSetting)) !== ''
    const values = { provider: provider.name, email: prospect.email, hasTerms }
    return welcomePage(page, typed ?? filledForm({ name }), values)
  }

  web.get(links.newcomer(), { config: open }, async (request, reply) => {
    const view = await draw(request).catch((error) => sayWhy(platform, request, reply, error))
    return view ? sendPage(reply, view) : reply.redirect(links.signIn(), 303)
  })

  const options = { schema: { body: WelcomeForm }, config: { ...open, form: draw } } as const
  web.post(links.newcomer(), options, async (request, reply) => {
    const [pending, replaced] = [readCookie(request, config, 'pending'), readCookie(request, config, 'session')]
    const { language } = pageOf(request)
    const admission = await welcome(platform, pending, request.body, visitOf(request), { language, replaced })
    clearCookie(reply, config, 'pending')
    addNotice(reply, 'success', pageOf(request).t('Welcome!'))
    return comeIn(reply, platform, admission, '/')
  })
}
