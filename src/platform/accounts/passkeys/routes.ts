import type { FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf } from '../../web/page.ts'
import { safePath } from '../../web/safe-path.ts'
import type { Web } from '../../web/web.ts'
import { clearCookie, readCookie } from '../cookies.ts'
import { links } from '../links.ts'
import { personOf } from '../person-of.ts'
import { keepPending, keepSession, needsSignIn, visitOf } from '../routes/visits.ts'
import { IdParams } from '../schemas.ts'
import type { StartedSession } from '../sessions.ts'
import { addPasskey, askForNewPasskey, removePasskey } from './adding.ts'
import { AddPasskeyForm, PasskeyForm } from './schemas.ts'
import { askForPasskey, askForPasskeyOfStep, finishWithPasskey, signInWithPasskey } from './signing-in.ts'

const own = { rule: 'account.manage' } as const
const open = { rule: 'open' } as const

export function addPasskeys(web: Web, platform: Platform): void {
  addOwn(web, platform)
  addEntrance(web, platform)
}

/** One's own keys; a new one only for who signed in just now. */
function addOwn(web: Web, platform: Platform): void {
  const { config } = platform
  const place = `${links.security()}#passkeys`

  web.post(links.newPasskey(), { config: own }, async (request, reply) => {
    if (needsSignIn(platform, request))
      throw new UserError('forbidden', 'accounts.not-fresh', 'Please sign in once more first.')
    const { options, secret } = await askForNewPasskey(platform, personOf(request))
    keepPending(reply, platform, secret)
    return options
  })

  web.post(links.passkeys(), { schema: { body: AddPasskeyForm }, config: own }, async (request, reply) => {
    if (needsSignIn(platform, request)) return reply.redirect(links.signInAgain(place), 303)
    await addPasskey(platform, personOf(request), readCookie(request, config, 'pending'), request.body)
    clearCookie(reply, config, 'pending')
    addNotice(reply, 'success', pageOf(request).t('The passkey was added. You can sign in with it.'))
    return reply.redirect(place, 303)
  })

  web.post(links.removePasskey(':id'), { schema: { params: IdParams }, config: own }, async (request, reply) => {
    await removePasskey(platform, personOf(request), request.params.id)
    addNotice(reply, 'success', pageOf(request).t('The passkey was removed.'))
    return reply.redirect(place, 303)
  })
}

/** Without a password, or after one. */
function addEntrance(web: Web, platform: Platform): void {
  const { config } = platform

  web.post(links.askPasskey(), { config: open }, async (request, reply) => {
    const { options, secret } = await askForPasskey(platform, visitOf(request))
    keepPending(reply, platform, secret)
    return options
  })

  web.post(links.askPasskeyOfStep(), { config: open }, async (request) => {
    const { options } = await askForPasskeyOfStep(platform, readCookie(request, config, 'pending'))
    return options
  })

  for (const [address, finish, back] of [
    [links.passkeySignIn(), signInWithPasskey, links.signIn],
    [links.passkeyStep(), finishWithPasskey, links.secondStep],
  ] as const) {
    web.post(address, { schema: { body: PasskeyForm }, config: open }, async (request, reply) => {
      const [pending, replaced] = [readCookie(request, config, 'pending'), readCookie(request, config, 'session')]
      const next = safePath(request.body.next)
      const session = await finish(platform, pending, request.body.response, visitOf(request), replaced).catch(
        (error) => sayWhy(request, reply, error),
      )
      if (!session) return reply.redirect(back(next), 303)
      clearCookie(reply, config, 'pending')
      keepSession(reply, platform, session)
      return reply.redirect(next, 303)
    })
  }
}

/** Back on the page that was left, where there is another way in. */
function sayWhy(request: FastifyRequest, reply: FastifyReply, error: unknown): StartedSession | undefined {
  if (!(error instanceof UserError) || !['accounts.passkey', 'accounts.step-over'].includes(error.code)) throw error
  request.log.info({ err: error.cause, requestId: request.id }, 'passkey refused')
  addNotice(reply, 'danger', request.server.house.languages.translateKnown(pageOf(request).language, error.message))
  return undefined
}
