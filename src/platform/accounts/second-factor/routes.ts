import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { sendLines } from '../../web/downloads.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { links } from '../links.ts'
import { personOf } from '../person-of.ts'
import { keepSession, needsSignIn, visitOf } from '../routes/visits.ts'
import { factorUri } from './codes.ts'
import {
  factorToShow,
  ownRecoveryCodes,
  renewRecoveryCodes,
  startFactor,
  turnFactorOff,
  turnFactorOn,
} from './enrolling.ts'
import { factorAppPage, factorCodePage, factorPage, recoveryCodesPage } from './pages.ts'
import { factorValues } from './requiring.ts'
import { CodeForm, CodesForm } from './schemas.ts'

/** Whoever is asked to set a second factor up must be let in here without one. */
const own = { rule: 'account.manage', isBeforeFactor: true } as const

/** The pages on which a person turns the second factor on and off. */
export function addSecondFactor(web: Web, platform: Platform): void {
  web.get(links.factor(), { config: own }, async (request, reply) =>
    sendPage(reply, factorPage(pageOf(request), await factorValues(platform, personOf(request)))),
  )
  addTurningOn(web, platform)
  addCodes(web, platform)
  addTurningOff(web, platform)
}

function addTurningOn(web: Web, platform: Platform): void {
  web.post(links.startFactor(), { config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.factor()), 303)
    await startFactor(platform, personOf(request))
    return reply.redirect(links.showFactor(), 303)
  })

  async function draw(request: FastifyRequest, state: FormState): Promise<View | undefined> {
    const { id, email } = personOf(request)
    const secret = await factorToShow(platform, id)
    const house = new URL(platform.config.baseUrl).hostname
    if (secret === undefined) return undefined
    return factorAppPage(pageOf(request), state, { secret, uri: factorUri(secret, email, `Lyceum ${house}`) })
  }

  web.get(links.showFactor(), { config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.showFactor()), 303)
    const view = await draw(request, emptyForm)
    return view ? sendPage(reply, view) : reply.redirect(links.factor(), 303)
  })

  const form = async (request: FastifyRequest, state: FormState): Promise<View> =>
    (await draw(request, state)) ?? factorPage(pageOf(request), await factorValues(platform, personOf(request)))
  web.post(links.confirmFactor(), { schema: { body: CodeForm }, config: { ...own, form } }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.showFactor()), 303)
    const { code } = request.body
    const { codes, session } = await turnFactorOn(platform, personOf(request), code, visitOf(request))
    keepSession(reply, platform, session)
    // The one answer that holds the codes: a redirect would have to keep them somewhere.
    return sendPage(reply.code(201), recoveryCodesPage(pageOf(request), codes))
  })
}

function addCodes(web: Web, platform: Platform): void {
  const form = (request: FastifyRequest, state: FormState): View => factorCodePage(pageOf(request), state, 'renew')

  web.get(links.newRecoveryCodes(), { config: own }, (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newRecoveryCodes()), 303)
    return sendPage(reply, form(request, emptyForm))
  })

  const options = { schema: { body: CodeForm }, config: { ...own, form } } as const
  web.post(links.newRecoveryCodes(), options, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.newRecoveryCodes()), 303)
    const codes = await renewRecoveryCodes(platform, personOf(request), request.body.code)
    return sendPage(reply.code(201), recoveryCodesPage(pageOf(request), codes))
  })

  const fileOptions = { schema: { body: CodesForm }, config: own } as const
  web.post(links.recoveryCodesFile(), fileOptions, async (request, reply) => {
    const { id, email } = personOf(request)
    const codes = await ownRecoveryCodes(platform, id, request.body.codes)
    const head = `Lyceum · ${platform.config.baseUrl} · ${email} · ${platform.now().slice(0, 10)}`
    const lines = [head, '', ...codes].map((line) => `${line}\r\n`)
    return sendLines(reply, { name: 'lyceum-recovery-codes.txt', type: 'text/plain' }, Readable.from(lines))
  })
}

function addTurningOff(web: Web, platform: Platform): void {
  const form = (request: FastifyRequest, state: FormState): View => factorCodePage(pageOf(request), state, 'end')

  web.get(links.endFactor(), { config: own }, (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.endFactor()), 303)
    return sendPage(reply, form(request, emptyForm))
  })

  web.post(links.endFactor(), { schema: { body: CodeForm }, config: { ...own, form } }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(links.endFactor()), 303)
    const session = await turnFactorOff(platform, personOf(request), request.body.code, visitOf(request))
    keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('The second factor is off. Your password alone is enough now.'))
    return reply.redirect(links.factor(), 303)
  })
}
