import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { type FormState, filledForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, personOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { approveTogether, classify } from '../approving.ts'
import { expressDraft } from '../drafting.ts'
import { links } from '../links.ts'
import { expressConfirmPage, expressPage } from '../pages/express.ts'
import { readObsidList } from '../revisions/obsid-list.ts'
import { ExpressForm } from '../schemas.ts'

/** `/observations/express`: many observations approved at once. The list is kept until it is finalized, or forgotten. */
export function addExpressRoutes(web: Web, platform: Platform): void {
  const verify = { rule: 'observations.verify' } as const
  const again = (request: FastifyRequest, state: FormState) => expressPage(pageOf(request), state)

  web.get(links.express(), { config: verify }, async (request, reply) => {
    const draft = await expressDraft.read(platform, personOf(request))
    return sendPage(reply, expressPage(pageOf(request), filledForm(draft ?? {})))
  })

  web.post(
    links.express(),
    { schema: { body: ExpressForm }, config: { ...verify, form: again } },
    async (request, reply) => {
      const obsids = readObsidList(request.body.obsids)
      if (obsids.length === 0) return reply.redirect(links.express(), 303)
      await expressDraft.keep(platform, personOf(request), request.body)
      return reply.redirect(links.expressConfirm(), 303)
    },
  )

  web.get(links.expressConfirm(), { config: verify }, async (request, reply) => {
    const draft = await expressDraft.read(platform, personOf(request))
    if (!draft) return reply.redirect(links.express(), 303)
    const candidates = await classify(platform, personOf(request), readObsidList(draft.obsids))
    return sendPage(reply, expressConfirmPage(pageOf(request), candidates))
  })

  web.post(links.expressConfirm(), { config: verify }, async (request, reply) => {
    const person = personOf(request)
    const { t } = pageOf(request)
    const draft = await expressDraft.read(platform, person)
    if (!draft) return reply.redirect(links.express(), 303)
    const obsids = readObsidList(draft.obsids)
    const made = await approveTogether(platform, person, obsids, (tx) => expressDraft.take(tx, person))
    const left = obsids.length - made.length
    if (made.length > 0)
      addNotice(reply, 'success', t('Approved: {{keys}}', { keys: made.map(({ key }) => key).join(', ') }))
    if (left > 0) addNotice(reply, 'warning', t('{{count}} observations were not approved.', { count: left }))
    return reply.redirect(links.status(), 303)
  })
}
