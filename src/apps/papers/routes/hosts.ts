import { actorOf } from '../../../platform/accounts/person.ts'
import { listActivity } from '../../../platform/activity/queries.ts'
import { closeBreaker } from '../../../platform/http/closing-breaker.ts'
import { listHosts } from '../../../platform/http/listing-hosts.ts'
import type { Platform } from '../../../platform/platform.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, personOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { collectorTopic } from '../pages/collector-state.ts'
import { type HostValues, hostLedger, hostsPage } from '../pages/hosts.ts'
import { HostForm } from '../schemas/hosts.ts'

const hostsShown = 200
const changesShown = 20

/** `/papers/hosts`: the ledger of politeness. */
export function addHostRoutes(web: Web, platform: Platform): void {
  const config = { rule: 'papers.read' } as const

  web.get(links.hosts(), { config }, async (request, reply) =>
    sendPage(reply, hostsPage(pageOf(request), await valuesOf(platform))),
  )
  web.get(links.hostsNow(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.hosts(), 303)
    return sendFragment(reply, hostLedger(pageOf(request), await valuesOf(platform)))
  })
  web.post(
    links.resetHost(),
    { schema: { body: HostForm }, config: { rule: 'papers.operate' } },
    async (request, reply) => {
      const { host } = request.body
      const isClosed = await closeBreaker(platform, actorOf(personOf(request)), host)
      platform.live.publish(collectorTopic)
      const { t } = pageOf(request)
      if (isClosed) addNotice(reply, 'success', t('{{host}} may be asked again.', { host }))
      else addNotice(reply, 'info', t('{{host}} may be asked already.', { host }))
      return reply.redirect(links.hosts(), 303)
    },
  )
}

async function valuesOf({ db, now }: Platform): Promise<HostValues> {
  const { items } = await listActivity(db, { category: 'http' }, { limit: changesShown })
  return { hosts: await listHosts(db, now(), hostsShown), changes: items }
}
