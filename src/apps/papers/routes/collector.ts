import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../../platform/accounts/person.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import {
  type Page,
  pageOf,
  personOf,
  sendFragment,
  sendPage,
  type View,
  wantsFragment,
} from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import type { Cause } from '../changing-status.ts'
import { collectorVerbs, emergencyStop, resetCollector } from '../collecting.ts'
import { findCollectorStatus, findCollectorWork, findFreeBytes } from '../collector-status.ts'
import { setContact } from '../contact.ts'
import { links } from '../links.ts'
import { type CollectorValues, collectorPage, collectorWork, type RefusedForm, resetWord } from '../pages/collector.ts'
import { collectorPanel } from '../pages/collector-state.ts'
import { CommandForm, ContactForm, EmergencyForm, ResetForm, StateQuery } from '../schemas/operating.ts'

/** `/papers/collector` and what its buttons do. */
export function addCollectorRoutes(web: Web, platform: Platform): void {
  addReading(web, platform)
  addCommands(web, platform)
  addGraveCommands(web, platform)

  const form = formOf(platform, 'contact')
  web.post(
    links.contact(),
    { schema: { body: ContactForm }, config: { rule: 'papers.operate', form } },
    async (request, reply) => {
      await setContact(platform, actorOf(personOf(request)), request.body.contact)
      addNotice(reply, 'success', pageOf(request).t('The contact is kept. Papers can be collected now.'))
      return reply.redirect(links.collector(), 303)
    },
  )
}

function addReading(web: Web, platform: Platform): void {
  const config = { rule: 'papers.read' } as const

  web.get(links.collector(), { config }, async (request, reply) =>
    sendPage(reply, collectorPage(pageOf(request), await valuesOf(platform))),
  )
  web.get(links.collectorNow(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.collector(), 303)
    return sendFragment(reply, collectorWork(pageOf(request), await valuesOf(platform)))
  })
  web.get(links.collectorState(), { schema: { querystring: StateQuery }, config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.collector(), 303)
    const status = await findCollectorStatus(platform)
    return sendFragment(reply, collectorPanel(pageOf(request), status, request.query.back))
  })
}

const said = {
  start: (page: Page) => page.t('The collector runs.'),
  pause: (page: Page) => page.t('The collector is paused.'),
  resume: (page: Page) => page.t('The collector goes on.'),
  stop: (page: Page) => page.t('The collector stops: planned papers are back where they were.'),
} as const

function addCommands(web: Web, platform: Platform): void {
  for (const name of ['start', 'pause', 'resume', 'stop'] as const) {
    const config = { rule: 'papers.operate', form: formOf(platform, 'command') } as const
    web.post(links.collectorCommand(name), { schema: { body: CommandForm }, config }, async (request, reply) => {
      const { reason, acknowledge, back } = request.body
      await collectorVerbs[name](platform, causeOf(request, reason), acknowledge)
      addNotice(reply, 'success', said[name](pageOf(request)))
      return reply.redirect(back === 'dashboard' ? links.dashboard() : links.collector(), 303)
    })
  }
}

/** What is asked for twice: a tick for the emergency stop, a typed word for the reset. */
function addGraveCommands(web: Web, platform: Platform): void {
  const emergency = { rule: 'papers.operate', form: formOf(platform, 'emergency-stop') } as const
  web.post(
    links.collectorCommand('emergency-stop'),
    { schema: { body: EmergencyForm }, config: emergency },
    async (request, reply) => {
      if (!request.body.confirm) throw notConfirmed('confirm', 'Tick the box to stop everything.')
      await emergencyStop(platform, causeOf(request, request.body.reason))
      addNotice(reply, 'warning', pageOf(request).t('Everything was called off.'))
      return reply.redirect(links.collector(), 303)
    },
  )

  const reset = { rule: 'papers.reset', form: formOf(platform, 'reset') } as const
  web.post(links.collectorCommand('reset'), { schema: { body: ResetForm }, config: reset }, async (request, reply) => {
    const { scope, why, confirmation } = request.body
    if (confirmation.trim() !== resetWord) throw notConfirmed('confirmation', `Type ${resetWord} in capitals.`)
    const { renewed } = await resetCollector(platform, causeOf(request, why), scope)
    const { t } = pageOf(request)
    addNotice(reply, 'success', t('The collector was reset; {{count}} papers are New again.', { count: renewed }))
    return reply.redirect(links.collector(), 303)
  })
}

export const causeOf = (request: FastifyRequest, reason: string): Cause => ({ by: actorOf(personOf(request)), reason })

const notConfirmed = (path: string, message: string): UserError =>
  new UserError('invalid', 'papers.not-confirmed', 'This has to be confirmed first; nothing was done.', {
    fields: [{ path, code: 'papers.not-confirmed', message }],
  })

const formOf =
  (platform: Platform, of: RefusedForm['of']) =>
  async (request: FastifyRequest, state: FormState): Promise<View> =>
    collectorPage(pageOf(request), await valuesOf(platform), { of, state })

async function valuesOf(platform: Platform): Promise<CollectorValues> {
  return {
    status: await findCollectorStatus(platform),
    work: await findCollectorWork(platform),
    freeBytes: await findFreeBytes(platform),
  }
}
