import type { FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { nothing } from '../../web/html.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import { safePath } from '../../web/safe-path.ts'
import type { Web } from '../../web/web.ts'
import { clearCookie, readCookie } from '../cookies.ts'
import { links } from '../links.ts'
import { passkeyStep } from '../passkeys/pages.ts'
import { listPasskeys } from '../passkeys/queries/passkeys.ts'
import { passkeySite } from '../passkeys/site.ts'
import { keepSession, visitOf } from '../routes/visits.ts'
import { NextQuery } from '../schemas.ts'
import { secondStepPage } from './pages.ts'
import { StepForm } from './schemas.ts'
import { finishWithCode, personOfStep } from './second-step.ts'

/** The second step of a sign-in: open to all, and of use to who has made the first. */
export function addSecondStep(web: Web, platform: Platform): void {
  const { config } = platform
  const address = links.secondStep()

  async function draw(request: FastifyRequest, state: FormState, next: string): Promise<View> {
    const { id } = await personOfStep(platform, readCookie(request, config, 'pending'))
    const hasPasskey = (await listPasskeys(platform.db, id)).length > 0 && passkeySite(config) !== undefined
    const page = pageOf(request)
    return secondStepPage(page, state, next, hasPasskey ? passkeyStep(page, next) : nothing)
  }

  web.get(address, { schema: { querystring: NextQuery }, config: { rule: 'open' } }, async (request, reply) => {
    const next = safePath(request.query.next)
    const view = await draw(request, emptyForm, next).catch(unlessOver)
    if (view) return sendPage(reply, view)
    return reply.redirect(request.person ? next : links.signIn(next), 303)
  })

  const form = (request: FastifyRequest, state: FormState): Promise<View> =>
    draw(request, state, safePath(state.values.next))
  web.post(address, { schema: { body: StepForm }, config: { rule: 'open', form } }, async (request, reply) => {
    const { code, next } = request.body
    const [pending, replaced] = [readCookie(request, config, 'pending'), readCookie(request, config, 'session')]
    const session = await finishWithCode(platform, pending, code, visitOf(request), replaced).catch(unlessOver)
    clearCookie(reply, config, 'pending')
    if (!session) {
      addNotice(reply, 'warning', pageOf(request).t('This took too long, or was done already. Please sign in again.'))
      return reply.redirect(links.signIn(safePath(next)), 303)
    }
    keepSession(reply, platform, session)
    return reply.redirect(safePath(next), 303)
  })
}

/** Undefined where the first step lies too far back: there is a way on, to that one. */
function unlessOver(error: unknown): undefined {
  if (error instanceof UserError && error.code === 'accounts.step-over') return undefined
  throw error
}
